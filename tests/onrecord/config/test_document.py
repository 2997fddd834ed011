"""Whatever the bytes, reading gives a `Config` or a `ConfigError`, soon, and nothing else."""

from __future__ import annotations

import random
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from onrecord.config import Config, document, load
from onrecord.config import example as example_text
from onrecord.errors import ConfigError

PIECES = st.sampled_from(
    [
        *(
            "sources",
            "topics",
            "digests",
            "mail",
            "smtp",
            "store",
            "name",
            "feed",
            "any",
            "in",
            "at",
            "url",
            "from",
        ),
        *(
            ": ",
            ":",
            "- ",
            "\n",
            "\n  ",
            "\n    ",
            "\t",
            " ",
            "[",
            "]",
            "{",
            "}",
            ", ",
            "'",
            '"',
            "#",
            "? ",
            "<<: ",
        ),
        *("&a ", "*a", "*", "!", "!!int ", "|", ">-", "%YAML 1.1", "---\n", "...\n", "\\", "\\x", "@", "`"),
        *(
            "~",
            "null",
            "true",
            "0x1F",
            "1e9",
            ".nan",
            "-.inf",
            "07:00",
            "é",
            "\u2028",
            "\x85",
            "\ufeff",
            "\U0001f600",
        ),
        *("~root", "~nobody/x", "a@b.c", "http://x", "sqlite:///"),
    ]
)
CHANGES = ["", ":", "'", '"', "\t", "\n", "- ", "[", "*", "&"]
YAML_LIKE = st.lists(PIECES, max_size=40).map(lambda pieces: "".join(pieces).encode())


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_give_a_config_or_its_faults(data: bytes) -> None:
    loaded_or_refused(data)


@settings(max_examples=600, deadline=None)
@given(data=YAML_LIKE)
@example(data=b"sources: []\n? \n")
def test_any_text_like_yaml_gives_a_config_or_its_faults(data: bytes) -> None:
    loaded_or_refused(data)


@pytest.mark.parametrize("seed", range(150))
def test_the_example_with_some_characters_changed_gives_a_config_or_its_faults(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    text = list(example_text())
    for _ in range(chance.randint(1, 5)):
        place = chance.randrange(len(text))
        text[place : place + chance.choice([0, 1, 5])] = chance.choice(
            ["", ":", "'", '"', "\t", "\n", "- ", "[", "*", "&"]
        )
    loaded_or_refused("".join(text).encode())


def test_a_fault_in_a_rule_is_pointed_at_whatever_ends_the_lines(tmp_path: Path) -> None:
    file = tmp_path / "topics.yaml"
    for end in ("\n", "\r\n", "\r"):
        file.write_bytes(end.join(("topics:", "  - name: gas", "    match: gas AND")).encode())
        with pytest.raises(ConfigError) as refused:
            load(file)
        told, line, caret = str(refused.value).splitlines()
        assert told.startswith(f"{file}:3:19: topics.0.match: ")
        assert (line, caret) == ("    match: gas AND", f"{' ' * 18}^")


def test_a_file_that_may_not_be_read_is_told() -> None:
    denied = mock.patch.object(Path, "open", side_effect=PermissionError(13, "Permission denied"))
    told = pytest.raises(ConfigError, match=r"^x\.yaml: the file can't be read \(Permission denied\)")
    with denied, told:  # a mock, since root may read all
        load(Path("x.yaml"))


def loaded_or_refused(data: bytes) -> None:
    """Load the bytes as a file's; each problem begins with the file's name."""
    problems: tuple[str, ...] = ()
    with mock.patch.object(document, "_bytes", return_value=data):
        try:
            found = load(Path("topics.yaml"))
        except ConfigError as error:
            problems = error.problems
        else:
            assert isinstance(found, Config)
            return
    assert problems
    assert [problem for problem in problems if not problem.startswith("topics.yaml:")] == []
    assert [
        problem for problem in problems if len(problem.splitlines()) not in {1, 3}
    ] == []  # with a caret, or without
