"""A database of its own on the PostgreSQL server that ONRECORD_POSTGRES names, for tests to whom SQLite is not all.

It names any database there, as postgresql+psycopg://me@localhost/postgres.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, make_url, text

from onrecord.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def own_store(of: str) -> Iterator[Store]:
    """An empty store, dropped at the end of the block; skips the test where no server is named."""
    address = os.environ.get("ONRECORD_POSTGRES")
    if not address:
        pytest.skip("ONRECORD_POSTGRES names no PostgreSQL server")
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    name = f"onrecord_{of}_{os.getpid()}"
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        url = make_url(address).set(database=name).render_as_string(hide_password=False)
        try:
            with Store.open(url) as store:
                yield store
        finally:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()
