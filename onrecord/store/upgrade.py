"""Bringing a store's schema up to date, by the migrations beside this module."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from onrecord.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SCRIPTS = files("onrecord.store") / "migrations"


def is_newest(tx: Connection) -> bool:
    """Whether the schema is that of the newest migration."""
    head = ScriptDirectory(str(_SCRIPTS)).get_current_head()
    return MigrationContext.configure(tx).get_current_revision() == head


def upgrade(tx: Connection, name: str) -> None:
    """Bring the schema of the store of this name up to date. Raises `StoreError` when a newer On Record made it."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = tx
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(f"store {name}: made by a newer On Record ({error}); upgrade On Record") from error
