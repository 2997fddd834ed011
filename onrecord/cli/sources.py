"""`onrecord sources`: lists of feeds, from and to other readers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from onrecord.cli.context import config_option, config_path, configuration
from onrecord.cli.terminal import complain, count, say, table
from onrecord.errors import DocumentError, OnRecordError
from onrecord.shards import MOST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.config import opml

_LONGEST = 90  # characters of a name, which leaves room for a number


@click.group("sources")
def sources_() -> None:
    r"""Take in or give out feeds as OPML; see how shards divide the sources.

    \b
    Example:
      onrecord sources import subscriptions.opml
      onrecord sources export feeds.opml
      onrecord sources shards 16
    """


@sources_.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@config_option
def import_(file: Path) -> None:
    r"""Add the feeds of an OPML FILE to the sources in topics.yaml.

    Feeds that are there already are left out, and so are bad addresses, which are named. All else in topics.yaml stays
    as it is, your notes included.

    Example: onrecord sources import subscriptions.opml
    """
    from onrecord import config as configs  # noqa: PLC0415  # keeps --help quick
    from onrecord.config import append, opml  # noqa: PLC0415  # as above
    from onrecord.config.collecting import without_login  # noqa: PLC0415  # as above

    path = configs.find(config_path())
    config = configs.load(path)
    try:
        with file.open("rb") as opened:
            found = opml.read(opened.read(opml.MAX_BYTES + 1), str(file))
    except OSError as error:
        raise DocumentError(f"{file}: can't be read ({error.strerror}); name an OPML file") from error
    for bad in found.bad:
        complain(f"{file}: {bad!r} is no address that a feed can have; it is left out")
    known = {source.feed for source in config.sources if source.feed}
    new = [feed for feed in found.feeds if feed.url not in known]
    named = list(zip(_names(new, (source.name for source in config.sources)), new, strict=True))
    if named:
        append.append_sources(path, [{"name": name, "feed": feed.url} for name, feed in named])
    for name, feed in named:
        say(f"  {name}: {without_login(feed.url)}")
    say(f"{path}: {count(len(named), 'feed')} added, {len(found.feeds) - len(named)} there already.")


@sources_.command("export")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@config_option
def export_(file: Path | None) -> None:
    r"""Write the feeds among the sources as OPML to FILE, or to the terminal.

    Logins in addresses are left out. An existing file is not overwritten.

    Example: onrecord sources export feeds.opml
    """
    from onrecord.config import opml  # noqa: PLC0415  # keeps --help quick

    config = configuration()
    feeds = [opml.Feed(source.name, source.feed) for source in config.sources if source.feed]
    text = opml.write(feeds, "On Record")
    if file is None:
        click.echo(text, nl=False)
        return
    try:
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
    except FileExistsError as error:
        raise OnRecordError(f"{file}: exists already; name another file") from error
    except OSError as error:
        raise OnRecordError(f"{file}: can't be written: {error.strerror}") from error
    others = len(config.sources) - len(feeds)
    rest = f"; {count(others, 'source')} of another kind left out" if others else ""
    say(f"{file}: {count(len(feeds), 'feed')} written{rest}.")


@sources_.command("shards")
@click.argument("number", type=click.IntRange(1, MOST), metavar="N")
@config_option
def shards_(number: int) -> None:
    r"""Show how many sources each shard has when there are N of them.

    All sources of a site (or a folder) lie in one shard, so no N divides its largest site.

    Example: onrecord sources shards 16
    """
    from onrecord.shards import spread  # noqa: PLC0415  # keeps --help quick

    found = spread(configuration(), number)
    largest = {
        shard: "".join(f"{site} ({most:,})" for site, most in sites.most_common(1)) for shard, sites in found.items()
    }
    rows = [(str(shard), f"{sites.total():,}", f"{len(sites):,}", largest[shard]) for shard, sites in found.items()]
    if not table(("Shard", "Sources", "Sites", "Largest site"), rows):
        for shard, sites in found.items():
            of = f" of {count(len(sites), 'site')}, the largest {largest[shard]}" if sites else ""
            say(f"{shard}: {count(sites.total(), 'source')}{of}.")


def _names(feeds: Iterable[opml.Feed], taken: Iterable[str]) -> list[str]:
    """A name for each feed that no other source has: its own, or its host, with a number where that is taken."""
    used = {name.casefold() for name in taken}
    names = []
    for feed in feeds:
        plain = (feed.name or urlsplit(feed.url).hostname or "Feed")[:_LONGEST].strip()
        name, number = plain, 1
        while name.casefold() in used:
            number += 1
            name = f"{plain} ({number})"
        used.add(name.casefold())
        names.append(name)
    return names
