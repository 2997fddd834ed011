"""Each kind of page as axe judges it: no rule of WCAG A and AA is broken, light and dark, wide and narrow.

axe-core is an npm package; ONRECORD_NPM names the folder that has it in its node_modules:

    npm install --prefix FOLDER axe-core
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.onrecord.web.browser.desk import ALL, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from tests.onrecord.web.browser.conftest import Readers

AXE = Path(os.environ.get("ONRECORD_NPM", Path(__file__).parent), "node_modules/axe-core/axe.min.js")
DESKTOP: ViewportSize = {"width": 1100, "height": 800}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
pytestmark = pytest.mark.skipif(not AXE.is_file(), reason="no axe-core; ONRECORD_NPM names a folder that has it")


@pytest.fixture(scope="module")
def judged(readers: Readers) -> Page:
    """A page in which axe may run, which the site's own policy forbids."""
    return readers.page(bypass_csp=True)


@pytest.mark.parametrize("kind", ALL)
def test_everybody_can_read_it_light_and_dark_on_a_phone_and_a_desktop(
    judged: Page, paths: dict[str, str], kind: str
) -> None:
    judged.goto(paths[kind])
    judged.add_script_tag(path=AXE)
    broken = {}
    for size in (DESKTOP, PHONE):
        judged.set_viewport_size(size)
        for scheme in ("light", "dark"):
            judged.emulate_media(color_scheme=scheme)
            found = judged.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", TAGS)
            assert len(found["passes"]) >= 5, "axe looked at nothing"
            for rule in found["violations"]:
                for node in rule["nodes"]:
                    told = f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}"
                    broken[told] = f"{scheme}, {size['width']} px"
    assert not broken
