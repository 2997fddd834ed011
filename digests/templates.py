"""Templates as they are found and filled: the user's folder first, then those that come with On Record.

What a template may use is told in docs/templates.md; each filter here has its line there.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from jinja2 import (
    ChoiceLoader,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    UndefinedError,
)
from jinja2.exceptions import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from digests.links import link, sentence_link
from onrecord import assets
from onrecord.errors import RenderError
from onrecord.model import Edition, Field, Section

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from onrecord.model import Citation, Earlier, Entry, Statement

LONGEST_SHOWN: Final = 1_500
"""Characters of one statement that a digest shows; a speech printed in full ends with […] there."""

MOST_SOURCES: Final = 4
"""Other sources of the same words that are named; the rest are counted."""

SAME_WORDS, NEARLY = 0.95, 0.8  # of the words in common

_SAME_QUOTATION: Final = 4
"""Characters between two spans that are only marks and a paragraph's end: no words are missing there."""

_FAULTS: Final = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a template can raise: Jinja's own errors, and those of the expressions in it."""

_CONTROL: Final = dict.fromkeys([*range(9), *range(11, 32), *range(127, 160), 0x2028, 0x2029])
_PLAIN: Final = (".txt.j2", ".txt", ".css.j2", ".css")
_PLACES: Final = {Field.CONTENT: "", Field.TITLE: " (headline)", Field.ARTICLE: " (article)"}


@dataclass(frozen=True, slots=True)
class Counts:
    """What an edition or a section shows, each counted once, and the statements it leaves out."""

    statements: int
    speakers: int
    articles: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where else an entry's words stand: in an earlier article, in others, and how many more sources."""

    first: Citation | None
    also: tuple[Citation, ...]
    more: int


class Templates:
    """The templates of a digest, read once.

    `folder` is the user's own; a template that it lacks is taken from those that come with On Record.
    Raises `RenderError` if there is no such folder.
    """

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise RenderError(f"{folder}: no such folder of templates; create it or correct its name in topics.yaml")
        try:
            self._shipped = assets.folder("templates")
        except FileNotFoundError as error:
            raise RenderError(str(error)) from error
        self._folders = [self._shipped] if folder is None else [folder, self._shipped]
        self._environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(place, encoding="utf-8-sig") for place in self._folders]),
            autoescape=lambda name: name is None or not name.endswith(_PLAIN),
            undefined=StrictUndefined,
            finalize=_printable,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= FILTERS

    def fill(self, name: str, edition: Edition) -> str:
        """The template's text for an edition; raises `RenderError` with the template's file and line."""
        try:
            return self._environment.get_template(name).render(edition=edition)
        except _FAULTS as error:
            raise self._explained(name, error) from error

    def _explained(self, name: str, error: Exception) -> RenderError:
        file, line = self._place(name, error)
        if isinstance(error, TemplateNotFound):
            what = f"no template {error.name!r} in {' or '.join(map(str, self._folders))}"
        elif isinstance(error, UnicodeDecodeError):
            what = "the file is not UTF-8; save it as UTF-8"
        else:
            what = " ".join(str(error).split()) or type(error).__name__
        remedy = (
            "put it back as it came, or install on-record again"
            if file.startswith(str(self._shipped))
            else "correct it, or remove the file to use the one that comes with On Record"
        )
        if isinstance(error, UndefinedError):
            remedy += " (docs/templates.md lists the names that a template may use)"
        return RenderError(f"{file}{f':{line}' if line else ''}: {what}; {remedy}")

    def _place(self, name: str, error: Exception) -> tuple[str, int | None]:
        """The file and line at fault: Jinja puts its templates' own into the traceback."""
        if isinstance(error, TemplateSyntaxError):
            return error.filename or error.name or name, error.lineno
        places = tuple(map(str, self._folders))
        frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        for file, line in reversed(frames):
            if file.startswith(places) and not file.endswith(".py"):
                return file, line
        found = [place / name for place in self._folders if (place / name).exists()]
        return (str(found[0]) if found else name), None


def counts(shown: Edition | Section) -> Counts:
    """How much an edition or a section shows; people are told apart by name, statements by key."""
    sections = shown.sections if isinstance(shown, Edition) else (shown,)
    entries = [entry for section in sections for voice in section.voices for entry in voice.entries]
    names = {voice.name.casefold() for section in sections for voice in section.voices if voice.name}
    return Counts(
        statements=len({entry.key for entry in entries}),
        speakers=len(names),
        articles=len({url for entry in entries for url in _urls(entry)}),
        left_out=sum(section.left_out for section in sections),
    )


def plural(count: int, word: str) -> str:
    """A number with its word, '1 statement' or '2 statements', for words that take an s."""
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def day(value: date) -> str:
    """A date as people say it: 'Tuesday 24 November 2026'."""
    return f"{value:%A} {value.day} {value:%B} {value.year}"


def when(entry: Entry, edition: Edition) -> str:
    """When the article appeared, in the edition's time zone; a date alone if that is all, '' if unknown."""
    if entry.published is None:
        return ""
    local = entry.published if entry.date_only else entry.published.astimezone(ZoneInfo(edition.timezone))
    date = f"{local.day} {local:%B}" + (f" {local.year}" if local.year != edition.date.year else "")
    return date if entry.date_only else f"{date}, {local:%H:%M}"


def pieces(statement: Statement) -> tuple[str, ...]:
    """A statement's words, white space folded; a new piece wherever the article has other words between."""
    found: list[str] = []
    end: int | None = None
    for words, (start, stop) in zip(_spans(statement), statement.spans, strict=False):
        folded = " ".join(words.split())
        if end is not None and start - end <= _SAME_QUOTATION:
            found[-1] += f" {folded}"
        else:
            found.append(folded)
        end = stop
    return tuple(_shortened(found or [" ".join(statement.content.split())]))


def why(entry: Entry) -> tuple[str, ...]:
    """The words for which an entry is in the digest, each once; with their place if not the statement.

    What a filter let pass is told where there are no words.
    """
    hits = [hit for hit in entry.reason if hit.field] or entry.reason
    found = {hit.words.casefold(): f"{hit.words}{_PLACES[hit.field] if hit.field else ''}" for hit in reversed(hits)}
    return tuple(found.values())[::-1]


def elsewhere(entry: Entry) -> Elsewhere:
    """The other articles that give an entry's words: the earliest if it came before the entry's own, and some more."""
    others = [cited for cited in entry.sources if cited.source != entry.source]
    early = bool(others) and entry.sources[0] is others[0] and _came_first(others[0], entry)
    rest = others[1:] if early else others
    return Elsewhere(others[0] if early else None, tuple(rest[:MOST_SOURCES]), len(rest[MOST_SOURCES:]))


def _came_first(one: Citation, other: Entry) -> bool:
    """Whether an article came out before another one, as far as their dates tell."""
    if one.published is None or other.published is None:
        return False
    if one.date_only or other.date_only:
        return one.published.date() < other.published.date()
    return one.published < other.published


def closely(before: Earlier) -> str:
    """How close earlier words are, in words."""
    if before.closeness >= SAME_WORDS:
        return "in the same words"
    return "in nearly the same words" if before.closeness >= NEARLY else "in like words"


def wrap(text: str, indent: int = 0, width: int = 72) -> str:
    """Text folded to lines of at most `width` characters, indented; a URL stays whole."""
    space = " " * indent
    return textwrap.fill(
        " ".join(text.split()),
        width,
        initial_indent=space,
        subsequent_indent=space,
        break_long_words=False,
        break_on_hyphens=False,
    )


def in_context(entry: Entry | Citation) -> str | None:
    """The link to an entry's sentence in its article; None if the article is no web page."""
    return sentence_link(entry.url, _spans(entry.statement))


FILTERS: Final[Mapping[str, Callable[..., object]]] = {
    "counts": counts,
    "day": day,
    "closely": closely,
    "elsewhere": elsewhere,
    "in_context": in_context,
    "link": link,
    "pieces": pieces,
    "plural": plural,
    "when": when,
    "why": why,
    "wrap": wrap,
}
"""What On Record adds to Jinja's own filters."""


def _urls(entry: Entry) -> set[str]:
    """The articles that give an entry's words or other wordings of them."""
    return {entry.url, *(cited.url for cited in entry.sources), *(other.url for other in entry.also)}


def _spans(statement: Statement) -> tuple[str, ...]:
    """The text of each span, cut out of the content, in which a space joins them."""
    texts: list[str] = []
    start = 0
    for begin, end in statement.spans:
        texts.append(statement.content[start : start + end - begin])
        start += end - begin + 1
    return tuple(texts) if start == len(statement.content) + 1 else (statement.content,)


def _shortened(words: list[str]) -> Iterator[str]:
    room = LONGEST_SHOWN
    for piece in words:
        if len(piece) > room:
            yield re.sub(r"\s\S*$", "", piece[:room]) + " […]"
            return
        yield piece
        room -= len(piece)


def _printable(value: Any) -> Any:  # noqa: ANN401 - Jinja hands over whatever an expression gives
    """Text without control characters, which could steer a terminal or break a line."""
    return value.translate(_CONTROL) if isinstance(value, str) else value
