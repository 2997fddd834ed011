"""What PostgreSQL asks of its connections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.types.string import StrDumperUnknown

if TYPE_CHECKING:
    from psycopg import Connection
    from psycopg.abc import Buffer


class _WithoutNul(StrDumperUnknown):
    """Text as PostgreSQL can keep it: a NUL, which it can't, becomes U+FFFD, and no article or reply is lost by one."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)


def prepare(connection: Connection, _record: Any) -> None:  # noqa: ANN401  # SQLAlchemy's own record
    """Take any text there is."""
    connection.adapters.register_dumper(str, _WithoutNul)
