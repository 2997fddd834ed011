"""What tests of all parts share."""

from __future__ import annotations

from datetime import UTC, datetime
from shutil import copy
from typing import TYPE_CHECKING

import pytest

from onrecord.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store's file, made once by all migrations."""
    path = tmp_path_factory.mktemp("empty") / "onrecord.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def store(tmp_path: Path, empty: Path) -> Iterator[Store]:
    """An empty store in a file of its own."""
    with Store.open(f"sqlite:///{copy(empty, tmp_path)}") as opened:
        yield opened


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning."""
    return datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
