"""`--shard`: a part of the sources, for one of several machines."""

from __future__ import annotations

import click

from onrecord.shards import Shard


def _read(_ctx: click.Context, _option: click.Parameter, typed: str | None) -> Shard | None:
    try:
        return None if typed is None else Shard.read(typed)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


shard_option = click.option(
    "--shard",
    callback=_read,
    envvar="ONRECORD_SHARD",
    metavar="K/N",
    help="Of the sources, read part K of N (docs/scaling.md).  [default: $ONRECORD_SHARD, else all]",
)
"""`--shard`, for the commands that read sources."""
