"""What the tests of the scraper share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.scraper.loopback import Site, running

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def site() -> Iterator[Site]:
    """A site on this machine."""
    with running() as server:
        yield server
