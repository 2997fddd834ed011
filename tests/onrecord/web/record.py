"""A site with a little on record, some of it hostile, for tests of what others read of it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from starlette.testclient import TestClient

from onrecord import config as configs
from onrecord.model import Act, Cue, Factuality, Kind, Topic
from onrecord.store import Store, people
from onrecord.web.app import application
from tests import stores
from tests.onrecord.web.test_app import TOPICS
from tests.onrecord.web.test_app import add as add_edition
from tests.samples import add, article, statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
GRID = (Topic("power grid", any=("grid",)),)
HERE = "http://127.0.0.1:8321"


def fill(store: Store) -> None:
    """25 statements of Marit Halvorsen on the grid, one each of others, and an edition."""
    for number in range(25):
        page = article(number, published=NOW - timedelta(hours=number), language="en")
        add(store, page, statement(f"the grid holds for the {number}th hour"), now=NOW, topics=GRID)
    odd = "\x0b]]> <b>grid</b> & ﷐\ufffe"
    hostile = article(90, url="javascript:alert(1)", title=f"<script>{odd}", published=NOW, language="<x>")
    add(store, hostile, statement(odd, "</title>\x01"), now=NOW, topics=GRID)
    denied = replace(statement("gas is dear", "Jonas Weller"), cue=Cue("denied", 16, 22, Act.DENY), kind=Kind.DIRECT)
    unsaid = replace(statement("dredging stops", None), factuality=Factuality.NEGATED)
    add(store, article(91, published=NOW, date_only=True), denied, unsaid, now=NOW, topics=GRID)
    people.settle_all(store)
    add_edition(store, "morning", NOW.date(), NOW)


@contextmanager
def served(folder: Path, empty: Path) -> Iterator[TestClient]:
    """The site, as a browser on this computer asks it."""
    (folder / "topics.yaml").write_text(TOPICS)
    with Store.open(stores.copied(empty, folder)) as store:
        fill(store)
        with TestClient(
            application(configs.load(folder / "topics.yaml"), store),
            base_url=HERE,
            raise_server_exceptions=False,
        ) as client:
            yield client
