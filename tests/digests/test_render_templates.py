import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from digests.filters import filters
from digests.frame import frame
from digests.render import render
from onrecord.model import Edition

SUBJECT = "subject.txt.j2"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A user's own folder of templates."""
    return tmp_path


@pytest.fixture
def failure(edition: Edition, own: Path, caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """What the operator is told of a template that is wrong; the mail is made all the same."""

    def told() -> str:
        caplog.clear()
        assert render(edition, templates=own) == render(edition)
        [record] = caplog.records
        assert record.levelname == "WARNING"
        assert "\n" not in record.getMessage()
        return record.getMessage()

    return told


def test_a_template_of_the_user_replaces_ours_and_ours_stand_in_for_the_rest(edition: Edition, own: Path) -> None:
    (own / SUBJECT).write_text("{{ edition.digest }} this morning", encoding="utf-8")
    message = render(edition, templates=own)
    assert message.subject == "Coast and energy this morning"
    assert message.html == render(edition).html


def test_the_place_for_a_reader_s_link_stands_below_any_footer_and_in_no_full_page(edition: Edition, own: Path) -> None:
    footer = '{% extends "onrecord/FILE" %}{% block footer %}The desk, room 12.{% endblock %}'
    for file in ("digest.html.j2", "digest.txt.j2"):
        (own / file).write_text(footer.replace("FILE", file), encoding="utf-8")
    at = "https://paper.example/subscribe#yours"
    message = render(edition, templates=own, leave=at, whole=edition, full_at="x.html")
    assert f'href="{at}"' in message.html
    assert f"Leave this digest or change what you get:\n{at}\n" in message.text
    assert at not in message.markdown + str(message.full)
    assert "Leave this digest" not in (without := render(edition, templates=own)).html + without.text


def test_a_template_that_has_no_place_for_it_works_all_the_same(edition: Edition, own: Path) -> None:
    (own / "digest.html.j2").write_text("<html><body>{{ edition.digest }}</body></html>", encoding="utf-8")
    message = render(edition, templates=own, leave="https://paper.example/subscribe#yours")
    assert "Coast and energy" in message.html
    assert "subscribe" not in message.html


def test_colours_can_be_replaced_alone(edition: Edition, own: Path) -> None:
    (own / "style.css.j2").write_text("h1 { color: #123456; font-family: 'Own Face' }", encoding="utf-8")
    assert '<h1 dir="auto" style="color:#123456;font-family:\'Own Face\'">' in render(edition, templates=own).html


def test_a_template_saved_by_windows_notepad_is_read(edition: Edition, own: Path) -> None:
    (own / SUBJECT).write_text("Morning", encoding="utf-8-sig")
    assert render(edition, templates=own).subject == "Morning"


def test_html_of_a_user_is_escaped_like_ours(edition: Edition, own: Path) -> None:
    (own / "digest.html.j2").write_text("{{ edition.sections[0].voices[1].entries[0].title }}", encoding="utf-8")
    assert "<script>" not in render(edition, templates=own).html


@pytest.mark.parametrize(
    ("template", "line", "words"),
    [
        ("one\n{% if %}", 2, "Expected an expression"),
        ("one\n{% for a in b %}", 2, "Unexpected end of template"),
        ("one\ntwo\n{{ editon.digest }}", 3, "'editon' is undefined; correct it, or remove the file"),
        ("{{ edition.colour }}", 1, "has no attribute 'colour'"),
        ("one\n{{ edition | shout }}", 2, "No filter named 'shout'"),
        ("{{ edition.digest + 1 }}", 1, "can only concatenate str"),
        ("\n\n{{ 1 / 0 }}", 3, "division by zero"),
        ("{{ edition.__class__.__mro__ }}", 1, "unsafe"),
        ("{{ edition.digest.format_map.__globals__ }}", 1, "unsafe"),
        ("{{ edition | attr('__class__') }}", 1, "unsafe"),
        ("{{ '{0.__class__}'.format(edition) }}", 1, "unsafe"),
        ("{{ '{x.__init__}'.format_map({'x': edition}) }}", 1, "unsafe"),
        ("{{ edition.sections | map(attribute='__class__') | join }}", 1, "unsafe"),
        ("{{ _.__func__.__globals__ }}", 1, "unsafe"),
        ("{{ _('%(x)s', x=1).__class__.__base__ }}", 1, "unsafe"),
        ("{{ edition['__class__'] }}", 1, "unsafe"),
        ("{{ cycler.__init__.__globals__ }}", 1, "unsafe"),
        ("{{ {}.update(a=1) }}", 1, "unsafe"),
        ("{% set edition.digest = 1 %}", 1, "namespace"),
        ("one\n{% include 'foot.txt.j2' %}", 2, "no template 'foot.txt.j2' in "),
        ("{{ edition.digest | wrap('x') }}", 1, "multiply"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", 1, "recursion"),
        ("one\n{% for i in range(10**9) %}{% endfor %}", 2, "'**' makes more than a template may"),
        ("one\n{% for i in range(1000000000) %}{% endfor %}", 2, "Range too big"),
        ("{{ 'x' * 1000000000 }}", 1, "'*' makes more than a template may"),
    ],
)
def test_a_mistake_in_a_template_is_named_with_its_file_and_line(
    template: str, line: int, words: str, failure: Callable[[], str], own: Path
) -> None:
    (own / SUBJECT).write_text(template, encoding="utf-8")
    message = failure()
    assert message.startswith(f"{own / SUBJECT}:{line}: ")
    assert words in message
    assert "remove the file to use the one that comes with On Record" in message


def test_a_mistake_in_an_included_file_is_found_there(own: Path, failure: Callable[[], str]) -> None:
    (own / "digest.html.j2").write_text(
        '{% extends "digest.html.j2" %}{% block statement %}{% include "mine.html.j2" %}{% endblock %}'
    )
    (own / "mine.html.j2").write_text("<p>\n{{ entry.author }}</p>")
    assert failure().startswith(f"{own / 'mine.html.j2'}:2: ")


def test_only_the_file_at_fault_is_replaced(edition: Edition, own: Path, caplog: pytest.LogCaptureFixture) -> None:
    (own / SUBJECT).write_text("{{ nobody }}", encoding="utf-8")
    (own / "digest.txt.j2").write_text("Mine", encoding="utf-8")
    message = render(edition, templates=own)
    assert (message.text, message.subject) == ("Mine\n", render(edition).subject)
    assert len(caplog.records) == 1


def test_ours_are_all_taken_where_it_cannot_be_told_which_file_is_at_fault(
    own: Path, failure: Callable[[], str]
) -> None:
    (own / "parts.html.j2").write_text("{% macro entry(entry, edition) %}{% endmacro %}", encoding="utf-8")
    told = failure()
    assert "has no attribute 'rest'" in told
    assert "your own parts.html.j2 lacks what it takes from there" in told


def test_a_template_that_was_mended_is_used_again(edition: Edition, own: Path) -> None:
    for text, subject in [("{{ nobody }}", render(edition).subject), ("Mended", "Mended")]:
        (own / SUBJECT).write_text(text, encoding="utf-8")
        os.utime(own / SUBJECT, (len(text), len(text)))
        assert render(edition, templates=own).subject == subject


def test_a_template_that_comes_or_goes_later_is_seen(edition: Edition, own: Path) -> None:
    ours = render(edition, templates=own)
    (own / SUBJECT).write_text("Mine", encoding="utf-8")
    assert render(edition, templates=own).subject == "Mine"
    (own / SUBJECT).unlink()
    assert render(edition, templates=own) == ours


def test_templates_that_extend_each_other_are_told(own: Path, failure: Callable[[], str]) -> None:
    (own / "digest.html.j2").write_text('{% extends "other.html.j2" %}', encoding="utf-8")
    (own / "other.html.j2").write_text('{% extends "digest.html.j2" %}', encoding="utf-8")
    assert "recursion" in failure()


def test_a_block_is_replaced_in_a_file_that_extends_its_own_name(edition: Edition, own: Path) -> None:
    (own / "digest.html.j2").write_text(
        '{% extends "digest.html.j2" %}{% block footer %}<p>{{ edition.digest }} ends</p>{% endblock %}'
    )
    message = render(edition, templates=own)
    assert "<p>Coast and energy ends</p>" in message.html
    assert "You receive the digest" not in message.html
    assert message.html.partition("<p>Coast")[0] == render(edition).html.partition('<p class="foot"')[0]


@pytest.mark.parametrize(
    ("template", "subject"),
    [
        (
            "{% set desk = {'name': 'Nora', 'title': 'editor', 'date': 5} %}{{ desk.name }}, {{ desk.title }}",
            "Nora, editor",
        ),
        ("{{ edition.sections[0].name | default('no name') }}", "no name"),
        ("{{ 'a name' if edition.digest.name is defined else 'no name' }}", "no name"),
        ("{{ namespace(title='Mine').title }}", "Mine"),
    ],
)
def test_names_of_the_edition_may_be_used_for_something_else(
    template: str, subject: str, edition: Edition, own: Path
) -> None:
    (own / SUBJECT).write_text(template, encoding="utf-8")
    assert render(edition, templates=own).subject == subject


def test_the_example_of_the_documentation_works(edition: Edition, own: Path) -> None:
    told = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    examples = re.findall(r"```jinja\n\{# my-templates/(\S+) #\}\n(.*?)```", told, re.DOTALL)
    for name, text in examples:
        (own / name).write_text(text, encoding="utf-8")
    message = render(edition, templates=own)
    assert [name for name, _text in examples] == ["digest.html.j2", "subject.txt.j2"]
    assert "The news desk" in message.html
    assert "color:#1d4f91" in message.html
    assert message.subject == "Harbour expansion, Energy security: 15 statements"


def test_a_template_that_makes_too_much_is_stopped(own: Path, failure: Callable[[], str]) -> None:
    (own / "digest.txt.j2").write_text("{% for i in range(99999) %}{{ 'x' * 999 }}{% endfor %}", encoding="utf-8")
    assert "digest.txt.j2: the template makes more than 20,000,000 characters" in failure()


@pytest.mark.parametrize("name", [SUBJECT, "digest.html.j2", "digest.txt.j2"])
def test_a_template_that_makes_nothing_is_told(name: str, own: Path, failure: Callable[[], str]) -> None:
    (own / name).write_text("{# to be written #}\n", encoding="utf-8")
    assert f"{name}: makes nothing; correct it, or remove the file" in failure()


def test_a_template_in_another_encoding_is_named(failure: Callable[[], str], own: Path) -> None:
    (own / SUBJECT).write_bytes("Küste".encode("latin-1"))
    assert failure().startswith(f"{own / SUBJECT}: the file is not UTF-8; save it as UTF-8; ")


def test_a_folder_that_does_not_exist_is_named(edition: Edition, own: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert render(edition, templates=own / "mail") == render(edition)
    assert caplog.messages[0].startswith(f"{own / 'mail'}: no such folder of templates to read; create it")


def test_a_template_cannot_reach_a_style_sheet_outside_the_mail(edition: Edition, own: Path) -> None:
    secret = own / "secret.css"
    secret.write_text("p { color: red }")
    (own / "digest.html.j2").write_text(f'<link rel="stylesheet" href="{secret.as_uri()}"><p>x</p>')
    html = render(edition, templates=own).html
    assert "red" not in html


def test_a_frame_that_is_too_large_by_itself_loses_no_statements(
    edition: Edition, own: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (own / "digest.html.j2").write_text("<p>" + "x" * 100_000 + "{{ edition.statements }} shown</p>")
    assert "8 shown" in render(edition, templates=own).html
    assert "mail programs will cut it" in caplog.text


def test_every_filter_and_template_has_its_line_in_the_documentation() -> None:
    top = Path(__file__).parents[2]
    told = (top / "docs" / "templates.md").read_text(encoding="utf-8")
    for name in filters(frame("en")):
        assert f"`{name}" in told
    for template in (top / "templates").glob("*.j2"):
        assert f"`{template.name}`" in told
