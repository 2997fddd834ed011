"""`onrecord demo`: the whole job on sample papers, without network or configuration."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord import assets
from onrecord.cli.newsstand import BASE, newsstand
from onrecord.cli.terminal import bars, count, progress, say
from onrecord.errors import OnRecordError

if TYPE_CHECKING:
    from onrecord.config import Config
    from onrecord.model import Message
    from onrecord.store import Store

FOLDER = Path("onrecord-demo")


@click.command("demo")
@click.option("--serve", is_flag=True, help="Keep the sample papers up until Ctrl-C, so that the digest's links open.")
def demo_(*, serve: bool) -> None:
    r"""See the whole job done in seconds, on two invented papers, without network or configuration.

    Crawls them on this machine, imports sample documents, finds the statements, composes a digest, and leaves
    it in ./onrecord-demo as HTML, text, Markdown and a mail (.eml).

    \b
    Example:
      onrecord demo
      onrecord demo --serve
    """
    from onrecord.store import Store  # noqa: PLC0415  # keeps --help quick

    started = time.monotonic()
    seeds = assets.folder("seeds")
    with newsstand(seeds / "site") as address:
        settings = _configure(seeds, address)
        with Store.open(settings.store.engine_url()) as store:
            message = _whole_job(settings, store, seeds)
        say(f"\n{message.text}")
        say(f"Done in {time.monotonic() - started:.0f} s. The same digest, to open:")
        for name in ("digest.html", "digest.txt", "digest.md", "digest.eml"):
            say(f"  {FOLDER / name}")
        say(f"All that was said, in your browser: onrecord web -c {FOLDER}/topics.yaml --open")
        say("Your own: onrecord init")
        if serve:
            say(f"The papers are at {address} until you press Ctrl-C.")
            _wait()


def _whole_job(settings: Config, store: Store, seeds: Path) -> Message:
    from digests import compose, outbox  # noqa: PLC0415  # keeps --help quick
    from onrecord.enrich.run import Shown, enrich  # noqa: PLC0415  # as above
    from scraper.crawl import crawl  # noqa: PLC0415  # as above
    from scraper.documents import import_documents  # noqa: PLC0415  # as above

    with bars("Collecting") as advance:
        outcomes = crawl(settings, progress=lambda seen: advance(seen.source, seen.done, seen.known))
    failed = [f"{outcome.source}: {outcome.error}" for outcome in outcomes if outcome.error]
    if failed:
        raise OnRecordError("\n".join(failed))
    for outcome in outcomes:
        say(f"Collected {count(outcome.new, 'article')} from {outcome.source}.")
    imported, errors = import_documents(store, [seeds / "articles"], source="Documents", now=datetime.now(UTC))
    if errors:
        raise OnRecordError("\n".join(map(str, errors)))
    say(f"Imported {count(len(imported), 'text document')}.")
    with progress("Reading articles") as advance:
        found = enrich(store, settings.rules, language=settings.language, how=settings.enrich, shown=Shown(advance))
    say(f"Found {count(found.statements, 'statement')} in {count(found.articles, 'article')}.")
    now = datetime.now(UTC)
    [digest] = settings.digests
    message, _new = compose.compose(store, settings, digest, now.astimezone(digest.zone).date(), now=now)
    outbox.send(store, settings.mail)
    _keep(settings, message)
    return message


def _configure(seeds: Path, address: str) -> Config:
    """The demo's own topics.yaml, and no store or mail of an earlier demo."""
    from onrecord import config  # noqa: PLC0415  # keeps --help quick

    try:
        FOLDER.mkdir(exist_ok=True)
        for old in (*FOLDER.glob("onrecord.db*"), *FOLDER.glob("outbox/*/*.eml")):
            old.unlink()
        text = (seeds / "topics.yaml").read_text(encoding="utf-8").replace(BASE, address)
        path = FOLDER / "topics.yaml"
        path.write_text(f"{text}\ncrawl:\n  delay: 0\n", encoding="utf-8")
    except OSError as error:
        raise OnRecordError(f"{FOLDER}: can't be written: {error.strerror}; run it in a folder of yours") from error
    return config.load(path)


def _keep(settings: Config, message: Message) -> None:
    (FOLDER / "digest.html").write_text(message.html, encoding="utf-8")
    (FOLDER / "digest.txt").write_text(message.text, encoding="utf-8")
    (FOLDER / "digest.md").write_text(message.markdown, encoding="utf-8")
    [mail] = settings.mail.maildir.glob("new/*.eml")
    (FOLDER / "digest.eml").write_bytes(mail.read_bytes())


def _wait() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        say("")
