"""`onrecord web`: the web edition, served or written as files."""

from __future__ import annotations

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import say


@click.command("web")
@click.option("--host", help="Listen on this address.  [default: web.host of topics.yaml, 127.0.0.1]")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Listen on this port; 0 takes a free one.  [default: web.port, 8321]",
)
@click.option("--open", "open_", is_flag=True, help="Open it in the browser.")
@config_option
def web_(host: str | None, port: int | None, *, open_: bool) -> None:
    r"""Serve the web edition: the editions and all statements on record, to read, to search and to follow.

    It listens on this computer alone, until Ctrl-C, unless `web.host` says otherwise; docs/web.md tells how to put it
    behind a proxy for others.

    \b
    Example:
      onrecord web
      onrecord web --port 8080 --open
    """
    from onrecord.web.server import serve  # noqa: PLC0415  # keeps --help quick

    config = configuration()

    def ready(address: str) -> None:
        say(f"The web edition is at {address}  (Ctrl-C ends it)")
        if open_:
            click.launch(address)

    serve(
        config,
        store(config),
        host=host or config.web.host,
        port=config.web.port if port is None else port,
        ready=ready,
    )
