"""The API does what its OpenAPI description says, whatever is asked: all checks of schemathesis.

More of it: `ONRECORD_EXAMPLES=1000 pytest -n 0 tests/onrecord/web/test_api_description.py`.
"""

from __future__ import annotations

import os
import socket
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from onrecord.query import KEYS, QueryError, parse
from onrecord.web.api import description
from tests.onrecord.web.record import NOW, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from schemathesis import Case

EXAMPLES = int(os.environ.get("ONRECORD_EXAMPLES", "10"))


def is_query(typed: str) -> bool:
    try:
        parse(typed, today=NOW.date())
    except QueryError:
        return False
    return True


VALUES = st.sampled_from(["grid", '"the grid"', "weller*", "2026-11-01", "7d", "deny", "direct", "yes", "-gas", "é"])
QUERIES = st.lists(st.sampled_from(["", *(f"{key}:" for key in KEYS)]).flatmap(lambda key: VALUES.map(key.__add__)))
schemathesis.openapi.format("search", (st.text(max_size=50) | QUERIES.map(" ".join)).filter(is_query))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, empty: Path) -> Iterator[str]:
    """Where the API is, on a real server."""
    with served(tmp_path_factory.mktemp("described"), empty) as client, socket.create_server(("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(client.app, log_config=None, lifespan="off"))
        serving = Thread(target=server.run, kwargs={"sockets": [door]})
        serving.start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}/api"
        server.should_exit = True
        serving.join()


schema = schemathesis.openapi.from_dict(description())


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_it_keeps_to_its_description(case: Case[Any], address: str) -> None:
    case.call_and_validate(base_url=address)
