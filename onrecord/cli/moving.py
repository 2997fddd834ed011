"""`onrecord store`: to another database, and held against the one it came from."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import click

from onrecord.cli.context import config_option, configuration
from onrecord.cli.terminal import count, progress, say, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.store.transfer import Held


@click.group("store")
def store_() -> None:
    r"""Move the store to another database.

    \b
    Example:
      onrecord store copy postgresql://onrecord@db.example/onrecord
    """


@store_.command("copy")
@click.argument("addresses", metavar="[SRC] DST", nargs=-1, required=True)
@config_option
def copy_(addresses: tuple[str, ...]) -> None:
    r"""Copy the store at SRC (default: that of topics.yaml) to DST, an empty database or a new file.

    Both are addresses as under `store.url`, or env:NAME, where the environment variable NAME holds the address, for one
    with a password in it. SQLite and PostgreSQL are copied to each other and to their like. Stop all that uses the
    store before.

    Killed at any moment, it goes on where it was when it is run again; until it is done, no command opens DST. At the
    end both are read anew and held against each other, table by table; exit code 1 where they are not the same.

    \b
    Example:
      onrecord store copy postgresql://onrecord@db.example/onrecord
      onrecord store copy sqlite:///onrecord.db env:ONRECORD_STORE_URL
      onrecord store copy env:ONRECORD_STORE_URL sqlite:///onrecord.db
    """
    from onrecord.config.storage import address  # noqa: PLC0415  # keeps --help quick
    from onrecord.store import Store, transfer  # noqa: PLC0415  # as above

    if len(addresses) > 2:  # noqa: PLR2004  # from one to the other
        raise click.UsageError("name a source and a destination, or a destination alone")
    *given, destination = map(address, addresses)
    origin = given[0] if given else configuration().store.engine_url()
    transfer.refuse(origin, destination)
    with transfer.source_at(origin) as source, Store.unopened(destination) as target:
        if transfer.begin(source, target):
            say("An earlier copy was not finished; this one goes on where it was.")
        since = time.monotonic()
        with progress("Copying rows", paced=True) as advance:
            rows = transfer.fill(source, target, progress=advance)
        pace = rows / (time.monotonic() - since)
        say(f"{count(rows, 'row')} copied, {pace:,.0f} a second. Both stores are read and held against each other.")
        with progress("Checking rows", paced=True) as advance:
            held = transfer.compare(source, target, progress=advance)
        _show(held)
        transfer.finish(target, held)
        say(f"{target.name} holds the same as {source.name}. Name it under `store` in topics.yaml to use it.")


def _show(held: Sequence[Held]) -> None:
    columns = ("table", "rows", "checksum", "in the copy")
    rows = [(one.name, f"{one.source.rows:,}", one.source.checksum, _other(one)) for one in held]
    if not table(columns, rows):
        name, number = (max(len(row[at]) for row in (columns, *rows)) for at in (0, 1))
        for row in (columns, *rows):
            say(f"{row[0]:{name}}  {row[1]:>{number}}  {row[2]:32}  {row[3]}")


def _other(one: Held) -> str:
    if one.is_same:
        return "the same"
    return f"differs: {count(one.target.rows, 'row')} {one.target.checksum}".rstrip()
