"""What commands share: the configuration and the store that they work on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from onrecord.config import Config
    from onrecord.store import Store

_KEY = "onrecord.config"


def _remember(ctx: click.Context, _parameter: click.Parameter, path: Path | None) -> None:
    if path is not None:
        ctx.find_root().meta[_KEY] = path


config_option = click.option(
    "-c",
    "--config",
    type=click.Path(path_type=Path),
    expose_value=False,
    callback=_remember,
    help="The configuration to use.  [default: $ONRECORD_CONFIG, else ./topics.yaml]",
)
"""`--config`, for the command group and for each command alike; read it through `configuration()`."""


def config_path() -> Path | None:
    """The file that `--config` names, if any."""
    path: Path | None = click.get_current_context().find_root().meta.get(_KEY)
    return path


def configuration() -> Config:
    """The configuration of the current command, read and checked."""
    from onrecord import config  # noqa: PLC0415  # keeps `onrecord --help` quick

    return config.load(config.find(config_path()))


def store(config: Config) -> Store:
    """The configured store, open; close it with the command's context."""
    from onrecord.store import Store  # noqa: PLC0415  # keeps `onrecord --help` quick

    return click.get_current_context().with_resource(Store.open(config.store.engine_url()))
