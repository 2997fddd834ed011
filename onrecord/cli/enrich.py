"""`onrecord enrich` and `onrecord annotate`: from texts to statements."""

from __future__ import annotations

import json
from collections import deque
from typing import TYPE_CHECKING, Literal

import click

from onrecord.cli.context import config_option, config_path, configuration, store
from onrecord.cli.terminal import count, progress, say
from onrecord.config import Language
from onrecord.enrich import run
from onrecord.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import TextIOWrapper


@click.command("enrich")
@config_option
def enrich_() -> None:
    r"""Find the statements of all stored articles that wait for it, and match them to the topics.

    Stop it at any time: the next run goes on where this one stopped.

    \b
    Example:
      onrecord enrich
    """
    config = configuration()
    with progress("Reading articles") as advance:
        done = run.enrich(
            store(config), config.rules, model=config.language.model, engine=config.language.engine, progress=advance
        )
    say(
        f"{count(done.articles, 'article')} read, {count(done.statements, 'statement')} found; "
        f"{count(done.matched, 'article')} held against {count(len(config.rules), 'topic')}."
    )


@click.command("annotate")
@click.argument("file", type=click.File(encoding="utf-8"), default="-")
@click.option("--jsonl", is_flag=True, help='Read lines {"id", "text"} instead of one text, and write a line for each.')
@click.option("--model", help="The spaCy pipeline to use.  [default: the configured one]")
@click.option(
    "--engine", type=click.Choice(["learned", "rules"]), help="How statements are found.  [default: the configured one]"
)
@config_option
def annotate_(
    file: TextIOWrapper, *, jsonl: bool, model: str | None, engine: Literal["learned", "rules"] | None
) -> None:
    r"""Find the statements in a text, without a store: JSON on standard output.

    FILE is a text (or, with --jsonl, lines of JSON); - or nothing is standard input. Paragraphs are
    separated by line ends; offsets count the characters of the text given.

    \b
    Example:
      onrecord annotate article.txt
      onrecord annotate --jsonl texts.jsonl > statements.jsonl
    """
    from onrecord.enrich import annotate  # noqa: PLC0415  # spaCy takes seconds to load: not for --help

    language = configuration().language if config_path() else Language()
    nlp = annotate.load(model or language.model, engine or language.engine)
    texts = _lines(file) if jsonl else iter([(file.name, file.read())])
    identities: deque[object] = deque()  # of the texts read whose statements are still to come
    for statements in annotate.annotate(nlp, (_noting(texts, identities))):
        row = {
            "id": identities.popleft(),
            "statements": [annotate.to_json(statement) for statement in statements],
        }
        say(json.dumps(row, ensure_ascii=False))


def _noting(texts: Iterator[tuple[object, str]], identities: deque[object]) -> Iterator[str]:
    for identity, text in texts:
        identities.append(identity)
        yield text


def _lines(file: TextIOWrapper) -> Iterator[tuple[object, str]]:
    for number, line in enumerate(file, start=1):
        try:
            row = json.loads(line)
            yield row["id"], row["text"] + ""
        except (ValueError, KeyError, TypeError) as error:
            raise DocumentError(f'{file.name}:{number}: expected a JSON object with "id" and a text "text"') from error
