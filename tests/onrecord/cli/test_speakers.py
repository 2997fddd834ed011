"""`onrecord speakers`, as a person runs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from onrecord import cli
from onrecord.errors import ConfigError
from onrecord.model import Speaker, SpeakerKind
from onrecord.store import Store, articles
from tests.samples import article, replaced, statement

if TYPE_CHECKING:
    from pathlib import Path

SAID = (
    ("Jonas Weller", "energy minister"),
    ("Jonas Weller", "Energy Minister"),
    ("Weller", "energy minister"),
    ("Weller", None),
    ("Jonny Weller", None),
    ("David Marlow", "goalkeeper"),
    ("David Marlow", "transport minister"),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, and a store with statements that wait for their speakers."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "topics.yaml").write_text("topics: [{name: grid}]\nstore: {url: 'sqlite:///a.db'}\n")
    now = datetime.now(UTC)
    with Store.open("sqlite:///a.db") as store:
        for number, (name, title) in enumerate(SAID):
            said = replace(statement(), speaker=Speaker(name, name, 0, 5, SpeakerKind.PERSON, title))
            with store.write() as tx:
                articles.save(tx, article(number, published=now - timedelta(days=number * 10)), now=now)
                [waiting] = articles.pending(tx, "v1")
                replaced(tx, waiting, said, version="v1", now=now)
    return tmp_path


def onrecord(*arguments: str) -> str:
    result = CliRunner().invoke(cli.cli, ["speakers", *arguments], catch_exceptions=False, standalone_mode=False)
    return result.output


def listed(*arguments: str) -> list[str]:
    return [line.split("  ")[-1] for line in onrecord("list", *arguments).splitlines()[:-1]]


def refused(*arguments: str) -> str:
    with pytest.raises(ConfigError) as error:
        onrecord(*arguments)
    assert error.value.exit_code == 2
    return str(error.value)


@pytest.mark.usefixtures("folder")
def test_those_who_said_most_are_listed_first_with_their_titles() -> None:
    assert listed() == [
        "Jonas Weller · energy minister",
        "David Marlow · goalkeeper",
        "David Marlow · transport minister",
        "Jonny Weller",
        "Weller",
    ]
    assert onrecord("list", "--limit", "1").splitlines()[-1] == "5 speakers; 4 more with a higher --limit."


@pytest.mark.usefixtures("folder")
def test_the_list_is_narrowed_by_a_text_and_a_time() -> None:
    assert listed("WELLÉR") == ["Jonas Weller · energy minister", "Jonny Weller", "Weller"]
    assert listed("--since", "15d") == ["Jonas Weller · energy minister"]


@pytest.mark.usefixtures("folder")
def test_a_speaker_is_shown_with_names_titles_and_the_latest_statements() -> None:
    shown = onrecord("show", "jonas weller").splitlines()
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    assert shown[:2] == [
        f"Jonas Weller (person): 3 statements, last heard {day}",
        "  names: Jonas Weller (2), Weller (1)",
    ]
    assert shown[2] == f"  titles: energy minister (3, last {day})"
    assert shown[3:5] == [f"  {day}  Harbour Gazette: the grid is safe", "              https://gazette.example/0"]


@pytest.mark.usefixtures("folder")
def test_a_merge_tells_what_it_did_and_its_undoing_takes_it_back() -> None:
    before = listed()
    assert onrecord("merge", "jonny weller", "Jonas Weller").splitlines() == [
        "'Jonny Weller' means 'Jonas Weller', who has 4 statements now.",
        "To undo it: onrecord speakers merge 'Jonny Weller' 'Jonas Weller' --undo",
    ]
    assert "  by hand: 'Jonny Weller' means 'Jonas Weller'" in onrecord("show", "Jonny Weller").splitlines()
    undone = onrecord("merge", "Jonny Weller", "Jonas Weller", "--undo")
    assert undone == "Taken back: 'Jonny Weller' means 'Jonas Weller'.\n"
    assert listed() == before


@pytest.mark.usefixtures("folder")
def test_a_split_tells_what_it_did_and_its_undoing_takes_it_back() -> None:
    before = listed()
    assert onrecord("split", "Weller", "Jonas Weller").splitlines() == [
        "Weller (2 statements) does not mean 'Jonas Weller' any more.",
        "To undo it: onrecord speakers split Weller 'Jonas Weller' --undo",
    ]
    assert listed("jonas") == ["Jonas Weller · energy minister"]
    assert "2 statements" in onrecord("show", "Jonas Weller")
    onrecord("split", "Weller", "Jonas Weller", "--undo")
    assert listed() == before


@pytest.mark.usefixtures("folder")
def test_two_of_one_name_are_told_apart_by_a_title() -> None:
    told = refused("merge", "Jonny Weller", "David Marlow")
    assert told == (
        "speakers: 'David Marlow' is the name of 2; "
        "say which: 'David Marlow, goalkeeper'; 'David Marlow, transport minister'"
    )
    assert "goalkeeper" in onrecord("show", "David Marlow, goalkeeper")
    onrecord("merge", "Jonny Weller", "David Marlow, goalkeeper")
    assert "names: David Marlow (1), Jonny Weller (1)" in onrecord("show", "David Marlow, goalkeeper")


@pytest.mark.usefixtures("folder")
def test_all_of_one_name_are_made_one() -> None:
    onrecord("merge", "David Marlow", "David Marlow")
    assert listed("marlow") == ["David Marlow · goalkeeper, transport minister"]


@pytest.mark.usefixtures("folder")
def test_a_merge_that_a_split_forbids_is_refused_and_changes_nothing() -> None:
    onrecord("split", "Weller", "Jonas Weller")
    onrecord("merge", "Jonas Weller", "Jonny Weller")
    before = listed()
    assert "a split keeps them apart" in refused("merge", "Weller", "Jonny Weller")
    assert listed() == before
    assert "  by hand: Weller does not mean 'Jonas Weller'" in onrecord("show", "Weller").splitlines()


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "Jonas Wellar"), "speakers: nobody is named 'Jonas Wellar'; did you mean 'Jonas Weller'?"),
        (("show", "Qqqq"), "speakers: nobody is named 'Qqqq'; 'onrecord speakers list' has all"),
        (
            ("show", "Jonas Weller, baker"),
            "speakers: nobody is named 'Jonas Weller, baker'; did you mean 'Jonas Weller'?",
        ),
        (
            ("split", "David Marlow", "Jonas Weller"),
            "speakers: 'David Marlow' is no name of 'Jonas Weller'; its names are: 'Jonas Weller', 'Weller'",
        ),
        (
            ("split", "Jonas Weller", "Jonas Weller"),
            "speakers: 'Jonas Weller' can't be split from itself; name another of its names, or a title behind a comma",
        ),
        (
            ("merge", "Weller", "Jonas Weller", "--undo"),
            "speakers: nothing of the kind was decided of 'Weller' and 'Jonas Weller'; 'show' tells what was",
        ),
    ],
)
def test_what_can_not_be_done_is_told_with_the_remedy(arguments: tuple[str, ...], told: str) -> None:
    assert refused(*arguments) == told
