"""`onrecord web`: the web edition, served or written as files."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import complain, count, progress, say

if TYPE_CHECKING:
    from onrecord.config import Config

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
"""Names of this computer that nobody else reaches."""


@click.command("web")
@click.option("--host", help="Listen on this address.  [default: web.host of topics.yaml, 127.0.0.1]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Listen on this port; 0 takes a free one.  [default: web.port, 8321]",
)
@click.option("--open", "open_", is_flag=True, help="Open it in the browser.")
@click.option(
    "--export",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write it as files into a folder of its own, instead of serving it.",
)
@config_option
def web_(host: str | None, port: int | None, folder: Path | None, *, open_: bool) -> None:
    r"""Serve the web edition: the editions and all statements on record, to read, to search and to follow.

    It listens on this computer alone, until Ctrl-C, unless `web.host` says otherwise; docs/web.md tells how to put it
    behind a proxy for others. As files (`--export`) it can be read without a server, and put on any; search and
    whatever else asks a server is left out. A second export writes only what is new.

    \b
    Example:
      onrecord web
      onrecord web --port 8080 --open
      onrecord web --export ./site
    """
    config = configuration()
    if folder is not None:
        if host is not None or port is not None:
            raise click.UsageError("--export writes files and serves nothing; leave out --host and --port")
        _export(config, folder, open_=open_)
        return
    from onrecord.web.server import serve  # noqa: PLC0415  # keeps --help quick

    def ready(address: str) -> None:
        say(f"The web edition is at {address}  (Ctrl-C ends it)")
        if not config.web.proxies and urlsplit(address).hostname not in LOOPBACK:
            complain(
                "whoever reaches that address reads all of it; docs/web.md tells how to put a proxy in front of it"
            )
        if open_:
            click.launch(address)

    opened = store(config)
    with suppress(KeyboardInterrupt):  # which is how it ends
        serve(config, opened, host=host or config.web.host, port=config.web.port if port is None else port, ready=ready)


def _export(config: Config, folder: Path, *, open_: bool) -> None:
    from onrecord.web.export import export  # noqa: PLC0415  # keeps --help quick

    with progress("Writing pages") as advance:
        done = export(config, store(config), folder, progress=advance)
    front = folder / "index.html"
    say(f"{front}: {count(done.files, 'file')}, {done.written:,} new or changed, {done.removed:,} removed.")
    if open_:
        click.launch(str(front))
