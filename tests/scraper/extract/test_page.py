"""A page's bytes become text whatever it is said to be written in."""

from __future__ import annotations

import pytest

from scraper.extract.page import decode, inner, parse

GERMAN = "Der Hafenrat prüfte die Brücke, „später als nötig“, und räumte die Straße über dem Fluß. "
RUSSIAN = "Совет порта снова отложил решение о новой набережной, сообщил директор порта в понедельник. "
JAPANESE = "港の評議会は月曜日の夜、新しい埠頭の費用を誰が支払うかを決めるために会合を開いた。"


def body(text: str, codec: str, declared: str | None = None) -> bytes:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<html><head>{meta}<title>x</title></head><body><p>{text * 3}</p></body></html>".encode(codec)


@pytest.mark.parametrize("declared", [None, "iso-8859-1", "windows-1251", "shift_jis", "no-such-thing"])
@pytest.mark.parametrize("header", [None, "iso-8859-1", "utf-8"])
def test_utf_8_is_read_as_such_whatever_it_is_called(declared: str | None, header: str | None) -> None:
    assert GERMAN in decode(body(GERMAN, "utf-8", declared), header)


@pytest.mark.parametrize(("declared", "header"), [("utf-8", None), (None, "utf-8"), ("utf-8", "utf-8")])
def test_what_is_called_utf_8_and_is_not_is_guessed(declared: str | None, header: str | None) -> None:
    assert GERMAN in decode(body(GERMAN, "cp1252", declared), header)


@pytest.mark.parametrize(
    ("text", "codec"), [(GERMAN, "cp1252"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis")]
)
@pytest.mark.parametrize("said", ["nothing", "meta", "header"])
def test_older_encodings_are_believed_where_they_are_named_and_guessed_where_not(
    text: str, codec: str, said: str
) -> None:
    page = body(text, codec, codec if said == "meta" else None)
    assert text in decode(page, codec if said == "header" else None)


def test_a_broken_letter_does_not_make_a_page_something_else() -> None:
    page = body(GERMAN, "utf-8").replace("ß".encode(), b"\xdf", 1)
    assert GERMAN in decode(page)
    assert GERMAN in decode(body(GERMAN, "utf-8")[:-1] + "ü".encode()[:1])


def test_characters_that_no_tree_may_hold_are_left_out() -> None:
    tree = parse("<p>a\x00b\x0bc\x1fd\x7fe\x80f\x9fg\ufffeh\uffffi\u200b, é\x85ü</p>".encode())
    assert inner(tree) == "abcdefghi\u200b, é ü"


def test_programs_styles_and_drawings_are_left_out_and_linked_data_is_kept() -> None:
    data = '<script type="application/ld+json">[]</script>'
    tree = parse(f"<script>var a</script>1<style>p</style>2<svg><text>x</text></svg>3{data}".encode())
    assert tree is not None
    assert [one.text for one in tree.iter("script", "style", "svg")] == ["[]"]
    assert inner(tree) == "123"
