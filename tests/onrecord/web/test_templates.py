"""The pages' templates: the user's own are shown, and do no more than show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from jinja2 import TemplateError

from onrecord import config as configs
from onrecord.web.shown import Shown
from onrecord.web.templates import Templates

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def templates(tmp_path: Path) -> Templates:
    """Templates with the user's own `told.html.j2`, which each test writes."""
    (tmp_path / "web").mkdir()
    (tmp_path / "topics.yaml").write_text("topics: [{name: grid}]\ntemplates: .\n")
    return Templates(configs.load(tmp_path / "topics.yaml"), static=False)


def filled(templates: Templates, folder: Path, source: str) -> str:
    (folder / "web" / "told.html.j2").write_text(source)
    return templates.fill(Shown("told.html.j2", "Told", "/", {"text": "a & b"}))


def test_a_template_of_ones_own_is_shown(templates: Templates, tmp_path: Path) -> None:
    assert filled(templates, tmp_path, "{{ text }} {{ places.topic('A/B') | at }}").startswith("a &amp; b /topics/a-b-")


@pytest.mark.parametrize(
    "source",
    [
        "{{ places.posixpath.os.getcwd() }}",
        "{{ places.re }}",
        "{{ places.topic.__globals__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ self.__init__.__globals__ }}",
        "{{ '{0.__class__}'.format(text) }}",
        "{{ page.__class__ }}",
    ],
)
def test_no_template_gets_out_of_its_sandbox(templates: Templates, tmp_path: Path, source: str) -> None:
    with pytest.raises(TemplateError):
        filled(templates, tmp_path, source)


def test_what_is_older_is_searched_for_from_the_last_day_shown_on(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "told.html.j2").write_text("{{ 'before:' ~ last | day_after }}")
    digest = "{name: morning, recipients: [anna@desk.example], timezone: Pacific/Apia}"
    (tmp_path / "topics.yaml").write_text(f"topics: [{{name: grid}}]\ntemplates: .\ndigests: [{digest}]\n")
    templates = Templates(configs.load(tmp_path / "topics.yaml"), static=False)
    last = datetime(2026, 11, 5, 15, tzinfo=UTC)  # the 6th there
    assert templates.fill(Shown("told.html.j2", "Told", "/", {"last": last})) == "before:2026-11-07"
