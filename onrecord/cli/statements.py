"""`onrecord statements`: what is on record, searched, to read or as a table for other programs."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import count, progress, say
from onrecord.errors import ConfigError, OnRecordError
from onrecord.query import QueryError, parse, pointed, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, tzinfo

    from digests.exporting import Format
    from onrecord.query import Query
    from onrecord.store import Store
    from onrecord.store.recorded import Recorded

_FORMATS: Final = ("table", "csv", "jsonl", "parquet")
_LISTED: Final = 50  # statements in a table, if nothing else is said
_WIDEST: Final = 110  # columns
_INDENT: Final = 12
_TOLD: Final = 500  # statements after which the bar moves


class _Search(click.Command):
    """A command whose arguments may begin with a -, as what must not be found does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = {"-", *ctx.help_option_names, *(name for param in self.get_params(ctx) for name in param.opts)}
        return super().parse_args(ctx, [one if one in known else _unlike_an_option(one) for one in args])


def _unlike_an_option(argument: str) -> str:
    """With a minus sign, which a query takes too, in the place of one hyphen."""
    return f"−{argument[1:]}" if argument.startswith("-") and not argument.startswith("--") else argument


@click.command("statements", cls=_Search)
@click.argument("query", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    help="A table is to read, the others are for programs.  [default: by the name of --out, else table]",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write to this file, which is replaced once all is written."
)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many.  [default: 50 in a table, else all]")
@config_option
def statements_(query: tuple[str, ...], form: str | None, out: Path | None, limit: int | None) -> None:
    r"""Show the statements on record that QUERY finds, the newest first, or export them for other programs.

    QUERY is what one types into the search box of the web edition: words, which must all be there, and what follows.
    See docs/search.md. Put it between '...', so that "..." inside comes through.

    \b
    speaker:weller  topic:energy  source:gazette    a word of the name; twice: either
    cue:deny  kind:direct    what the speaker does by it; direct, indirect or mixed
    after:2026-11-01  before:7d    since that day; up to the day before that one
    "gas supply"  pipeline*  -football    words side by side; a beginning; what must not be there
    all:yes    also what is not sure to be a statement

    \b
    Example:
      onrecord statements speaker:weller '"gas supply"' after:30d
      onrecord statements 'topic:"energy security" cue:deny -football' --out denied.csv
      onrecord statements --format jsonl | head -1
    """
    form = form or _by_name(out)
    if out and form == "table":
        raise click.UsageError("--out needs a --format: csv, jsonl or parquet")
    if out is None and form == "parquet" and sys.stdout.isatty():
        raise click.UsageError("Parquet is not to be read on a terminal: name a file with --out")
    config = configuration()
    zone = next((digest.zone for digest in config.digests), UTC)  # whose days are meant, as in the web edition
    asked = _asked(" ".join(query), datetime.now(zone).date())
    if form == "table":
        _list(store(config), asked, zone, limit or _LISTED)
        return
    from digests.exporting import Format  # noqa: PLC0415  # keeps --help quick
    from onrecord.store import search  # noqa: PLC0415  # as above

    _export(search.every(store(config), asked, limit=limit, zone=zone), Format(form), out)


def _by_name(out: Path | None) -> str:
    ending = out.suffix[1:].lower() if out else ""
    return ending if ending in _FORMATS else "table"


def _asked(text: str, today: date) -> Query:
    try:
        return parse(text, today=today)
    except QueryError as error:
        width = get_terminal_size().columns - 4
        place = "\n".join(f"  {line}" for line in pointed(text.replace("−", "-"), error, width=width).splitlines())
        raise ConfigError(f"{error}\n{place}") from None


def _list(opened: Store, query: Query, zone: tzinfo, limit: int) -> None:
    from onrecord.store import search  # noqa: PLC0415  # keeps --help quick

    with opened.read() as tx:
        found = search.search(tx, query, limit=limit, zone=zone)
    for one in found.statements:
        for line in _lines(one, zone):
            say(line)
    for_what = f" for {written(query)}" if written(query) else ""
    if not found.statements:
        sure = "" if query.doubtful else "; all:yes looks among what is not sure to be a statement, too"
        say(f"No statements{for_what}{sure}.")
        return
    more = "; older ones with a higher --limit" if found.more else ""
    say(f"{count(len(found.statements), 'statement')}{for_what}{more}.")


def _lines(one: Recorded, zone: tzinfo) -> Iterator[str]:
    from digests.escaping import clean, folded  # noqa: PLC0415  # as above
    from digests.filters import in_context, words, wrap  # noqa: PLC0415  # as above

    title = one.statement.speaker.title if one.statement.speaker else None
    who = ", ".join(part for part in (one.name or "not named", title) if part)
    cue = f" ({one.statement.cue.text})" if one.statement.cue else ""
    day = (one.moment if one.date_only else one.moment.astimezone(zone)).date()
    yield f"{day}  {folded(clean(f'{who}{cue}, {one.source}'))}:"
    yield wrap(clean(words(one.statement)), _INDENT, min(get_terminal_size().columns, _WIDEST))
    yield f"{' ' * _INDENT}{in_context(one) or folded(clean(one.title))}"


def _export(found: Iterable[Recorded], form: Format, out: Path | None) -> None:
    from digests.exporting import write  # noqa: PLC0415  # as above

    with progress("Writing statements", shown=out is not None or not sys.stdout.isatty()) as advance:
        told = _told(found, advance)
        if out is None:
            write(told, form, sys.stdout.buffer)
            sys.stdout.buffer.flush()
            return
        with _in_place_of(out) as file:
            number = write(told, form, file)
    say(f"{count(number, 'statement')} written to {out}.")


def _told(records: Iterable[Recorded], advance: Callable[[int, int | None], None]) -> Iterator[Recorded]:
    for number, one in enumerate(records, 1):
        yield one
        if number % _TOLD == 0:
            advance(number, None)


@contextmanager
def _in_place_of(file: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of another once all is written; if that fails, nothing is left of it."""
    target = Path(os.path.realpath(file))
    if target.is_dir() or not target.parent.is_dir():
        what = "a folder; name a file" if target.is_dir() else f"there is no folder {file.parent}; make it first"
        raise ConfigError(f"{file}: {what}")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if target.exists() and not target.is_file():  # a device or a pipe
            with target.open("wb") as opened:
                yield opened
            return
        with part.open("wb") as opened:
            yield opened
        if target.exists():
            part.chmod(target.stat().st_mode & 0o777)
        part.replace(target)
    except OSError as error:
        raise OnRecordError(f"{file}: not written: {error.strerror or error}") from error
    finally:
        part.unlink(missing_ok=True)
