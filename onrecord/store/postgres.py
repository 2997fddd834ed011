"""What PostgreSQL asks of its connections, and its texts of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from psycopg.types.string import StrDumperUnknown
from sqlalchemy import text

from onrecord.store.schema import metadata

if TYPE_CHECKING:
    import psycopg
    from psycopg.abc import Buffer
    from sqlalchemy import Connection

_OTHERWISE_SORTED: Final = (
    "SELECT quote_ident(c.relname) AS name, string_agg('ALTER COLUMN ' || quote_ident(a.attname) || ' TYPE ' || "
    """format_type(a.atttypid, a.atttypmod) || ' COLLATE "C"', ', ') AS changes """
    "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
    "WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND c.relname = ANY(:names) "
    """AND NOT a.attisdropped AND a.attcollation NOT IN (0, '"C"'::regcollation) GROUP BY c.relname ORDER BY 1"""
)


class _WithoutNul(StrDumperUnknown):
    """Text as PostgreSQL can keep it: a NUL, which it can't, becomes U+FFFD, and no article or reply is lost by one."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)


def prepare(connection: psycopg.Connection, _record: Any) -> None:  # noqa: ANN401  # SQLAlchemy's own record
    """Take any text there is, and compile no queries: ours take less time than that."""
    connection.adapters.register_dumper(str, _WithoutNul)
    connection.execute("SET jit = off")
    connection.commit()


def sort_by_bytes(tx: Connection) -> None:
    """Have the store's texts sorted as SQLite and Python do, whatever the database's locale.

    For migrations: it makes the indexes on them anew, once.
    """
    for name, changes in tx.execute(text(_OTHERWISE_SORTED), {"names": list(metadata.tables)}).all():
        tx.execute(text(f"ALTER TABLE {name} {changes}"))
