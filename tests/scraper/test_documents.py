"""Text documents: what is article, headline and date in them, whatever system wrote them."""

from __future__ import annotations

import codecs
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from onrecord.errors import DocumentError
from onrecord.model import Article
from onrecord.store import articles
from scraper.documents import MAX_BYTES, find, import_documents, read
from scraper.stated_date import doubts, parse_day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from onrecord.store import Store

SEEDS = Path(__file__).parents[2] / "seeds" / "articles"

HEADER = " date 2026-11-23 Mayor Ana Reed"
BODY = (
    "Mayor Ana Reed told the council Monday that the old bridge will be closed to lorries.",
    "“It has carried more than it was built for,” she said.",
    "Tom Okafor, who drives one of the lorries, said the new road was not ready.",
)
HEADLINES = (
    "Bridge survey finds rust in three piers",
    "New road to open a year late",
    "Council votes for a ferry",
    "Harbour firms ask for night permits",
    "Lorry drivers park across the square",
    "Toll house up for sale",
    "School bus takes the long way round",
    "Old photographs of the bridge wanted",
    "Painters start on the south side",
)


def document(folder: Path, *lines: str, name: str = "bridge.txt") -> Path:
    return written(folder, "\n".join(lines).encode(), name)


def written(folder: Path, data: bytes, name: str = "bridge.txt") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(data)
    return path


def article(folder: Path, now: datetime, *lines: str) -> Article:
    return read(document(folder, *lines), now=now)


def titles(found: Article) -> list[str]:
    return [headline.title for headline in found.related]


def paragraphs(found: Article) -> list[str]:
    return found.text.split("\n\n")


def test_a_header_gives_the_day_and_the_title(tmp_path: Path, now: datetime) -> None:
    found = article(tmp_path / "minutes", now, HEADER, *BODY)
    assert found == Article(
        url=found.url,
        title="Mayor Ana Reed",
        text="\n\n".join(BODY),
        source="minutes",
        published=datetime(2026, 11, 23, tzinfo=UTC),
        date_only=True,
    )
    assert found.url.startswith("urn:onrecord:document:")


@pytest.mark.parametrize(
    "header",
    [
        "date 2026-11-23 Mayor Ana Reed",
        " date 2026-11-23  Mayor  Ana Reed ",
        "\tDate 2026-11-23 Mayor Ana Reed",
        "\u00a0date 2026-11-23\tMayor Ana Reed",
        " DATE 2026-11-23 Mayor Ana Reed",
    ],
)
def test_the_header_may_be_spaced_in_any_way(tmp_path: Path, now: datetime, header: str) -> None:
    found = article(tmp_path, now, header, *BODY)
    assert (found.title, found.published) == ("Mayor Ana Reed", datetime(2026, 11, 23, tzinfo=UTC))
    assert paragraphs(found) == list(BODY)


def test_blank_lines_above_the_header_and_below_do_not_matter(tmp_path: Path, now: datetime) -> None:
    spaced = article(tmp_path, now, "", "  ", HEADER, "", *BODY, "", *HEADLINES[:2], "", "")
    assert spaced == article(tmp_path, now, HEADER, *BODY, *HEADLINES[:2])


def test_a_document_of_a_named_source_belongs_to_it(tmp_path: Path, now: datetime) -> None:
    path = document(tmp_path, HEADER, *BODY)
    assert read(path, source="Town hall", now=now).source == "Town hall"


@pytest.mark.parametrize("count", [0, 1, 2, 6, 9])
def test_trailing_headlines_are_told_by_their_form_however_many(tmp_path: Path, now: datetime, count: int) -> None:
    found = article(tmp_path, now, HEADER, *BODY, *HEADLINES[:count])
    assert titles(found) == list(HEADLINES[:count])
    assert paragraphs(found) == list(BODY)


@pytest.mark.parametrize(
    "headline",
    [
        "'The bridge will outlive us all'",
        "‘The bridge will outlive us all’",
        "'It is safe.'",
        "Harbour firms: no lorries, no fish",
        "How old is the bridge? Four answers",
        "U.S. Navy to look at the piers",
        "Dr. Vance leaves the survey",
        "Survey: 'nothing to fear' under the bridge",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_headline_may_be_quoted_or_oddly_marked(tmp_path: Path, now: datetime, headline: str, place: int) -> None:
    listed = [*HEADLINES[:2]]
    listed.insert(place, headline)
    found = article(tmp_path, now, HEADER, *BODY, *listed)
    assert titles(found) == listed
    assert paragraphs(found) == list(BODY)


@pytest.mark.parametrize("place", [1, 2])
def test_a_question_among_headlines_is_one(tmp_path: Path, now: datetime, place: int) -> None:
    listed = [*HEADLINES[:2]]
    listed.insert(place, "Who will pay for the ferry?")
    assert titles(article(tmp_path, now, HEADER, *BODY, *listed)) == listed


def test_a_question_that_ends_the_text_is_text(tmp_path: Path, now: datetime) -> None:
    asked = "Who will pay for the ferry?"
    found = article(tmp_path, now, HEADER, *BODY, asked, *HEADLINES[:2])
    assert paragraphs(found)[-1] == asked
    assert titles(found) == list(HEADLINES[:2])


@pytest.mark.parametrize(
    "ending",
    [
        "“We shall see,” Reed said",
        '"We shall see," Reed said',
        "Nobody spoke against it. Reed thanked them",
        "It is so on a day as it is in a year " * 3,
        "Northbound councillors " * 8,
        "Reed then read out the names of the piers,",
    ],
)
def test_a_sentence_without_a_full_stop_is_no_headline(tmp_path: Path, now: datetime, ending: str) -> None:
    found = article(tmp_path, now, HEADER, *BODY, ending, *HEADLINES[:2])
    assert paragraphs(found)[-1] == ending.strip()
    assert titles(found) == list(HEADLINES[:2])


@pytest.mark.parametrize("label", ["Related:", "Related", "RELATED", "Read more:", "Mehr zum Thema:"])
@pytest.mark.parametrize("count", [1, 4])
def test_a_label_above_the_headlines_names_their_box(tmp_path: Path, now: datetime, label: str, count: int) -> None:
    found = article(tmp_path, now, HEADER, *BODY, label, *HEADLINES[:count])
    assert titles(found) == list(HEADLINES[:count])
    assert {headline.box for headline in found.related} == {label.rstrip(":")}
    assert paragraphs(found) == list(BODY)


def test_bullets_are_no_part_of_a_headline(tmp_path: Path, now: datetime) -> None:
    marked = [f"{mark} {line}" for mark, line in zip(("-", "*", "•", "4.", "12)"), HEADLINES, strict=False)]
    assert titles(article(tmp_path, now, HEADER, *BODY, *marked)) == list(HEADLINES[:5])


def test_a_headline_given_twice_is_one(tmp_path: Path, now: datetime) -> None:
    found = article(tmp_path, now, HEADER, *BODY, *HEADLINES[:2], HEADLINES[0])
    assert titles(found) == list(HEADLINES[:2])


def test_a_list_that_the_text_introduces_is_text(tmp_path: Path, now: datetime) -> None:
    piers = ("The north pier", "The middle pier")
    found = article(tmp_path, now, HEADER, *BODY, "The survey named two of them:", *piers)
    assert titles(found) == []
    assert paragraphs(found)[-2:] == list(piers)


def test_a_rule_under_the_text_is_no_headline(tmp_path: Path, now: datetime) -> None:
    assert titles(article(tmp_path, now, HEADER, *BODY, "* * *", *HEADLINES[:2], "-----")) == list(HEADLINES[:2])


def test_a_text_without_any_sentence_is_all_text(tmp_path: Path, now: datetime) -> None:
    found = article(tmp_path, now, HEADER, *HEADLINES)
    assert titles(found) == []
    assert paragraphs(found) == list(HEADLINES)


def test_the_first_line_is_always_text(tmp_path: Path, now: datetime) -> None:
    found = article(tmp_path, now, HEADER, "Bridge to close", "'Not before time.'")
    assert paragraphs(found) == ["Bridge to close"]
    assert titles(found) == ["'Not before time.'"]


def test_without_a_header_a_headline_on_top_is_the_title(tmp_path: Path, now: datetime) -> None:
    found = article(tmp_path, now, "Bridge to close to lorries", *BODY, *HEADLINES[:1])
    assert (found.title, found.published, found.date_only) == ("Bridge to close to lorries", None, False)
    assert (paragraphs(found), titles(found)) == (list(BODY), list(HEADLINES[:1]))


def test_without_a_header_a_question_on_top_is_the_title(tmp_path: Path, now: datetime) -> None:
    found = article(tmp_path, now, "Who closes the bridge?", *BODY)
    assert (found.title, paragraphs(found)) == ("Who closes the bridge?", list(BODY))


def test_without_any_title_the_first_sentence_is_it_and_stays_in_the_text(tmp_path: Path, now: datetime) -> None:
    found = article(tmp_path, now, "The bridge closes. Lorries go by the new road.", BODY[1])
    assert found.title == "The bridge closes."
    assert paragraphs(found)[0] == "The bridge closes. Lorries go by the new road."


def test_under_an_endless_first_sentence_the_file_gives_the_title(tmp_path: Path, now: datetime) -> None:
    path = document(tmp_path, "the bridge and " * 40 + "the road.", name="bridge_and_road.txt")
    assert read(path, now=now).title == "bridge and road"


def test_a_header_without_a_subject_dates_an_article_that_names_itself(tmp_path: Path, now: datetime) -> None:
    found = article(tmp_path, now, " date 2026-11-23", "Bridge to close to lorries", *BODY)
    assert (found.title, found.published) == ("Bridge to close to lorries", datetime(2026, 11, 23, tzinfo=UTC))


def test_a_date_further_down_is_no_header(tmp_path: Path, now: datetime) -> None:
    found = article(tmp_path, now, "Bridge to close", HEADER, *BODY)
    assert (found.title, found.published) == ("Bridge to close", None)


def test_lines_cut_by_a_margin_are_joined(tmp_path: Path, now: datetime) -> None:
    wrapped = (
        " date 2026-11-23 Mayor Ana Reed",
        "",
        "Mayor Ana Reed told the council Monday that the",
        "old bridge will be closed to lorries, and that the",
        "road is next.",
        "",
        "Tom Okafor, who drives one of the lorries, said the",
        "new road was not ready.",
    )
    assert paragraphs(article(tmp_path, now, *wrapped)) == [
        f"{BODY[0][:-1]}, and that the road is next.",
        BODY[2],
    ]


def test_a_long_header_and_a_long_headline_are_not_taken_for_a_cut_line(tmp_path: Path, now: datetime) -> None:
    header = " date 2026-11-23 Ana Reed, mayor of Ostermere since the spring of last year"
    headline = "Lorries must leave the old bridge to the ferry by the end of June"
    assert paragraphs(article(tmp_path, now, header, headline, BODY[0], "", BODY[1])) == [headline, *BODY[:2]]


PLAIN = "\n".join((HEADER, *BODY, *HEADLINES[:3], "")).replace("lorries", "lorries à 20 €")


def copies() -> Iterable[tuple[str, bytes]]:
    yield "utf-8", PLAIN.encode()
    yield "utf-8 with a byte order mark", codecs.BOM_UTF8 + PLAIN.encode()
    yield "windows-1252", PLAIN.encode("cp1252")
    yield "utf-16, little end first", codecs.BOM_UTF16_LE + PLAIN.encode("utf-16-le")
    yield "utf-16, big end first", codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be")
    yield "lines of DOS", PLAIN.replace("\n", "\r\n").encode()
    yield "lines of an old Macintosh", PLAIN.replace("\n", "\r").encode()
    yield "lines of DOS in windows-1252", PLAIN.replace("\n", "\r\n").encode("cp1252")
    yield "no newline at its end", PLAIN.rstrip("\n").encode()
    yield "spaces at the lines' ends", PLAIN.replace("\n", " \t\n").encode()
    yield "a Ctrl-Z at its end", PLAIN.rstrip("\n").encode() + b"\x1a"


@pytest.mark.parametrize("data", [pytest.param(data, id=name) for name, data in copies()])
def test_a_copy_in_another_encoding_or_with_other_line_ends_is_the_same_article(
    tmp_path: Path, now: datetime, data: bytes
) -> None:
    original = read(written(tmp_path / "a", PLAIN.encode()), now=now)
    copy = read(written(tmp_path / "b", data, "other name.txt"), now=now)
    assert replace(copy, source=original.source) == original
    assert "20 €" in original.text


def test_an_edited_document_is_another_article(tmp_path: Path, now: datetime) -> None:
    first = article(tmp_path, now, HEADER, *BODY)
    assert article(tmp_path, now, HEADER, *BODY, HEADLINES[0]).url != first.url
    assert article(tmp_path, now, HEADER.replace("23", "22"), *BODY).url != first.url


def test_a_stray_byte_of_windows_1252_is_left_out(tmp_path: Path, now: datetime) -> None:
    found = read(written(tmp_path, b"Caf\xe9 \x81closed\n\nIt is.\n"), now=now)
    assert found.title == "Café closed"


def test_a_weekday_that_contradicts_the_date_is_warned_of_and_stays_with_the_article(
    tmp_path: Path, store: Store, now: datetime
) -> None:
    path = document(tmp_path, " date 2026-11-20 Mayor Ana Reed", *BODY)
    [imported], errors = import_documents(store, [path], now=now)
    assert errors == ()
    warnings = ("the stated date 2026-11-20 was a Friday, but the text says Monday; the date may be wrong",)
    assert imported.article.warnings == warnings
    assert imported.article.published == datetime(2026, 11, 20, tzinfo=UTC)
    with store.read() as tx:
        stored = articles.get(tx, imported.article.url)
    assert stored is not None
    assert stored.warnings == warnings


@pytest.mark.parametrize("stated", ["2026-02-30", "2026-13-01", "2026-00-10", "0000-01-01", "2025-02-29"])
def test_a_day_that_no_calendar_has_is_warned_of_and_not_stored(tmp_path: Path, now: datetime, stated: str) -> None:
    found = article(tmp_path, now, f" date {stated} Mayor Ana Reed", *BODY)
    assert found.warnings == (f"the stated date {stated} does not exist",)
    assert (found.title, found.published, found.date_only) == ("Mayor Ana Reed", None, False)


def test_a_day_in_the_future_is_warned_of(tmp_path: Path, now: datetime) -> None:
    found = article(tmp_path, now, " date 2026-11-30 Mayor Ana Reed", *BODY)
    assert found.warnings == ("the stated date 2026-11-30 lies in the future",)


TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "opening",
    [
        "Reed said Tuesday the bridge is safe.",
        "Reed said Monday the bridge is safe.",
        "Reed said the bridge is safe.",
        "After the vote on Friday, Reed said Tuesday the bridge is safe.",
        "Reed, who takes office next Friday, said the bridge is safe.",
        "The bridge has been closed since Friday.",
        "Reed wants an answer by Friday.",
        "The ferry runs every Friday.",
        "The Fridays are quiet.",
    ],
)
def test_nothing_speaks_against_a_date_whose_weekday_or_eve_is_named(opening: str) -> None:
    assert doubts(TUESDAY, opening, today=TUESDAY) == ()


@pytest.mark.parametrize("opening", ["Reed said Wednesday.", "Friday saw no lorries.", "On Sunday, Reed said so."])
def test_a_weekday_that_is_neither_the_dates_nor_its_eve_speaks_against_it(opening: str) -> None:
    [doubt] = doubts(TUESDAY, opening, today=TUESDAY)
    assert "was a Tuesday, but the text says" in doubt


@given(st.from_regex(r"\d{4}-\d{1,2}-\d{1,2}", fullmatch=True) | st.dates().map(date.isoformat))
@example("9999-12-31")
def test_any_stated_day_is_a_day_or_none(stated: str) -> None:
    day = parse_day(stated)
    assert day is None or isinstance(day, date)


def test_the_earliest_day_of_the_calendar_has_no_eve_and_is_read_all_the_same(tmp_path: Path, now: datetime) -> None:
    found = article(tmp_path, now, " date 0001-01-01 Mayor Ana Reed", *BODY[1:])
    assert found.published == datetime(1, 1, 1, tzinfo=UTC)


FAULTS = [
    pytest.param(b"", "is empty", id="empty"),
    pytest.param(b" \r\n\t\n", "is empty", id="white space"),
    pytest.param(codecs.BOM_UTF8, "no text in this document", id="only a byte order mark"),
    pytest.param(codecs.BOM_UTF16_LE, "no text in this document", id="only a byte order mark of UTF-16"),
    pytest.param(HEADER.encode(), "no text in this document", id="only a header"),
    pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "is no text", id="a picture"),
    pytest.param(b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "is no text", id="a document of an office program"),
    pytest.param(b"\x01ab\x02cd" * 9, "is no text", id="control characters"),
    pytest.param(b"The bridge closes. " * 9 + b"\0", "is no text", id="a text with a zero byte"),
    pytest.param("The bridge closes.".encode("utf-16-le"), "is no text", id="UTF-16 without a mark"),
    pytest.param(b"*****\n-----\n", "no text in this document", id="only rules"),
    pytest.param(b"a" * (MAX_BYTES + 1), "larger than 10 MiB", id="too large"),
]


@pytest.mark.parametrize(("data", "why"), FAULTS)
def test_what_is_no_document_is_one_clear_error_and_the_others_go_on(
    tmp_path: Path, store: Store, now: datetime, data: bytes, why: str
) -> None:
    bad = written(tmp_path, data, "bad.txt")
    good = [document(tmp_path, HEADER, *BODY, name="a.txt"), document(tmp_path, *BODY, name="z.txt")]
    imported, [error] = import_documents(store, [tmp_path], now=now)
    assert [one.path for one in imported] == good
    assert str(error).startswith(f"{bad}: ")
    assert why in str(error)
    assert "\n" not in str(error)


def test_a_document_of_ten_mebibytes_is_read(tmp_path: Path, now: datetime) -> None:
    data = b"The bridge closes.\n" + b"a" * (MAX_BYTES - 20) + b"\n"
    assert len(data) == MAX_BYTES
    assert read(written(tmp_path, data), now=now).title == "The bridge closes."


def test_what_is_missing_and_a_folder_without_documents_are_errors_and_the_others_go_on(
    tmp_path: Path, store: Store, now: datetime
) -> None:
    good = document(tmp_path, HEADER, *BODY)
    missing, bare, endless = tmp_path / "missing.txt", tmp_path / "bare", tmp_path / ("n" * 300)
    written(bare, b"x", "notes.doc")
    imported, errors = import_documents(store, [missing, bare, endless, good], now=now)
    assert [one.path for one in imported] == [good]
    assert [str(error).partition(" (")[0] for error in errors] == [
        f"{missing}: there is no such file; check its name",
        f"{bare}: no documents in this folder; their names end in .txt",
        f"{endless}: can't be read",
    ]


def test_a_folder_named_as_a_document_is_an_error(tmp_path: Path, now: datetime) -> None:
    with pytest.raises(DocumentError, match="is a folder"):
        read(tmp_path, now=now)


def test_a_folder_gives_its_documents_at_any_depth_by_name(tmp_path: Path) -> None:
    names = ["b.txt", "a/z.TXT", "a/c/d.text", ".hidden.txt", "e.md", "f.txt~"]
    paths = {name: document((tmp_path / name).parent, *BODY, name=Path(name).name) for name in names}
    (tmp_path / "folder.txt").mkdir()
    assert list(find([tmp_path])) == [paths["a/c/d.text"], paths["a/z.TXT"], paths["b.txt"]]


def test_a_file_that_is_named_is_read_whatever_its_ending(tmp_path: Path, store: Store, now: datetime) -> None:
    path = document(tmp_path, HEADER, *BODY, name="bridge.md")
    imported, errors = import_documents(store, [path, path], now=now)
    assert ([one.path for one in imported], errors) == ([path], ())


def test_the_same_document_again_is_the_same(tmp_path: Path, store: Store, now: datetime) -> None:
    for folder in ("first", "copy"):
        document(tmp_path / folder, HEADER, *BODY, *HEADLINES[:2])
    assert [one.saved for one in import_documents(store, [tmp_path], now=now)[0]] == ["new", "same"]
    assert [one.saved for one in import_documents(store, [tmp_path], now=now)[0]] == ["same", "same"]


def test_progress_counts_what_is_done_also_when_it_failed(tmp_path: Path, store: Store, now: datetime) -> None:
    written(tmp_path, b"", "a.txt")
    document(tmp_path, HEADER, *BODY, name="b.txt")
    seen: list[tuple[int, int]] = []
    import_documents(store, [tmp_path], now=now, progress=lambda done, known: seen.append((done, known)))
    assert seen == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("name", "title", "day", "last", "related"),
    [
        (
            "001_coast_guard.txt",
            "Captain Ruth Hallam",
            date(2026, 8, 1),
            "Hale said the committee would take that sentence down word for word.",
            "'Joint patrols bring fishermen's old grounds back'",
        ),
        (
            "002_gas_storage.txt",
            "Varnet Chief Executive Tomas Reed",
            date(2026, 11, 5),
            '"It is very quiet, and everyone is very polite. I don\'t recommend it."',
            "'Varland's winter begins in June'",
        ),
        (
            "003_dredging_halt.txt",
            "Port Authority Director Jonas Weller",
            date(2026, 11, 9),
            "“They’ve got my number, it’s painted on the boat,” he said.",
            "‘Where the crabs went: Moe’s map of the inner bay’",
        ),
        (
            "004_school_vaccination.txt",
            "Health Minister Oskar Brenner",
            date(2026, 11, 10),
            '"I\'m not ready to call it a trend," the doctor said. "I am ready to call it a good night\'s sleep."',
            "'Grandfather's needle: why a man of 50 went first'",
        ),
    ],
)
def test_the_seeds_are_read_as_they_are_meant(  # noqa: PLR0913, PLR0917  # what a document holds
    now: datetime, name: str, title: str, day: date, last: str, related: str
) -> None:
    found = read(SEEDS / name, now=now)
    lines = sum(bool(line.strip()) for line in (SEEDS / name).read_bytes().splitlines())
    assert (found.title, found.published) == (title, datetime(day.year, day.month, day.day, tzinfo=UTC))
    assert len(found.related) == 5
    assert found.related[-1].title == related
    assert paragraphs(found)[-1].endswith(last)
    assert len(paragraphs(found)) == lines - 6
    doubtful = "the stated date 2026-08-01 was a Saturday, but the text says Thursday; the date may be wrong"
    assert found.warnings == ((doubtful,) if name.startswith("001") else ())


LIKELY = st.sampled_from([
    HEADER.encode(), b" date 0001-01-01 x", b"date 9999-12-31", *(line.encode() for line in (*BODY, *HEADLINES[:3])),
    b"Related:", b"\n", b"\r\n", b"\r", b"\x0c", b"\xe2\x80\xa8", b"\x85", b"\x1a", b"\xff\xfe", b"\x81",
    b"?", b"'", b"- ",
])  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary() | st.text().map(str.encode) | st.lists(LIKELY | st.binary(max_size=9)).map(b"".join))
def test_any_bytes_are_an_article_or_a_document_error(tmp_path: Path, now: datetime, data: bytes) -> None:
    path = written(tmp_path, data)
    try:
        found = read(path, now=now)
    except DocumentError as error:
        assert "\n" not in str(error)  # noqa: PT017  # either outcome is right
        return
    assert found.title.strip()
    assert found.text.strip()
    assert found.url.encode()
    assert all(headline.title.strip() for headline in found.related)
