"""Adding sources to topics.yaml: nothing else in it changes."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from onrecord.config import example, load
from onrecord.config.append import append_sources
from onrecord.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

NEW = [{"name": "A: new & 'odd' one", "feed": "https://a.example/feed"}, {"name": "no", "feed": "https://b.example/#x"}]
ADDED = """- name: "A: new & 'odd' one"
  feed: https://a.example/feed
- name: no
  feed: https://b.example/#x
"""

FILES = {
    "indented": "sources:\n  - name: x\n    feed: https://x.example/f  # mine\n  # a note\n\n# more\ntopics: []\n",
    "not indented": "# top\nsources:\n- feed: https://x.example/f\n  name: x\n# a note\ntopics: []\n",
    "at the end, without a line end": "topics: []\nsources:\n    - name: x\n      feed: https://x.example/f",
    "a list of pages": "sources:\n  - name: x\n    page:\n    - https://x.example/1\n    - https://x.example/2\n# z\n",
    "pages in brackets": "sources:\n  - name: x\n    page: [https://x.example/1,\n      https://x.example/2]\n# end\n",
    "an item in braces": "sources:\n  - {name: x, feed: 'https://x.example/f'}   # note\n\ntopics: []\n",
    "nothing in it": "sources:   # none yet\n\n# a note\ntopics: []\n",
    "no sources": "topics: []   # a note\n",
    "Windows": "sources:\r\n  - name: x\r\n    feed: https://x.example/f\r\n# a note\r\n",
    "a byte order mark": "\ufeffsources:\n  - name: x\n    feed: https://x.example/f\n",
}


@pytest.mark.parametrize("text", FILES.values(), ids=list(FILES))
def test_all_lines_stay_and_the_new_ones_stand_below_the_old(text: str, tmp_path: Path) -> None:
    path = tmp_path / "topics.yaml"
    path.write_bytes(text.encode())
    before = [source.name for source in load(path).sources]
    append_sources(path, NEW)
    assert [source.name for source in load(path).sources] == [*before, "A: new & 'odd' one", "no"]
    after = path.read_bytes().decode()
    kept = iter(after.splitlines())
    assert all(line in kept for line in text.splitlines())  # each, in the old order
    assert ("\r\n" in after) is ("\r\n" in text)
    assert [each.name for each in tmp_path.iterdir()] == ["topics.yaml"]


def test_the_commented_example_gets_its_sources_where_a_person_would_write_them(tmp_path: Path) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text(example(), "utf-8")
    append_sources(path, NEW)
    text = path.read_text("utf-8")
    added = "".join(f"  {line}\n" for line in ADDED.splitlines())
    assert added in text
    assert text.replace(added, "") == example()
    assert text.index(added) < text.index("# 2. What to look for")


def test_sources_in_brackets_are_written_anew_and_notes_stay(tmp_path: Path) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text("# top\nsources: [{name: x, feed: 'https://x.example/f'}]\n# a note\ntopics: [{name: y}]\n")
    append_sources(path, NEW)
    assert len(load(path).sources) == 3
    assert "# top" in path.read_text()
    assert "# a note" in path.read_text()


def test_what_would_not_load_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "topics.yaml"
    path.write_text(FILES["indented"])
    with pytest.raises(ConfigError, match="copy the sources into it by hand"):
        append_sources(path, [{"name": "x", "feed": "https://y.example/"}])  # the name is taken
    assert path.read_text() == FILES["indented"]
    assert [each.name for each in tmp_path.iterdir()] == ["topics.yaml"]


def test_the_files_mode_stays_and_no_other_file_is_touched(tmp_path: Path) -> None:
    path, other = tmp_path / "topics.yaml", tmp_path / ".topics.yaml.new"
    path.write_text(FILES["indented"])
    path.chmod(0o640)
    other.write_text("mine")
    append_sources(path, NEW)
    assert (path.stat().st_mode & 0o777, other.read_text()) == (0o640, "mine")


def test_the_draft_is_nobody_elses_to_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, modes = tmp_path / "topics.yaml", []
    path.write_text(FILES["indented"])
    path.chmod(0o600)

    def copymode(source: Path, draft: Path) -> None:  # noqa: ARG001  # of shutil
        modes.append(draft.stat().st_mode & 0o777)

    monkeypatch.setattr(shutil, "copymode", copymode)
    append_sources(path, NEW)
    assert modes == [0o600]
