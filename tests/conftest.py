"""What tests of all parts share."""

from __future__ import annotations

import os
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import hypothesis
import pytest

from onrecord.store import Store
from tests import stores
from tests.postgres import NoServerError, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FOLDERS: Final = {"tmp_path", "tmp_path_factory"}


def pytest_addoption(parser: pytest.Parser) -> None:
    kinds = ("sqlite", "postgresql")
    parser.addoption("--store", choices=kinds, default=kinds[0], help="where tests keep what they store")


def pytest_configure(config: pytest.Config) -> None:
    stores.redirect()
    if not hasattr(config, "workerinput"):  # the process that started this one has the server
        _serve(config)
    if stores.on_postgres():
        hypothesis.settings.register_profile("server", deadline=None)  # it answers when it can
        hypothesis.settings.load_profile("server")


def _serve(config: pytest.Config) -> None:
    if stores.on_postgres():
        config.add_cleanup(stores.drop)
    elif config.getoption("--store") == "postgresql":
        held = ExitStack()
        config.add_cleanup(held.close)
        try:
            os.environ[stores.SERVER] = held.enter_context(served())
        except NoServerError as error:
            raise pytest.UsageError(f"--store postgresql: {error}") from error


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where a store is makes no difference to a test that has no folder for one."""
    if stores.on_postgres():
        config.hook.pytest_deselected(items=[one for one in items if not _has_folder(one)])
        items[:] = filter(_has_folder, items)


def _has_folder(item: pytest.Item) -> bool:
    return not _FOLDERS.isdisjoint(getattr(item, "fixturenames", ()))


def pytest_runtest_setup(item: pytest.Item) -> None:
    mark = item.get_closest_marker("sqlite")
    if mark and stores.on_postgres():
        pytest.skip(f"is about SQLite: {mark.args[0]}")


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where an empty store is, made once by all migrations, of which tests make copies."""
    folder = tmp_path_factory.mktemp("empty")
    Store.open(stores.at(folder)).close()
    return folder / stores.NAME


@pytest.fixture
def store(tmp_path: Path, empty: Path) -> Iterator[Store]:
    """An empty store in a folder of its own."""
    with Store.open(stores.copied(empty, tmp_path)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _dropped(request: pytest.FixtureRequest) -> Iterator[None]:
    """Databases are no files: they go with the test whose folder they are of."""
    folder = request.getfixturevalue("tmp_path") if "tmp_path" in request.fixturenames else None
    yield
    if folder:
        stores.drop(folder)


@pytest.fixture
def now() -> datetime:
    """A Tuesday morning."""
    return datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
