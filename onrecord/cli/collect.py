"""`onrecord import` and `onrecord parse`: articles from files."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import complain, count, progress, say
from onrecord.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="FILE_OR_FOLDER...", type=click.Path(path_type=Path))
@config_option
def import_(paths: tuple[Path, ...]) -> None:
    r"""Store text documents as articles.

    A document has a paragraph a line; a first line ` date 2026-11-24 SUBJECT` and trailing headlines are
    understood. Importing the same document again changes nothing.

    \b
    Example:
      onrecord import articles/
      onrecord import statement.txt speech.txt
    """
    from scraper.documents import import_documents  # noqa: PLC0415  # keeps --help quick

    config = configuration()
    with progress("Importing") as advance:
        imported, errors = import_documents(store(config), paths, now=datetime.now(UTC), progress=advance)
    for document in imported:
        for warning in document.article.warnings:
            say(f"{document.path}: note: {warning}")
    for error in errors:
        complain(str(error))
    new = sum(document.saved != "same" for document in imported)
    say(f"{count(new, 'document')} imported, {len(imported) - new} known already, {len(errors)} not readable.")
    if errors:
        raise DocumentError(f"{count(len(errors), 'document')} could not be read; the others are stored")


@click.command("parse")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--url", default="", help="The page's address: relative links and the site's name come from it.")
@click.option(
    "--manifest",
    type=click.Path(path_type=Path),
    help='Lines {"id", "file", "url"}: a page each, .html or .html.gz.',
)
def parse_(file: Path | None, url: str, manifest: Path | None) -> None:
    r"""Show the article in a saved page FILE, as JSON, without a store.

    \b
    Example:
      onrecord parse page.html --url https://paper.example/story
      onrecord parse --manifest pages.jsonl > articles.jsonl
    """
    from scraper.extract import extract_article, to_json  # noqa: PLC0415  # keeps --help quick

    if manifest is not None and file is None:
        pages = _manifest(manifest)
    elif file is not None and manifest is None:
        pages = iter([(str(file), file, url)])
    else:
        raise click.UsageError("Name one page FILE, or a --manifest.")
    failed = 0
    for identity, page, address in pages:
        article = extract_article(_read(page), address, source="")
        if article is None:
            failed += 1
            complain(f"{page}: no article found in it")
        else:
            for warning in article.warnings:
                complain(f"{page}: note: {warning}")
            say(json.dumps({"id": identity} | to_json(article), ensure_ascii=False))
    if failed:
        raise DocumentError(f"{count(failed, 'page')} without an article")


def _manifest(path: Path) -> Iterator[tuple[str, Path, str]]:
    for number, line in enumerate(_read(path).decode("utf-8", "replace").splitlines(), start=1):
        try:
            row = json.loads(line)
            yield row["id"], path.parent / row["file"], row["url"]
        except (ValueError, KeyError, TypeError) as error:
            raise DocumentError(f'{path}:{number}: expected a JSON object with "id", "file" and "url"') from error


def _read(path: Path) -> bytes:
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError) as error:
        raise DocumentError(f"{path}: can't be read: {error}") from error
