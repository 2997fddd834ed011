"""Inserting rows that another transaction may be inserting at the same time."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Table


def insert_missing(tx: Connection, table: Table, *rows: Mapping[str, object]) -> None:
    """Insert those of the rows that the table does not have; after it, it has them all, whoever was faster."""
    if rows:
        dialect = import_module(f"sqlalchemy.dialects.{tx.dialect.name}")  # the other one would take time to load
        tx.execute(dialect.insert(table).on_conflict_do_nothing(), list(rows))
