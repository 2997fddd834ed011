"""`onrecord annotate`: the statements in texts, to read, to check in a browser, or as JSON."""

from __future__ import annotations

import json
import os
import re
import sys
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

import click

from onrecord.cli import texts
from onrecord.cli.context import config_option, config_path, configuration
from onrecord.cli.terminal import count, progress, say
from onrecord.cli.views.words import Annotated
from onrecord.errors import OnRecordError
from onrecord.model import Engine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.language import Language as Pipeline

_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")


@click.command("annotate")
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Write JSON, a line for each text.")
@click.option("--jsonl", is_flag=True, help='Read lines {"id", "text"} instead of texts, and write a line for each.')
@click.option(
    "--html",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Write a page for the browser to this file (- is standard output): the texts with all marks.",
)
@click.option("--model", help="The spaCy pipeline to use.  [default: the configured one]")
@click.option(
    "--engine", type=click.Choice(get_args(Engine)), help="How statements are found.  [default: the configured one]"
)
@config_option
def annotate_(  # noqa: PLR0913  # a parameter for each option
    files: tuple[str, ...],
    *,
    as_json: bool,
    jsonl: bool,
    html: Path | None,
    model: str | None,
    engine: Engine | None,
) -> None:
    r"""Find the statements in texts, without a store, and show who said what.

    A FILE is a text, or with --jsonl lines of JSON; - or nothing is standard input. Paragraphs are separated by
    line ends; offsets in JSON count the characters of the text given.

    \b
    Example:
      onrecord annotate article.txt
      onrecord annotate --html check.html articles/*.txt
      onrecord annotate --json article.txt
      onrecord annotate --jsonl texts.jsonl > statements.jsonl
      onrecord annotate --jsonl texts.jsonl --html check.html
    """
    _check(files, html, as_json=as_json)
    inputs = files or (texts.DASH,)
    given = texts.lines(inputs) if jsonl else texts.whole(inputs)
    total = None if jsonl else len(inputs)
    streamed = html is None and (as_json or jsonl)
    gathered: list[Annotated] = []
    with progress("Reading texts", shown=not (streamed and sys.stdout.isatty())) as advance:
        advance(0, total)
        for done, one in enumerate(_annotated(_language(model, engine), given), start=1):
            if streamed:
                say(_json(one))
            else:
                gathered.append(one)
            advance(done, total)
    if html is not None:
        _write(html, gathered)
    elif not streamed:
        _list(gathered)


def _language(model: str | None, engine: Engine | None) -> Pipeline:
    from onrecord.config import Language  # noqa: PLC0415  # keeps --help quick
    from onrecord.enrich.annotate import load  # noqa: PLC0415  # spaCy takes seconds to load

    configured = configuration().language if config_path() else Language()
    return load(model or configured.model, engine or configured.engine)


def _annotated(nlp: Pipeline, given: Iterator[texts.Text]) -> Iterator[Annotated]:
    """The texts with their statements, in order."""
    from onrecord.enrich.annotate import annotate  # noqa: PLC0415  # loads spaCy

    waiting: deque[texts.Text] = deque()  # read, with statements still to come
    for statements in annotate(nlp, _noting(given, waiting)):
        identity, text = waiting.popleft()
        yield Annotated(identity, text, statements)


def _noting(given: Iterator[texts.Text], waiting: deque[texts.Text]) -> Iterator[str]:
    for identity, text in given:
        waiting.append((identity, text))
        yield text


def _check(files: Sequence[str], html: Path | None, *, as_json: bool) -> None:
    """Refuse what can not be meant, and a page that could not be written, before the work begins."""
    if html is not None and as_json:
        raise click.UsageError("--json and --html are two ways to show the same: choose one.")
    if files.count(texts.DASH) > 1:
        raise click.UsageError("Standard input can be read only once: name - once.")
    if html is None or str(html) == texts.DASH:
        return
    if html.exists() and any(Path(file).exists() and html.samefile(file) for file in files):
        raise click.UsageError(f"--html would overwrite the text {html}: name another file.")
    if reason := _unwritable(html):
        raise _not_written(html, reason)


def _unwritable(path: Path) -> str | None:
    """Why a file can't be written, as far as can be told without touching it."""
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}"
    if path.is_dir():
        return "it is a folder"
    return None if os.access(path if path.exists() else path.parent, os.W_OK) else "Permission denied"


def _json(one: Annotated) -> str:
    """A text's statements as a line of JSON; half a surrogate pair, which no file can hold, is written as an escape."""
    from onrecord.enrich.contract import to_json  # noqa: PLC0415  # loads spaCy

    row = {"id": one.id, "statements": [to_json(statement) for statement in one.statements]}
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", json.dumps(row, ensure_ascii=False))


def _list(gathered: Sequence[Annotated]) -> None:
    from onrecord.cli.views import listing  # noqa: PLC0415  # keeps --help quick

    screen = listing.console()
    for place, one in enumerate(gathered):
        if place:
            screen.print()
        listing.show(one, screen)


def _write(path: Path, gathered: Sequence[Annotated]) -> None:
    from onrecord.cli.views.page import page  # noqa: PLC0415  # keeps --help quick

    html = page(gathered)
    if str(path) == texts.DASH:
        click.echo(html, nl=False)
        return
    try:
        path.write_text(html, encoding="utf-8")
    except OSError as error:
        raise _not_written(path, error.strerror) from error
    statements = sum(len(one.statements) for one in gathered)
    say(f"Wrote {path}: {count(statements, 'statement')} in {count(len(gathered), 'text')}.")


def _not_written(path: Path, reason: str | None) -> OnRecordError:
    return OnRecordError(f"{path}: can't be written ({reason}); name another file")
