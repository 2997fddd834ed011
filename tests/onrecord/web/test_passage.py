"""An excerpt has the statement's words marked, begins and ends with sentences, and is never long."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onrecord.model import Act, Cue, Kind, Speaker, SpeakerKind, Statement
from onrecord.web.passage import ROOM, Piece, excerpts, passage

FILLER = "It rained in the town, and nobody minded. "


def statement(text: str, *words: str) -> Statement:
    spans = tuple((text.index(one), text.index(one) + len(one)) for one in words)
    return Statement(Kind.DIRECT, spans, " ".join(text[start:end] for start, end in spans))


def shown(text: str, *words: str, room: int = ROOM) -> str:
    return "".join(
        f"[{piece.part}:{piece.text}]" if piece.part else piece.text
        for piece in passage(text, statement(text, *words), room=room)
    )


def test_the_paragraph_is_shown_where_there_is_room() -> None:
    text = "The first.\n\nOne. “We wait,” she said. Two.\n\nThe last."
    assert shown(text, "We wait,") == "[left out:]One. “[said:We wait,]” she said. Two.[left out:]"


def test_of_a_long_one_whole_sentences_are() -> None:
    text = f"{FILLER * 20}“We wait,” she said. {FILLER * 20}".strip()
    found = shown(text, "We wait,", room=100)
    assert found.startswith("[left out:]It rained in the town, and nobody minded. ")
    assert found.endswith("It rained in the town, and nobody minded.[left out:]")
    assert found.count("It rained") == 4


def test_what_lies_long_between_two_pieces_is_left_out() -> None:
    text = f"“We wait,” she said. {FILLER * 60}“And we go.”"
    found = shown(text, "We wait,", "And we go.")
    assert "[left out:]" in found
    assert len(found) < 3 * ROOM
    assert found.endswith("[said:And we go.]”")


def test_what_attributes_it_and_who_is_named_are_told_apart() -> None:
    text = "Marit Halvorsen said the grid is safe."
    spoken = Statement(
        Kind.INDIRECT,
        ((21, 37),),
        "the grid is safe",
        Cue("said", 16, 20, Act.SAY),
        Speaker("Marit Halvorsen", "Marit Halvorsen", 0, 15, SpeakerKind.PERSON),
    )
    assert [(piece.part, piece.text) for piece in passage(text, spoken)] == [
        ("who", "Marit Halvorsen"),
        ("", " "),
        ("cue", "said"),
        ("", " "),
        ("said", "the grid is safe"),
        ("", "."),
    ]


def test_words_that_do_not_stand_there_give_nothing() -> None:
    text = "Marit Halvorsen said the grid is safe."
    assert passage("Something else.", statement(text, "the grid is safe")) == ()
    assert passage("", statement(text, "the grid is safe")) == ()
    assert passage(text, Statement(Kind.DIRECT, (), "the grid")) == ()


def beside(found: list[tuple[Piece, ...]]) -> int:
    """Characters that are shown beside what is said."""
    return sum(len(piece.text) for pieces in found for piece in pieces if not piece.part)


def test_many_of_one_text_do_not_add_up_to_it() -> None:
    text = "".join(f"At hour {hour:02} the wind turned again. “We wait {hour:02},” she said. " for hour in range(20))
    every = [statement(text, f"We wait {hour:02},") for hour in range(20)]
    said = sum(len(one.content) for one in every)
    assert beside([passage(text, one, room=120) for one in every]) > len(text) - said
    found = excerpts(text, every, room=120)
    assert 0 < beside(found) <= (len(text) - said) / 2
    assert all("".join(piece.text for piece in pieces if piece.part == "said") for pieces in found)


def test_a_text_that_is_hardly_more_than_what_is_said_is_not_shown_whole() -> None:
    text = "It rained. “We wait,” she said, and all of Ostermere did."
    [pieces] = excerpts(text, [statement(text, "We wait,")])
    shown = "".join(piece.text for piece in pieces)
    assert "“We wait,”" in shown
    assert "Ostermere" not in shown


def test_a_few_of_a_long_text_have_all_the_room_there_is() -> None:
    text = f"{FILLER * 20}“We wait,” she said. {FILLER * 20}".strip()
    one = statement(text, "We wait,")
    assert excerpts(text, [one], room=120) == [passage(text, one, room=120)]
    assert excerpts("Something else.", [one]) == [()]


@given(st.text(alphabet="ab .!?\n“”", max_size=3_000), st.data())
def test_whatever_the_text_is_the_words_are_whole_and_the_rest_is_short(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 500)))
    spoken = Statement(Kind.DIRECT, ((start, end),), text[start:end])
    pieces = passage(text, spoken)
    said = "".join(("\n\n" if piece.paragraph else "") + piece.text for piece in pieces if piece.part == "said")
    assert said.split() == text[start:end].split()
    assert sum(len(piece.text) for piece in pieces if not piece.part) <= 2 * ROOM
    joined = "".join(piece.text for piece in pieces).split()
    assert "".join(joined) in "".join(text.split())
