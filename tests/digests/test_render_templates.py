from pathlib import Path

import pytest

from digests.render import render
from digests.templates import FILTERS
from onrecord.errors import RenderError
from onrecord.model import Edition

SUBJECT = "subject.txt.j2"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A user's own folder of templates."""
    return tmp_path


def failure(edition: Edition, own: Path) -> str:
    with pytest.raises(RenderError) as raised:
        render(edition, templates=own)
    message = str(raised.value)
    assert "\n" not in message
    return message


def test_a_template_of_the_user_replaces_ours_and_ours_stand_in_for_the_rest(edition: Edition, own: Path) -> None:
    (own / SUBJECT).write_text("{{ edition.digest }} this morning", encoding="utf-8")
    message = render(edition, templates=own)
    assert message.subject == "Coast and energy this morning"
    assert message.html == render(edition).html


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
        ("one\n{% include 'foot.txt.j2' %}", 2, "no template 'foot.txt.j2' in "),
        ("{{ edition.digest | wrap('x') }}", 1, "multiply"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", 1, "recursion"),
    ],
)
def test_a_mistake_in_a_template_is_named_with_its_file_and_line(
    template: str, line: int, words: str, edition: Edition, own: Path
) -> None:
    (own / SUBJECT).write_text(template, encoding="utf-8")
    message = failure(edition, own)
    assert message.startswith(f"{own / SUBJECT}:{line}: ")
    assert words in message
    assert "remove the file to use the one that comes with On Record" in message


def test_a_mistake_in_an_included_file_is_found_there(edition: Edition, own: Path) -> None:
    (own / "parts.html.j2").write_text("{% macro entry(entry, edition) %}\n{{ entry.author }}{% endmacro %}")
    assert failure(edition, own).startswith(f"{own / 'parts.html.j2'}:2: ")


def test_a_template_in_another_encoding_is_named(edition: Edition, own: Path) -> None:
    (own / SUBJECT).write_bytes("Küste".encode("latin-1"))
    assert failure(edition, own).startswith(f"{own / SUBJECT}: the file is not UTF-8; save it as UTF-8; ")


def test_a_folder_that_does_not_exist_is_named(edition: Edition, own: Path) -> None:
    assert failure(edition, own / "mail").startswith(f"{own / 'mail'}: no such folder of templates; create it")


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
    for name in FILTERS:
        assert f"`{name}" in told
    for template in (top / "templates").glob("*.j2"):
        assert f"`{template.name}`" in told
