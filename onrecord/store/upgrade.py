"""Bringing a store's schema up to date, by the migrations beside this module."""

from __future__ import annotations

import logging
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sqlalchemy import column, inspect, select, table

from onrecord.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LOG: Final = logging.getLogger(__name__)
_SCRIPTS = files("onrecord.store") / "migrations"
_VERSION = table("alembic_version", column("version_num"))


def is_newest(tx: Connection) -> bool:
    """Whether the schema is that of the newest migration, whose file begins with the highest number."""
    if not inspect(tx).has_table(_VERSION.name):
        return False
    newest = max(script.name for script in (_SCRIPTS / "versions").iterdir() if script.name.endswith(".py"))
    return newest.startswith(f"{tx.scalar(select(_VERSION.c.version_num))}_")


def upgrade(tx: Connection, name: str) -> None:
    """Bring the schema of the store of this name up to date. Raises `StoreError` when a newer On Record made it."""
    from alembic import command  # noqa: PLC0415  # takes a while to load, and a store is mostly at the newest schema
    from alembic.config import Config  # noqa: PLC0415  # as above
    from alembic.util import CommandError  # noqa: PLC0415  # as above

    if inspect(tx).has_table(_VERSION.name):
        _LOG.warning("store %s: it is brought up to date for this On Record; of a large one that takes minutes", name)
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = tx
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(f"store {name}: made by a newer On Record ({error}); upgrade On Record") from error
