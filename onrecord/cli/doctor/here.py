"""What digests need on this computer."""

from __future__ import annotations

import logging
import tempfile
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from digests.render import render
from onrecord.cli.doctor.findings import ok, warning, wrong
from onrecord.cli.doctor.sample import sample
from onrecord.cli.terminal import count
from onrecord.enrich.annotate import load
from onrecord.errors import EnrichError, OnRecordError, RenderError
from onrecord.store import Store, choices, overview

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from onrecord.cli.doctor.findings import Finding
    from onrecord.config import Config


def findings(config: Config) -> Iterator[Finding]:
    """The configuration, the store, the language model, the templates, the ways out."""
    yield from _configuration(config)
    yield from _store(config)
    yield _model(config)
    yield _templates(config)
    if config.mail.smtp is None:
        yield _folder(config.mail.folder or config.mail.maildir)
    yield from _channels(config)


def _configuration(config: Config) -> Iterator[Finding]:
    yield ok(f"{config.path}: fine")
    if not any(source.enabled for source in config.sources):
        yield warning("No source is named, so nothing is collected", "Name one under 'sources:' in topics.yaml.")
    if not config.topics:
        yield warning("No topic is named, so digests stay empty", "Name one under 'topics:' in topics.yaml.")
    if not any(digest.recipients or digest.webhooks or digest.open for digest in config.digests):
        yield warning("No digest has a reader", "Put mail addresses under 'recipients:' of a digest in topics.yaml.")


def _store(config: Config) -> Iterator[Finding]:
    try:
        with Store.open(config.store.engine_url()) as store, store.read() as tx:
            held = overview.counts(tx)
            yield ok(f"Store {store.name} opens: {', '.join(f'{number:,} {name}' for name, number in held.items())}")
            yield from _readers(config, tx)
    except OnRecordError as error:
        yield wrong(str(error), "See 'store:' in topics.yaml.")


def _readers(config: Config, tx: Connection) -> Iterator[Finding]:
    """Who reads the digests, where readers may choose, and how they leave."""
    url = config.web.url
    for digest in config.digests:
        named = digest.recipients
        to, left = len(choices.recipients(tx, digest.name, named)), choices.left(tx, digest.name, named)
        if digest.open or left:
            yield ok(f"{digest.name} goes to {count(to, 'mail address', 'mail addresses')}; {left:,} left it")
    if url is not None and not url.startswith("https://") and config.mail.unsubscribe_url is None:
        yield warning(
            f"web.url is {url}, without https: mails have no link to leave with one click",
            "Put a proxy with TLS in front of it (docs/web.md), and name its address under web.url.",
        )


def _model(config: Config) -> Finding:
    try:
        load(config.language.model, config.language.engine)
    except EnrichError as error:
        return wrong(str(error), "Without it, no statement is found.")
    return ok(f"Language model {config.language.model} can be read")


def _templates(config: Config) -> Finding:
    """A sample is rendered; what the rendering warns of is wrong, too."""
    name = "Templates" if config.templates is None else f"Templates in {config.templates}"
    with _warnings("digests") as warned:
        try:
            render(sample(), templates=config.templates)
        except RenderError as error:
            warned.append(str(error))
    if warned:
        return wrong(f"{name} can't be used: {warned[0]}", "Digests would be sent in the usual form, or not at all.")
    return ok(f"{name} make a digest of a sample")


def _folder(folder: Path) -> Finding:
    name = f"Mail is kept in the folder {folder}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b" " * 4096)
            file.flush()
    except OSError as error:
        return wrong(
            f"{name}, which can't be written: {error.strerror}",
            "Free some space, give yourself the right to write there, or name another folder under mail:.",
        )
    return warning(
        f"{name}: topics.yaml names no mail server",
        "To have digests sent, name one under 'mail: smtp:'; your mail provider tells its name and port.",
    )


def _channels(config: Config) -> Iterator[Finding]:
    if not config.webhooks:
        return
    if find_spec("apprise") is None:
        yield wrong("Apprise is missing, through which chats are reached", "Type: pip install 'on-record[chat]'")
    for channel in config.webhooks:
        try:
            channel.url()
        except OnRecordError as error:
            yield wrong(str(error), "Put the address of the channel there, as Apprise writes it.")
        else:
            yield ok(f"Webhook {channel.name} has an address; to try it, type: onrecord send --test '{channel.name}'")


@contextmanager
def _warnings(logger: str) -> Iterator[list[str]]:
    """What a part of the program warns of meanwhile, instead of on standard error."""
    told: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    log = logging.getLogger(logger)
    log.addHandler(handler)
    log.propagate = False
    try:
        yield told
    finally:
        log.propagate = True
        log.removeHandler(handler)
