"""The sentence before a statement, where its words lean on it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests.context import LONGEST, before, leans
from onrecord.model import Kind, Speaker, SpeakerKind, Statement

HE = Speaker("Jonas Weller", "Weller", 0, 6, SpeakerKind.PERSON)


def said(text: str, words: str, kind: Kind = Kind.DIRECT, speaker: Speaker | None = HE) -> Statement:
    start = text.index(words)
    return Statement(kind, ((start, start + len(words)),), words, speaker=speaker)


def found(text: str, words: str, kind: Kind = Kind.DIRECT, speaker: Speaker | None = HE) -> str | None:
    context = before(text, said(text, words, kind, speaker))
    if context is None:
        return None
    assert text[context.start : context.end] == context.text
    assert context.end <= text.index(words)
    return context.text


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("It will not last", Kind.DIRECT),
        ("But nobody asked us", Kind.DIRECT),
        ("That is the number", Kind.DIRECT),
        ("No, we are not", Kind.DIRECT),
        ("Then she left the room", Kind.DIRECT),
        ("I told them so", Kind.DIRECT),
        ("He’s a good captain", Kind.DIRECT),
        ("that it would not last", Kind.INDIRECT),
        ("they had been asked", Kind.MIXED),
    ],
)
def test_words_that_point_to_something_said_before_lean_on_it(words: str, kind: Kind) -> None:
    assert leans(said(words, words, kind))


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("The quay will not last", Kind.DIRECT),
        ("No street will be dark", Kind.DIRECT),
        ("This winter nobody will freeze", Kind.DIRECT),
        ("It is time to count them", Kind.DIRECT),
        ("We know the harbour, and it is deep", Kind.DIRECT),
        ("that the quay would last", Kind.INDIRECT),
        ("he would resign", Kind.INDIRECT),
        ("", Kind.DIRECT),
    ],
)
def test_other_words_do_not(words: str, kind: Kind) -> None:
    assert not leans(said(words, words, kind))


def test_the_speaker_himself_is_known_but_not_those_of_whom_a_body_speaks() -> None:
    firm = Speaker("Brightwater", "It", 0, 2, SpeakerKind.ORGANISATION)
    assert not leans(said("it would pay", "it would pay", Kind.INDIRECT, firm))
    assert leans(said("it would pay", "it would pay", Kind.INDIRECT, None))


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("Rain fell. The dam is old. “It will not last,” he said.", "The dam is old."),
        ("The dam is old.\n\n“It will not last,” he said.", "The dam is old."),
        ("Rain fell. The dam is old!\n\n“It will not last,” he said.", "The dam is old!"),
        ("Rain fell. “The dam is old,” he said. “It will not last.”", "“The dam is old,” he said."),
        ("Mr. Orsk built the dam. Weller said: “It will not last.”", "Mr. Orsk built the dam."),
        ("He met Adm. Orsk at noon. “It will not last,” he said.", "He met Adm. Orsk at noon."),
        ("“The dam is old.” Weller looked at it. “It will not last.”", "Weller looked at it."),
        ("Rain fell. Is it old? he asked. “It will not last.”", "Is it old? he asked."),
        ("It cost 3.5 million. “It will not last.”", "It cost 3.5 million."),
    ],
)
def test_the_sentence_before_is_given_as_it_stands(text: str, context: str) -> None:
    assert found(text, "It will not last") == context


@pytest.mark.parametrize(
    "text",
    [
        "“It will not last,” he said.",
        "The old dam\n\n“It will not last,” he said.",  # a heading
        "The dam stands in the U.S. “It will not last,” he said.",  # whose full stop is it?
        "He met J. Weller. He met K. “It will not last,” he said.",
        "“The dam is old. It will not last,” he said.",  # the quotation is cut in two
        f"The dam {'and the old dam ' * (LONGEST // 15)} is old. “It will not last,” he said.",
        "Ah. “It will not last,” he said.",
        "Rain fell. “Is the dam old?” Mayor Ana Brandt asked. “It will not last.”",  # who asks is no sentence
        "Rain fell. 'The dam is old!' Brandt told them all. “It will not last.”",
        "Rain fell... Orsk looked at the dam. “It will not last.”",  # or a pause in a sentence
        "Der Damm wird am 3. Oktober geprüft. „It will not last“, sagte er.",
        "Habló la Sra. Orsk en la presa. «It will not last», dijo.",
        "The dam is near Lomnar, Calif. Orsk looked at it. “It will not last.”",
    ],
)
def test_rather_none_than_a_wrong_one(text: str) -> None:
    assert found(text, "It will not last") is None


@pytest.mark.parametrize("run", [".", ". ", ".)", "“", "\n", " ", "a", "U.S."])
def test_a_run_of_signs_takes_no_longer_than_a_text(run: str) -> None:
    text = f"{run * 100_000}“It will not last,” he said."
    assert found(text, "It will not last") is None


def test_what_is_shown_anyway_is_not_given_again() -> None:
    text = "“The dam is old,” he said. “It will not last.”"
    assert before(text, said(text, "It will not last"), [(1, 16)]) is None


def test_of_an_article_that_reads_otherwise_by_now_nothing_is_given() -> None:
    text = "The dam is old. “It will not last,” he said."
    assert before(f"Rain fell. {text}", said(text, "It will not last")) is None


_PIECES = st.sampled_from(
    [
        "It",
        "That",
        "He",
        "said",
        "the dam",
        "U.S.",
        "Mr.",
        "J.",
        "3.5",
        ".",
        "!",
        "?”",
        "“",
        "”",
        "…",
        "\n\n",
        "\n",
        " ",
        ",",
        "(",
        ")",
        '"',
    ]
)


@settings(deadline=None)
@given(st.lists(_PIECES | st.text(max_size=4), max_size=30).map("".join), st.data())
def test_of_any_text_a_context_stands_there_before_the_statement(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    statement = Statement(Kind.DIRECT, ((start, end),), text[start:end])
    context = before(text, statement)
    if context is not None:
        assert text[context.start : context.end] == context.text == context.text.strip()
        assert 0 <= context.start < context.end <= start
        assert len(context.text) <= LONGEST
        assert "\n\n" not in context.text
