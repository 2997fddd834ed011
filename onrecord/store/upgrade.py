"""Bringing a store's schema up to date, by the migrations beside this module."""

from __future__ import annotations

import logging
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from sqlalchemy import column, inspect, select, table, update

from onrecord.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_LOG: Final = logging.getLogger(__name__)
_SCRIPTS = files("onrecord.store") / "migrations"
_VERSION = table("alembic_version", column("version_num"))
_COPYING = "copying-"


def is_newest(tx: Connection) -> bool:
    """Whether the schema is that of the newest migration."""
    return version(tx) == newest()


def newest() -> str:
    """The version of the newest migration, whose file begins with the highest number."""
    return max(script.name for script in (_SCRIPTS / "versions").iterdir() if script.name.endswith(".py")).split("_")[0]


def version(tx: Connection) -> str | None:
    """The version of a database's schema; None where there is no store."""
    if not inspect(tx).has_table(_VERSION.name):
        return None
    found: str | None = tx.scalar(select(_VERSION.c.version_num))
    return found


def set_version(tx: Connection, version: str) -> None:
    """Say which version the schema is."""
    tx.execute(update(_VERSION).values(version_num=version))


def unfinished() -> str:
    """The version of a database to which a store at the newest schema is being copied: no On Record opens it."""
    return f"{_COPYING}{newest()}"


def is_unfinished(version: str) -> bool:
    """Whether a store is being copied to a database of this version, by this On Record or another."""
    return version.startswith(_COPYING)


def upgrade(tx: Connection, name: str) -> None:
    """Bring the schema of the store of this name up to date. Raises `StoreError` when a newer On Record made it.

    It does so, too, when the store is a copy that is not finished.
    """
    found = version(tx)
    if found == newest():  # another process was at it meanwhile
        return
    if is_unfinished(found or ""):
        raise StoreError(
            f"store {name}: a copy to it is not finished; run the same `onrecord store copy` again, which goes on "
            "with it"
        )
    from alembic import command  # noqa: PLC0415  # takes a while to load, and a store is mostly at the newest schema
    from alembic.config import Config  # noqa: PLC0415  # as above
    from alembic.util import CommandError  # noqa: PLC0415  # as above

    if found is not None and found < newest():
        _LOG.warning("store %s: it is brought up to date for this On Record; of a large one that takes minutes", name)
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = tx
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(f"store {name}: made by a newer On Record ({error}); upgrade On Record") from error
