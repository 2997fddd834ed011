"""The story's paragraphs, all and no others: small pages, one difficulty each."""

from __future__ import annotations

from typing import Any

import pytest
from trafilatura import bare_extraction

from scraper.extract import boxes, story
from scraper.extract.page import parse

TITLE = "Council puts off the quay"
FIRST = "The harbour council met on Monday evening to settle who pays for the new quay, and it did not, once again."
SECOND = "“We have counted the money twice, and it is less each time,” said Jonas Weller, who directs the port of Varn."
THIRD = "The council meets again in a fortnight; the dredgers, which cost by the day, have been told to wait for it."
LAST = "Until then the old quay stays open, and the ferries go to the islands by the summer timetable, the port says."
LEAD = "The new quay costs more than anyone had thought, and neither side wants to pay for what is missing."


def text(body: str, *descriptions: str) -> list[str]:
    page = f"<body><main><article><h1>{TITLE}</h1>{body}</article></main></body>"
    survey = boxes.survey(parse(page.encode()))
    url = "https://gazette.example/quay"
    return story.read(survey, boxes.find(survey), url, title=TITLE, descriptions=descriptions).split("\n\n")


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{one}</p>" for one in texts)


@pytest.mark.parametrize(
    "aside",
    [
        '<p><strong>READ MORE: <a href="/dredgers">Dredgers wait for the council in vain</a></strong></p>',
        '<ul><li><a href="/dredgers">Dredgers wait for the council in vain</a></li></ul>',
        '<p class="image-caption">The old quay of Varn on a morning of last November, before the storm.</p>',
        '<blockquote class="twitter-tweet"><p>The quay will be built, and I pay for it, I promise.</p></blockquote>',
        '<div class="newsletter-signup"><p>All that happens at the harbour, in your inbox at six.</p></div>',
        "<p>Read more:</p>",
    ],
)
def test_what_stands_in_another_box_is_no_part_of_it(aside: str) -> None:
    assert text(paragraphs(FIRST, SECOND) + aside + paragraphs(THIRD, LAST)) == [FIRST, SECOND, THIRD, LAST]


def test_a_lead_over_the_text_that_the_description_repeats_is_part_of_it() -> None:
    page = f'<h2 class="x">{LEAD}</h2><div>{paragraphs(FIRST, SECOND, THIRD, LAST)}</div>'
    assert text(page, LEAD)[0] == LEAD
    assert text(page, LEAD[:70] + "…").count(LEAD) == 1
    assert text(page, f"{LEAD} {FIRST}").count(LEAD) == 1
    assert text(f"<p>{FIRST}</p>{paragraphs(SECOND, THIRD, LAST)}", FIRST).count(FIRST) == 1
    assert text(paragraphs(FIRST, SECOND, THIRD, LAST), LEAD)[0] == FIRST


def test_a_paragraph_with_links_between_others_is_kept() -> None:
    linked = 'The port <a href="/towns">lends money to the towns of the coast</a>.'
    page = "".join(f'<div data-component="text"><p>{one}</p></div>' for one in (FIRST, SECOND, linked, THIRD, LAST))
    assert text(page) == [FIRST, SECOND, "The port lends money to the towns of the coast.", THIRD, LAST]


@pytest.mark.parametrize("mode", ["fast", "favor_precision"])
def test_a_story_that_a_mode_of_trafilatura_loses_is_read_in_the_next(
    monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    def losing(tree: object, **options: Any) -> Any:  # noqa: ANN401  # as trafilatura has it
        """Trafilatura as it is on some pages: one of its modes keeps the beginning only."""
        document: Any = bare_extraction(tree, **options)
        if options[mode]:
            document.text = document.text.split("\n")[0]
        return document

    monkeypatch.setattr(story, "bare_extraction", losing)
    assert text(paragraphs(FIRST, SECOND, THIRD, LAST)) == [FIRST, SECOND, THIRD, LAST]


def test_a_page_without_text_has_none() -> None:
    assert text("") == [""]
