from urllib.parse import unquote

import pytest

from digests.links import link, sentence_link

PAGE = "https://gazette.example/story"


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<b>x</b>",
        "urn:isbn:1",
        "file:///etc/passwd",
        "//gazette.example/story",
        "gazette.example/story",
        "https://",
        "http://[::1",
        "https://gazette.example/" + "a" * 3_000,
    ],
)
def test_what_is_no_web_address_is_no_link(url: str | None) -> None:
    assert link(url) is None
    assert sentence_link(url or "", ("words",)) is None


def test_a_web_address_is_kept_as_it_is() -> None:
    url = "HTTPS://user@gazette.example:8080/a%20b/(c)?q=1&r=%26;s#part"
    assert link(url) == "https" + url[5:]


def test_what_could_end_an_attribute_or_a_line_is_encoded() -> None:
    assert link(' https://gazette.example/"><b>\u2028ä ') == "https://gazette.example/%22%3E%3Cb%3E%E2%80%A8%C3%A4"


def test_a_short_statement_is_named_in_full() -> None:
    assert sentence_link(PAGE, ("Nobody asked us",)) == f"{PAGE}#:~:text=Nobody%20asked%20us"


def test_dash_comma_and_ampersand_are_encoded_for_they_have_a_meaning_in_a_fragment() -> None:
    assert sentence_link(PAGE, ("R&D, so-called",)) == f"{PAGE}#:~:text=R%26D%2C%20so%2Dcalled"


def test_a_long_statement_is_named_by_its_first_words_and_its_last() -> None:
    words = "one two three four five six seven eight nine ten eleven"
    expected = f"{PAGE}#:~:text=one%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven"
    assert sentence_link(PAGE, (words,)) == expected


def test_several_pieces_are_a_range_from_the_first_to_the_last() -> None:
    assert sentence_link(PAGE, ("We stop on Friday", "no later", "that is all")) == (
        f"{PAGE}#:~:text=We%20stop%20on%20Friday,that%20is%20all"
    )


def test_a_range_keeps_each_end_within_a_paragraph() -> None:
    assert sentence_link(PAGE, ("We stop.\n\nThat is all",)) == f"{PAGE}#:~:text=We%20stop,That%20is%20all"


def test_a_fragment_of_the_address_is_kept_and_an_older_directive_replaced() -> None:
    assert sentence_link(f"{PAGE}#live", ("yes",)) == f"{PAGE}#live:~:text=yes"
    assert sentence_link(f"{PAGE}#live:~:text=no", ("yes",)) == f"{PAGE}#live:~:text=yes"


def test_marks_at_the_ends_are_left_off() -> None:
    assert sentence_link(PAGE, ("“Really?” she asked.",)) == f"{PAGE}#:~:text=Really%3F%E2%80%9D%20she%20asked"


@pytest.mark.parametrize("pieces", [(), ("",), (" \n\n ",), ("…",)])
def test_without_words_the_link_opens_the_page(pieces: tuple[str, ...]) -> None:
    assert sentence_link(PAGE, pieces) == PAGE


def test_pieces_of_marks_alone_are_no_end_of_a_range() -> None:
    assert sentence_link(PAGE, ("…", "We stop on Friday", "”")) == f"{PAGE}#:~:text=We%20stop%20on%20Friday"


def test_writing_without_spaces_is_cut_at_its_clauses() -> None:
    clauses = [f"这是第{number}个句子\N{FULLWIDTH COMMA}" for number in "一二三四五六七八九十百"]
    linked = unquote(sentence_link(PAGE, ("".join(clauses),)) or "")
    assert linked.endswith(f"text={clauses[0]},{clauses[-1]}")


def test_a_link_that_would_grow_too_long_opens_the_page() -> None:
    assert sentence_link(PAGE, ("词" * 500,)) == PAGE
