"""What a reader sees of an edition, whole: compared with the files in `expected/`, which open in a browser.

After a change that is meant, renew them with one command and look at them:

    ONRECORD_RENEW=1 pytest tests/digests/test_render.py
"""

import os
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from digests.fitting import BUDGET
from digests.render import render
from digests.subject import LONGEST as LONGEST_SUBJECT
from onrecord.model import Edition, Entry, Late, Section, Tally

EXPECTED = Path(__file__).parent / "expected"
ENDINGS = {"subject": "subject.txt", "html": "html", "text": "text.txt", "markdown": "md"}


class Links(HTMLParser):
    """The addresses that a page links to, and the names of its elements."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.found += [value or "" for name, value in attrs if name in {"href", "src"}]


def many(edition: Edition, *numbers: int) -> Edition:
    """The edition with a section for each number, of so many statements by a few speakers."""
    section, voice = edition.sections[0], edition.sections[0].voices[0]

    def filled(place: int, number: int) -> Section:
        entries = tuple(numbered(voice.entries[0], place, position) for position in range(number))
        fives = [entries[start : start + 5] for start in range(0, number, 5)]
        return replace(
            section,
            topic=f"Topic {place}",
            voices=tuple(
                replace(voice, name=f"Speaker {place}.{part}", entries=five) for part, five in enumerate(fives)
            ),
            left_out=0,
            found=Tally(number, len(fives), 1),
        )

    sections = tuple(filled(place, number) for place, number in enumerate(numbers))
    found = Tally(sum(numbers), sum(section.found.speakers for section in sections), 1)
    return replace(edition, sections=sections, summary=(), found=found)


def numbered(entry: Entry, place: int, position: int) -> Entry:
    url = f"https://gazette.example/{place}/{position}"
    return replace(entry, key=url, url=url, title=f"Article {place}.{position}", sources=(), also=(), rank=position)


@pytest.mark.parametrize("name", ["edition", "quiet"])
@pytest.mark.parametrize("part", ["subject", "html", "text", "markdown"])
def test_an_edition_is_rendered_as_expected(name: str, part: str, request: pytest.FixtureRequest) -> None:
    made: str = getattr(render(request.getfixturevalue(name)), part)
    file = EXPECTED / f"{name}.{ENDINGS[part]}"
    if os.environ.get("ONRECORD_RENEW"):
        file.write_text(made, encoding="utf-8")
    assert made == file.read_text(encoding="utf-8")


def test_rules_for_dark_screens_and_phones_stay_a_style_sheet(edition: Edition) -> None:
    (style,) = re.findall(r"<style>(.*?)</style>", render(edition).html, re.DOTALL)
    assert "prefers-color-scheme: dark" in style
    assert "max-width: 520px" in style


def test_everything_else_is_styled_in_place(edition: Edition) -> None:
    html = render(edition).html
    assert re.search(r'<p class="said"[^>]* style="margin:10px 0 6px;font:19px', html)
    assert "&#39;" not in html
    assert html.index("charset") < 1_024


def test_only_web_addresses_are_linked(edition: Edition) -> None:
    page = Links(render(edition).html)
    assert {address.partition(":")[0] for address in page.found} == {"https"}


def test_an_address_that_is_not_linked_is_still_shown(edition: Edition) -> None:
    assert "(javascript:alert(document.cookie))" in render(edition).html


def test_a_document_without_an_address_shows_none(edition: Edition) -> None:
    assert "urn:document:fishers-wait" in str(edition)
    assert "urn:" not in render(edition).html
    assert "urn:" not in render(edition).text


def test_markup_in_what_a_site_says_is_shown_and_not_run(edition: Edition) -> None:
    message = render(edition)
    assert "script" not in Links(message.html).tags
    assert "Tenders &lt;script&gt;" in message.html
    assert "Tenders <script>" in message.text


def test_a_split_quotation_shows_that_words_stand_between_its_pieces(edition: Edition) -> None:
    assert "has been counted” … “We owe that much" in render(edition).html


def test_a_quotation_over_two_paragraphs_is_one(edition: Edition) -> None:
    assert "than a liar in February. Half of the storage is full." in render(edition).html


def test_only_direct_statements_get_quotation_marks(edition: Edition) -> None:
    text = render(edition).text
    assert "    “Nobody asked us”" in text
    assert "    announced: tenders for the second basin" in text
    assert "    told reporters: the new quay would be “neither" in text


def test_what_the_article_says_was_not_said_is_marked(edition: Edition) -> None:
    message = render(edition)
    for shown in (message.html, message.text):
        assert "Reported as not said." in shown
        assert "Reported as possible, not as said." in shown


def test_a_topic_begins_with_what_happened_on_it(edition: Edition) -> None:
    message = render(edition)
    for shown in (message.html, message.text, message.markdown):
        assert "12 statements by 6 speakers in 5 sources; twice the usual" in shown
        assert "3 statements by 2 speakers in 1 source; 1 new voice" in shown


@pytest.mark.parametrize(
    ("today", "usual", "words"),
    [
        (12, 12.0, "12 statements by 1 speaker in 1 source"),
        (12, None, "12 statements by 1 speaker in 1 source"),
        (3, 1.0, "3 statements by 1 speaker in 1 source"),
        (12, 6.5, "12 statements by 1 speaker in 1 source; twice the usual"),
        (12, 4.0, "12 statements by 1 speaker in 1 source; three times the usual"),
        (12, 3.0, "12 statements by 1 speaker in 1 source; four times the usual"),
        (12, 8.0, "12 statements by 1 speaker in 1 source; more than usual"),
        (12, 0.0, "12 statements by 1 speaker in 1 source; far more than usual"),
        (6, 12.0, "6 statements by 1 speaker in 1 source; half the usual"),
        (2, 12.0, "2 statements by 1 speaker in 1 source; far less than usual"),
    ],
)
def test_a_day_is_compared_with_a_usual_one_where_it_differs(
    today: int, usual: float | None, words: str, edition: Edition
) -> None:
    section = replace(edition.sections[1], found=Tally(today, 1, 1), usual=usual)
    assert f"\nEnergy security\n{words}\n" in render(replace(edition, sections=(section,))).text


def test_the_last_days_are_bars_with_their_numbers_in_words(edition: Edition) -> None:
    html = render(edition).html
    assert 'role="img" aria-label="Statements on each of the last 7 days: 3, 0, 5, 1, 2, 8, 12"' in html
    assert re.findall(r"line-height:(\d+)px[^>]*>&nbsp;", html) == ["6", "1", "11", "3", "4", "17", "26"]
    assert "▃▁▄▂▂▆█  Statements on each of the last 7 days: 3, 0, 5, 1, 2, 8, 12\n" in render(edition).text


def test_the_day_in_brief_comes_first(edition: Edition) -> None:
    message = render(edition)
    for shown in (message.text, message.html, message.markdown):
        assert (
            shown.index("The day in brief") < shown.index("I have read the forecasts") < shown.index("twice the usual")
        )


def test_the_sentence_before_is_set_apart_from_the_statement(edition: Edition) -> None:
    message = render(edition)
    words = "[The port authority had asked for a quay of 900 metres & two cranes.] told reporters:"
    assert words in " ".join(message.text.split())
    assert re.search(r'<p class="context"[^>]*>The port authority had asked', message.html)


def test_what_came_too_late_is_told_in_every_form(edition: Edition) -> None:
    assert "Too late" not in render(edition).text
    message = render(replace(edition, late=Late(("Harbour Gazette", "Quay & Co."), 1_204)))
    told = "Too late for this edition: Harbour Gazette, Quay &amp; Co., 1,204 articles."
    assert told in message.html
    assert told.replace("&amp;", "&") in message.text
    assert told.replace("&amp;", "&") in message.markdown


def test_quiet_topics_are_named_together(edition: Edition) -> None:
    message = render(edition)
    assert "\nQuiet today: Fishing rights, Ferries\n" in message.text
    assert "\nQuiet today: Fishing rights, Ferries\n" in message.markdown
    assert 'Quiet today: <span dir="auto">Fishing rights</span> · <span dir="auto">Ferries</span>' in message.html


@pytest.mark.parametrize(("ends", "shown"), [("alongside,", "alongside”"), ("alongside, ", "alongside”"), (",", ",”")])
def test_a_comma_that_leads_on_to_the_speaker_is_left_off(ends: str, shown: str, edition: Edition) -> None:
    voice = edition.sections[1].voices[0]
    said = replace(voice.entries[0].statement, content=ends, spans=((5, 5 + len(ends)),))
    section = replace(
        edition.sections[1], voices=(replace(voice, entries=(replace(voice.entries[0], statement=said),)),)
    )
    assert f"    “{shown}\n" in render(replace(edition, sections=(section,))).text


def test_what_was_said_before_under_a_topic_is_counted_and_a_new_speaker_is_told(edition: Edition) -> None:
    message = render(edition)
    for shown in (message.html, message.text):
        assert shown.count("31 in the last 7 days, 96 in 28") == 1
        assert shown.count("new on this topic") == 1
        assert "0 in the last 7 days" not in shown


def test_where_like_words_were_said_before_is_told_with_how_close_they_are(edition: Edition) -> None:
    message = render(edition)
    words = "Said before in nearly the same words: speaker not named, Old <i>Paper</i>,"
    assert words in " ".join(message.text.split())
    assert "Said before in nearly the same words: <span" in message.html
    assert "Old &lt;i&gt;Paper" in message.html


def test_other_sources_of_the_words_are_named_the_earliest_first_and_linked_to_the_sentence(edition: Edition) -> None:
    message = render(edition)
    assert (
        "  First in: Morning Post, 23 November, 18:05\n  Also in: Northern Courier, Lomnar <b>Echo</b>\n"
        in message.text
    )
    assert 'First in: <a href="https://paper.example/0#:~:text=' in message.html
    assert "Lomnar &lt;b&gt;Echo" in message.html


def test_no_source_is_called_the_first_where_its_date_leaves_that_open(edition: Edition) -> None:
    section, voice = edition.sections[0], edition.sections[0].voices[0]
    first, *others = voice.entries[0].sources
    midnight = datetime(2026, 11, 23, tzinfo=UTC)
    for published, word in [(midnight, "Also"), (None, "Also"), (midnight - timedelta(days=1), "First")]:
        sources = (replace(first, published=published, date_only=True), *others)
        voices = (replace(voice, entries=(replace(voice.entries[0], sources=sources),)),)
        text = render(replace(edition, sections=(replace(section, voices=voices),))).text
        assert f"  {word} in: Morning Post" in text


def test_of_many_sources_four_are_named_and_the_rest_counted(edition: Edition) -> None:
    message = render(edition)
    assert "  Also in: Paper 1, Paper 2, Paper 3, Paper 4 and 3 more\n" in message.text
    assert "Paper 5" not in message.html
    assert " and 3 more\n" in message.html


def test_other_sources_wordings_stand_with_the_statement(edition: Edition) -> None:
    text = " ".join(render(edition).text.split())
    assert "Also reported as: “Dredging will stop on Friday until the mussels are counted” (Island Radio)" in text
    assert "Also reported as: announced: dredging would stop for a count of mussels (Documents)" in text


def test_many_wordings_are_counted(edition: Edition) -> None:
    voice = edition.sections[0].voices[0]
    entry = replace(voice.entries[0], also=5 * voice.entries[0].also[:1])
    message = render(
        replace(edition, sections=(replace(edition.sections[0], voices=(replace(voice, entries=(entry,)),)),))
    )
    for shown in (message.text, message.html):
        assert shown.count("Also reported as:") == 3
        assert "and in 2 more wordings" in shown


def test_times_are_in_the_zone_of_the_edition_and_only_as_exact_as_the_article(edition: Edition) -> None:
    text = render(edition).text
    assert "Harbour Gazette, 23 November, 19:05: Dredging" in text
    assert "Northern Courier, 22 November: Tenders" in text
    assert "Harbour Gazette: Fishers wait" in text
    assert "Northern Courier, 31 December 2025, 00:15" in text


def test_a_date_without_a_time_is_not_moved_by_the_time_zone(edition: Edition) -> None:
    assert "22 November: Tenders" in render(replace(edition, timezone="Pacific/Honolulu")).text


def test_six_related_headlines_are_shown_and_the_rest_counted(edition: Edition) -> None:
    html = render(edition).html
    assert html.count('class="headline"') == 6
    assert "and 2 more headlines" in html


def test_a_topic_with_nothing_but_headlines_is_kept(edition: Edition) -> None:
    section = replace(edition.sections[0], voices=(), left_out=0)
    message = render(replace(edition, sections=(section,)))
    assert "A quiet day" in message.text
    assert "Container terminal vote" in message.html
    assert "Container terminal vote" in message.text


def test_counts_name_one_as_one(edition: Edition) -> None:
    assert "1 statement by 1 speaker in 1 source\n" in render(many(edition, 1)).text


def test_an_edition_of_500_statements_stays_below_what_gmail_cuts(edition: Edition) -> None:
    message = render(many(edition, 300, 200))
    shown = message.html.count('class="said"')
    assert BUDGET * 0.97 < len(message.html.encode()) <= BUDGET
    assert f"{500 - shown} more statements are not shown here" in message.html
    assert f"{500 - shown} more statements are not shown here" in message.text


def test_of_an_edition_that_grows_too_long_the_last_in_rank_go_first(edition: Edition) -> None:
    section = many(edition, 400).sections[0]
    turned = tuple(
        replace(voice, entries=tuple(replace(entry, rank=399 - entry.rank) for entry in voice.entries))
        for voice in section.voices
    )
    text = render(replace(edition, sections=(replace(section, voices=turned),))).text
    assert "Article 0.399\n" in text
    assert "Article 0.0\n" not in text


def test_what_is_left_out_is_linked_and_the_whole_is_a_page(edition: Edition) -> None:
    whole = many(edition, 200, 100)
    message = render(whole, whole=whole, full_at="https://news.example/editions/coast.html")
    assert '<a href="https://news.example/editions/coast.html"' in message.html
    assert '<a href="https://news.example/editions/coast.html#topic-1"' in message.html
    assert "\n  https://news.example/editions/coast.html\n" in message.text
    assert "(https://news.example/editions/coast.html)" in message.markdown
    assert message.full is not None
    assert message.full.count('class="said"') == 300
    assert {"#topic-1", "#topic-2"} <= set(Links(message.full).found)
    assert "not shown here" not in message.full


def test_a_file_with_the_whole_edition_is_named(edition: Edition) -> None:
    message = render(edition, whole=edition, full_at="/srv/editions/coast-2026-11-24.html")
    for shown in (message.text, message.html, message.markdown):
        assert "the full edition is the file /srv/editions/coast-2026-11-24.html" in " ".join(shown.split())


def test_without_anything_left_out_there_is_no_other_page(edition: Edition) -> None:
    message = render(many(edition, 5), whole=many(edition, 5), full_at="https://news.example/x.html")
    assert message.full is None
    assert "full edition" not in message.html


def test_statements_are_left_out_of_the_fullest_topics_first_and_from_their_end(edition: Edition) -> None:
    text = render(many(edition, 400, 4, 90)).text
    kept = [sum(f"Article {place}." in line for line in text.splitlines()) for place in range(3)]
    assert kept[1] == 4
    assert abs(kept[0] - kept[2]) <= 1
    assert f"Article 0.{kept[0] - 1}\n" in text
    assert f"Article 0.{kept[0]}\n" not in text
    assert f"and {400 - kept[0]} more statements" in text


def test_a_speech_printed_in_full_is_cut_with_a_sign(edition: Edition) -> None:
    words = " ".join(f"word{number}" for number in range(20_000))
    first = edition.sections[0].voices[0].entries[0]
    speech = replace(first, statement=replace(first.statement, content=words, spans=((0, len(words)),)))
    voice = replace(edition.sections[0].voices[0], entries=(speech,))
    message = render(replace(edition, sections=(replace(edition.sections[0], voices=(voice,)),)))
    assert re.search(r"word\d+ \[…\]”", message.html)
    assert "…\n" not in message.subject
    assert len(message.html) < 15_000


def test_a_subject_is_one_short_line_without_control_characters(edition: Edition) -> None:
    digest = "Coast\r\nBcc: all@example.org\x1b[2J\u2028 " + "and energy " * 30
    subject = render(replace(edition, digest=digest)).subject
    assert len(subject) <= LONGEST_SUBJECT
    assert subject.isprintable()
    assert "· Coast Bcc: all@example.org[2J and energy" in subject
    assert subject.endswith("energy…")


def test_control_characters_of_an_article_reach_neither_part(edition: Edition) -> None:
    section = edition.sections[0]
    entry = replace(section.voices[0].entries[0], title="A\x1b]0;bad\x07 title\x00")
    voice = replace(section.voices[0], entries=(entry,))
    message = render(replace(edition, sections=(replace(section, voices=(voice,)),)))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", message.text + message.html)


def test_lines_of_the_text_fit_72_columns_save_links(edition: Edition) -> None:
    for line in render(edition).text.splitlines():
        assert len(line) <= 72 or line.startswith("  https://")


def test_the_same_edition_gives_the_same_message_whenever_it_is_rendered(edition: Edition) -> None:
    later = replace(edition, composed=edition.composed + timedelta(days=3))
    assert render(edition) == render(later)
