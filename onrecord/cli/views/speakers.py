"""Speakers in rows and lines for a person."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from onrecord.cli.terminal import count
from onrecord.model import SpeakerKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from onrecord.people import Decision, Form
    from onrecord.store.speakers import Quote, Record

COLUMNS = ("Speaker", "Statements", "Last heard", "Titles")

_LONGEST = 160  # characters of a statement that are shown
_MOST = 3  # titles in a line


def row(record: Record) -> tuple[str, ...]:
    """A speaker's figures, as in `COLUMNS`."""
    return record.name, f"{record.statements:,}", f"{record.last:%Y-%m-%d}", _what(record)


def line(record: Record) -> str:
    """The same in a line."""
    name, statements, last, what = row(record)
    return f"{statements:>7}  {last}  {name}{what and f' · {what}'}"


def whole(record: Record, quotes: Iterable[Quote], decisions: Iterable[Decision]) -> Iterator[str]:
    """All that is known of a speaker, in lines."""
    yield f"{record.name} ({record.kind}): {count(record.statements, 'statement')}, last heard {record.last:%Y-%m-%d}"
    yield f"  names: {', '.join(f'{one.text} ({one.statements:,})' for one in record.names)}"
    if record.titles:
        titles = (f"{one.text} ({one.statements:,}, last {one.last:%Y-%m-%d})" for one in record.titles)
        yield f"  titles: {', '.join(titles)}"
    for one in decisions:
        yield f"  by hand: {decided(one)}"
    for said in quotes:
        words = " ".join(said.content.split())
        yield f"  {said.moment:%Y-%m-%d}  {said.source}: {_short(words)}"
        yield f"              {said.url}"


def decided(one: Decision) -> str:
    """What was decided by hand."""
    return f"{form(one.form)} {'means' if one.same else 'does not mean'} {form(one.other)}"


def form(one: Form) -> str:
    """A name, with its title if it is about that one only, as a person types it."""
    return quote(one.name if one.title is None else f"{one.name}, {one.title}")


def choices(records: Sequence[Record]) -> str:
    """What tells several of one name apart, each as a person types it."""
    return "; ".join(
        quote(f"{one.name}, {one.titles[0].text}") if one.titles else "one without a title" for one in records
    )


def _what(record: Record) -> str:
    titles = [one.text for one in record.titles[:_MOST]]
    return ", ".join(titles if record.kind is SpeakerKind.PERSON else [record.kind, *titles])


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
