"""`onrecord speakers`: who is who across articles, and what a person knows better."""

from __future__ import annotations

from datetime import UTC, datetime
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.moments import moment
from onrecord.cli.terminal import count, say, table
from onrecord.cli.views import speakers as views
from onrecord.errors import ConfigError
from onrecord.people import Decision, Form, fullness, searched, spelt_alike
from onrecord.store import people, speakers

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from onrecord.store import Store
    from onrecord.store.speakers import Record

_SHOWN = 5  # speakers of one name that are shown whole


@click.group("speakers")
def speakers_() -> None:
    r"""Show who is who across articles, and say it where you know better.

    "Jonas Weller", "J. Weller" and "Weller" with his title are one speaker where the articles give reason to think so.
    What you decide holds for all articles, those to come as well, and no run undoes it.

    \b
    Example:
      onrecord speakers list weller
      onrecord speakers show "Jonas Weller"
      onrecord speakers merge "Jonny Weller" "Jonas Weller"
      onrecord speakers split Weller "Jonas Weller"
    """


@speakers_.command("list")
@click.argument("text", required=False)
@click.option("--since", callback=moment, metavar="WHEN", help="Heard since then: 30d, 12h, 2w, or a date.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(min=1), help="List at most so many.")
@config_option
def list_(text: str | None, since: datetime | None, limit: int) -> None:
    r"""List speakers, those who said most first, with their titles; with TEXT, those with it in one of their names.

    \b
    Example:
      onrecord speakers list
      onrecord speakers list weller --since 30d
    """
    with _settled().read() as tx:
        found = speakers.records(tx, since=since)
    if text:
        found = [one for one in found if any(searched(text) in searched(name.text) for name in one.names)]
    if not table(views.COLUMNS, map(views.row, found[:limit])):
        for one in found[:limit]:
            say(views.line(one))
    more = f"; {len(found) - limit:,} more with a higher --limit" if len(found) > limit else ""
    say(f"{count(len(found), 'speaker')}{more}.")


@speakers_.command("show")
@click.argument("name")
@config_option
def show_(name: str) -> None:
    r"""Show the speaker with this NAME: other names, titles, the latest statements.

    Several of one name are told apart by a title behind a comma.

    \b
    Example:
      onrecord speakers show "Jonas Weller"
      onrecord speakers show "Jonas Weller, goalkeeper"
    """
    with _settled().read() as tx:
        found, _ = _known(tx, name)
        made = people.decisions(tx)
        for one in found[:_SHOWN]:
            names = {(seen.text, seen.kind) for seen in one.names}
            its = [
                decision
                for decision in made
                if names & {(form.name, form.kind) for form in (decision.form, decision.other)}
            ]
            for line in views.whole(one, speakers.latest(tx, one.id), its):
                say(line)
    if len(found) > _SHOWN:
        say(f"{len(found) - _SHOWN:,} more of this name: 'onrecord speakers list' has them.")


_undo_option = click.option("--undo", is_flag=True, help="Take this decision back.")


@speakers_.command("merge")
@click.argument("name")
@click.argument("into")
@_undo_option
@config_option
def merge_(name: str, into: str, *, undo: bool) -> None:
    r"""Say that NAME means the speaker INTO, wherever an article gives it.

    A title behind a comma tells which of several of one name is meant.

    \b
    Example:
      onrecord speakers merge "Jonny Weller" "Jonas Weller"
      onrecord speakers merge "Jonas Weller, captain" "Jonas Weller, goalkeeper"
      onrecord speakers merge "Jonny Weller" "Jonas Weller" --undo
    """
    with _settled().write() as tx:
        if undo:
            _take_back(tx, name, into, same=True)
            return
        form, other = _merged(tx, name, into)
        people.decide(tx, Decision(form, other, same=True), now=datetime.now(UTC))
        after = next((one for one in speakers.named(tx, other.name) if _has(one, form) and _has(one, other)), None)
        if after is None:
            raise ConfigError(
                f"speakers: {name!r} can't be merged into {into!r}: a split keeps them apart; "
                f"'onrecord speakers show' tells which, and 'split ... --undo' takes it back"
            )
    say(f"{views.form(form)} means {views.form(other)}, who has {count(after.statements, 'statement')} now.")
    say(f"To undo it: onrecord speakers merge {views.form(form)} {views.form(other)} --undo")


@speakers_.command("split")
@click.argument("alias")
@click.argument("from_", metavar="FROM")
@_undo_option
@config_option
def split_(alias: str, from_: str, *, undo: bool) -> None:
    r"""Say that ALIAS, one of the names of the speaker FROM, does not mean that speaker.

    With a title behind a comma, only articles that give the title are meant.

    \b
    Example:
      onrecord speakers split Weller "Jonas Weller"
      onrecord speakers split "Jonas Weller, goalkeeper" "Jonas Weller"
      onrecord speakers split Weller "Jonas Weller" --undo
    """
    with _settled().write() as tx:
        if undo:
            _take_back(tx, alias, from_, same=False)
            return
        form, other = _parted(tx, alias, from_)
        people.decide(tx, Decision(form, other, same=False), now=datetime.now(UTC))
        after = sum(one.statements for one in speakers.named(tx, form.name) if _has(one, form))
    say(f"{views.form(form)} ({count(after, 'statement')}) does not mean {views.form(other)} any more.")
    say(f"To undo it: onrecord speakers split {views.form(form)} {views.form(other)} --undo")


def _merged(tx: Connection, name: str, into: str) -> tuple[Form, Form]:
    """The forms that a merge makes one."""
    found, title = _known(tx, name)
    form = _form(found[0], name, title)
    if title is None and spelt_alike(name, into):
        return form, form  # all who are told apart under one name
    if len(found) > 1 and title is None and fullness(form.name, form.kind)[0]:
        raise _several(name, found)
    record, its_title = _one(tx, into)
    return form, Form(record.name, record.kind, its_title)


def _parted(tx: Connection, alias: str, of: str) -> tuple[Form, Form]:
    """The forms that a split keeps apart."""
    record, its_title = _one(tx, of)
    name, title = _apart(tx, alias)
    if not any(spelt_alike(one.text, name) for one in record.names):
        names = ", ".join(repr(one.text) for one in record.names)
        raise ConfigError(f"speakers: {alias!r} is no name of {record.name!r}; its names are: {names}")
    form = _form(record, name, title)
    for other in (Form(record.name, record.kind, its_title), _form(record, of, its_title)):
        if form != other:
            return form, other
    raise ConfigError(
        f"speakers: {alias!r} can't be split from itself; name another of its names, or a title behind a comma"
    )


def _take_back(tx: Connection, name: str, other: str, *, same: bool) -> None:
    for made in people.decisions(tx):
        forms = {_folded(made.form), _folded(made.other)}
        if made.same is same and forms == {searched(name), searched(other)}:
            people.take_back(tx, made)
            say(f"Taken back: {views.decided(made)}.")
            return
    raise ConfigError(f"speakers: nothing of the kind was decided of {name!r} and {other!r}; 'show' tells what was")


def _folded(form: Form) -> str:
    return searched(form.name if form.title is None else f"{form.name}, {form.title}")


def _settled() -> Store:
    """The store, with all names that wait led to their speakers."""
    opened = store(configuration())
    people.settle_all(opened)
    return opened


def _apart(tx: Connection, text: str) -> tuple[str, str | None]:
    """A name and a title, where what was typed is not a name as a whole."""
    name, comma, title = text.rpartition(", ")
    if not comma or speakers.named(tx, text):
        return text, None
    return name, title.casefold()


def _known(tx: Connection, text: str) -> tuple[list[Record], str | None]:
    """The speakers of what was typed, a name or a name and a title; the title, if one was typed."""
    name, title = _apart(tx, text)
    found = speakers.named(tx, name)
    if title is not None:
        found = [one for one in found if title in {seen.text.casefold() for seen in one.titles}]
    if found:
        return found, title
    known = {one.casefold(): one for one in speakers.every_name(tx)}
    near = get_close_matches(name.casefold(), known, n=1)
    remedy = f"did you mean {known[near[0]]!r}?" if near else "'onrecord speakers list' has all"
    raise ConfigError(f"speakers: nobody is named {text!r}; {remedy}")


def _one(tx: Connection, text: str) -> tuple[Record, str | None]:
    """The one speaker of what was typed; of several, the one who is shown under that name."""
    found, title = _known(tx, text)
    if len(found) > 1:
        found = [one for one in found if spelt_alike(one.name, text)] or found
    if len(found) > 1:
        raise _several(text, found)
    return found[0], title


def _several(text: str, found: list[Record]) -> ConfigError:
    return ConfigError(f"speakers: {text!r} is the name of {len(found)}; say which: {views.choices(found)}")


def _form(record: Record, text: str, title: str | None) -> Form:
    """A name of a record as articles give it."""
    name = text if title is None else text.rpartition(", ")[0] or text
    exact = [one for one in record.names if one.text == name]
    [one] = (exact or [one for one in record.names if spelt_alike(one.text, name)])[:1]
    return Form(one.text, one.kind, title)


def _has(record: Record, form: Form) -> bool:
    titled = form.title is None or any(one.text.casefold() == form.title for one in record.titles)
    return titled and any((one.text, one.kind) == (form.name, form.kind) for one in record.names)
