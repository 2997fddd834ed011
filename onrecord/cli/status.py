"""`onrecord status`: what the store holds and what waits."""

from __future__ import annotations

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import count, say
from onrecord.model import DeliveryStatus
from onrecord.store import outbox, overview


@click.command("status")
@config_option
def status_() -> None:
    r"""Show what the store holds: articles, statements, editions, and the outbox.

    \b
    Example:
      onrecord status
    """
    config = configuration()
    with store(config).read() as tx:
        held = overview.counts(tx)
        crawls = overview.last_crawls(tx)
        waiting = outbox.counts(tx)
    say(f"Store {config.store.engine_url()}:")
    for name, number in held.items():
        say(f"  {number:>9,} {name}")
    for crawl in crawls:
        at = f"{crawl.finished:%Y-%m-%d %H:%M} UTC"
        trouble = f"; {crawl.error}" if crawl.error else ""
        say(f"  {crawl.source}: last crawled {at}, {crawl.stored} stored{trouble}")
    for status in DeliveryStatus:
        if status in waiting:
            say(f"  outbox: {count(waiting[status], 'message')} {status}")
