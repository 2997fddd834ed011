"""Nothing that a page says can hurt a reader: whatever stands in an article, the mail's own markup is all there is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from digests.escaping import clean
from digests.links import link
from digests.render import render
from onrecord.model import Citation, Context, Cue, Earlier, Edition, Entry, Highlight, RelatedHeadline, Speaker, Voice

if TYPE_CHECKING:
    from collections.abc import Callable

NASTY = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style><style>*{display:none}",
    "<!--[if mso]>",
    "-->",
    "]]>",
    '" onmouseover="x',
    "' style='x",
    "{{ edition }}",
    "{% raw %}",
    "javascript:alert(1)",
    "[press](https://evil.example)",
    "![pixel](https://evil.example/p.gif)",
    "https://evil.example/x",
    "www.evil.example",
    "<https://evil.example>",
    "@channel",
    "@everyone",
    "<!channel>",
    "<@U123>",
    "#general",
    ":skull:",
    "**bold**",
    "__bold__",
    "~~gone~~",
    "||hidden||",
    "`code`",
    "```\ncode\n```",
    "# Heading",
    "> quoted",
    "- item",
    "1. item",
    "***",
    "\\",
    "&lt;b&gt;",
    "&#60;",
    "\u202egnp.exe",
    "\u2066\u2069\u200f\u061c",
    "\x00\x1b[2J\x07\x9b",
    "\r\nBcc: all@example.org",
    "\ud800",
    "\u2028",
    "שלום",
    "新闻，报道。",
]
NEWS = "https://gazette.example/word"
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]"
)
WILD = (
    st.lists(st.sampled_from(NASTY) | st.text(max_size=12), min_size=1, max_size=5)
    .map("".join)
    .filter(lambda text: clean(text).strip())
)
URLS = st.sampled_from(["https://gazette.example/", "http://gazette.example/?", "javascript:", "data:text/html,", ""])
ADDRESSES = st.tuples(URLS, WILD).map("".join)


class Page(HTMLParser):
    """A page's elements with the names of their attributes, what it links to, and its styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self.addresses: list[str] = []
        self.styles: set[str] = set()
        self.comments: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag, tuple(name for name, _value in attrs)] += 1
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "action", "background"}]
        self.styles |= {value or "" for name, value in attrs if name == "style"}

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def poisoned(edition: Edition, text: str, url: str) -> Edition:
    """The edition with the text in every place that a page has a say in."""

    def cited(one: Citation) -> Citation:
        speaker = Speaker(text, text, 0, 1, edition.sections[0].voices[0].kind)
        return replace(one, statement=replace(one.statement, speaker=speaker), source=text, title=text, url=url)

    def entry(one: Entry) -> Entry:
        content = text or "."
        said = replace(one.statement, content=content, spans=((0, len(content)),), cue=Cue(text, 0, 1))
        return replace(
            one,
            statement=said,
            title=text,
            source=text,
            url=url,
            reason=tuple(replace(hit, words=text) for hit in one.reason),
            sources=tuple(map(cited, one.sources)),
            also=tuple(map(entry, one.also)),
            before=one.before and Earlier(cited(one.before.cited), one.before.closeness),
            context=Context(text, 0, 1),
        )

    def voice(one: Voice) -> Voice:
        return replace(one, name=one.name and text, title=text, entries=tuple(map(entry, one.entries)))

    return replace(
        edition,
        digest=text,
        full=None,
        summary=tuple(Highlight(text, text, text, entry(one.entry)) for one in edition.summary),
        sections=tuple(
            replace(
                section,
                topic=text,
                voices=tuple(map(voice, section.voices)),
                related=tuple(RelatedHeadline(text, url, text) for _headline in section.related),
            )
            for section in edition.sections
        ),
    )


def plain(edition: Edition, url: str) -> Page:
    """The page of the same edition with a harmless text."""
    return Page(render(poisoned(edition, "word", url)).html)


def hold(check: Callable[[str, str], None]) -> None:
    """The check holds for hostile texts and addresses."""
    settings(max_examples=30, deadline=None)(given(text=WILD, url=ADDRESSES)(check))()


def test_the_html_has_no_element_attribute_or_address_but_its_own(edition: Edition) -> None:
    owns = [Page(render(poisoned(edition, "word", url)).html) for url in (NEWS, "javascript:word")]

    def check(text: str, url: str) -> None:
        html = render(poisoned(edition, text, url)).html
        made, own = Page(html), owns[link(url) is None]
        assert made.elements == own.elements
        assert made.styles == own.styles
        assert made.comments == own.comments
        assert len(made.addresses) == len(own.addresses)
        assert all(re.fullmatch(r"https?://[!-;=?-~]+", address) for address in made.addresses)
        assert not STEERING.search(html)

    hold(check)


def test_the_text_and_the_subject_have_no_character_that_steers(edition: Edition) -> None:
    def check(text: str, url: str) -> None:
        message = render(poisoned(edition, text, url), subject="{{ topic }} {{ digest }}")
        assert not STEERING.search(message.text + message.subject)
        assert "\n" not in message.subject
        assert len(message.subject) <= 120

    hold(check)


def test_the_markdown_has_no_markup_mention_or_address_but_its_own(edition: Edition) -> None:
    owns = [_kinds(render(poisoned(edition, "word", url)).markdown) for url in (NEWS, "javascript:word")]

    def check(text: str, url: str) -> None:
        made = render(poisoned(edition, text, url)).markdown
        assert not STEERING.search(made)
        assert _kinds(made) == owns[link(url) is None]
        shown = " ".join(token.content for token in _inline(made) if token.type == "text")
        assert not re.search(r"[@#]\w|://|www\.\w|:[a-z]\w*:|<[!@]", shown)
        links = [str(token.attrs["href"]) for token in _inline(made) if token.type == "link_open"]
        assert all(re.match(r"https?://", address) for address in links)

    hold(check)


def _inline(text: str) -> list:  # type: ignore[type-arg]
    tokens = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(text)
    return [child for token in tokens for child in token.children or ()]


def _kinds(text: str) -> Counter[str]:
    """The markup of a text, by its kinds; letters and escaped marks are none."""
    tokens = MarkdownIt("commonmark").enable(["strikethrough", "table"]).parse(text)
    children = [child.type for child in _inline(text) if child.type not in {"text", "text_special", "softbreak"}]
    return Counter([*(token.type for token in tokens), *children])
