"""Text documents ─► articles.

The form: a header line ` date YYYY-MM-DD SUBJECT`, the article a paragraph a line, then related headlines
as the last lines. A plain text without the header is an article too.

A document has no address: its URL is `urn:onrecord:document:` and a hash of its text, so that a copy of it,
in any folder, encoding or with any line ends, is the same article, and an edited one is another. Nothing of
two documents that merely begin alike is ever lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from hashlib import blake2b
from typing import TYPE_CHECKING

from onrecord.errors import DocumentError
from onrecord.model import Article, RelatedHeadline
from onrecord.store import articles
from scraper.extract.labels import is_related
from scraper.stated_date import doubts, parse_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from onrecord.store import Store
    from onrecord.store.articles import Saved

MAX_BYTES = 10 * 1024 * 1024
SUFFIXES = (".txt", ".text")
SCHEME = "urn:onrecord:document:"
DEFAULT_SOURCE = "documents"

_HEADER = re.compile(r"\s*date\s+(\d{4}-\d{1,2}-\d{1,2})(?:\s+(.*))?$", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")

_LONGEST_HEADLINE = 160  # characters
_MOST_WORDS = 25
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’»)\]]*$")
# A sentence that ends within the line; initials ('U.S.') and the like end none.
_TWO_SENTENCES = re.compile(r"(?<!\b[A-Z])(?<!\b(?:St|Dr|Mr|Ms|vs|No))(?<!\bMrs)[.!][\"”’]?\s+[\"“‘]?[A-Z]")
_SPOKEN = re.compile(r"[,.!?][\"”]")
_SINGLE_QUOTED = re.compile(r"['‘‛].*['’]$")
_BULLET = re.compile(r"^(?:[-*•–—▪►>]|\d{1,2}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Imported:
    """A document that is in the store."""

    path: Path
    article: Article
    saved: Saved


def import_documents(  # all but the first two have defaults
    store: Store,
    paths: Sequence[Path],
    *,
    source: str | None = None,
    now: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[tuple[Imported, ...], tuple[DocumentError, ...]]:
    """Store the documents at these paths (files, or folders of them); goes on after one that can't be read.

    `progress` is called with how many are done, of how many. Raises `StoreError` only.
    """
    now = now or datetime.now(UTC)
    found: list[Path] = []
    errors: list[DocumentError] = []
    for path in paths:
        try:
            found += find([path])
        except DocumentError as error:
            errors.append(error)
    found = list(dict.fromkeys(found))
    results: list[Imported] = []
    for done, path in enumerate(found, start=1):
        try:
            article = read(path, source=source, now=now)
        except DocumentError as error:
            errors.append(error)
        else:
            with store.write() as tx:
                results.append(Imported(path, article, articles.save(tx, article, now=now)))
        if progress:
            progress(done, len(found))
    return tuple(results), tuple(errors)


def find(paths: Iterable[Path]) -> Iterator[Path]:
    """The documents among these paths: a file as it is, of a folder its .txt files at any depth, by name.

    Raises `DocumentError` for what is not there, and for a folder without documents.
    """
    for path in paths:
        try:
            if not path.is_dir():
                if not path.exists():
                    raise DocumentError(f"{path}: there is no such file; check its name")
                yield path
                continue
            inside = sorted(
                one for one in path.rglob("*")
                if one.suffix.lower() in SUFFIXES and not one.name.startswith(".") and one.is_file()
            )  # fmt: skip
        except (OSError, ValueError) as error:
            raise DocumentError(f"{path}: can't be read ({_reason(error)}); check its permissions") from error
        if not inside:
            raise DocumentError(f"{path}: no documents in this folder; their names end in .txt")
        yield from inside


def read(path: Path, *, source: str | None = None, now: datetime | None = None) -> Article:
    """The article in a document; what is doubtful about its date is in `warnings`. Raises `DocumentError`.

    Without `source` it belongs to the source named as its folder.
    """
    text = _text(path)
    now = now or datetime.now(UTC)
    lines = _lines(text)
    header = _HEADER.match(lines[0]) if lines else None
    warnings: list[str] = []
    day = None
    if header:
        lines = lines[1:]
        day = parse_day(header[1])
        if day is None:
            warnings.append(f"the stated date {header[1]} does not exist")
    if not lines:
        raise DocumentError(f"{path}: there is no text in this document; is it the right file?")
    subject = " ".join((header[2] or "").split()) if header else ""
    paragraphs, related = _parted(lines)
    if not subject:
        subject, paragraphs = _headline(paragraphs, path)
    if day is not None:
        warnings += doubts(day, paragraphs[0], today=now.date())
    return Article(
        url=SCHEME + blake2b("\n".join(_lines(text)).encode(), digest_size=16).hexdigest(),
        title=subject,
        text="\n\n".join(paragraphs),
        source=source or path.absolute().parent.name or DEFAULT_SOURCE,
        published=datetime.combine(day, time(), UTC) if day else None,
        date_only=day is not None,
        related=related,
        warnings=tuple(warnings),
    )


def _text(path: Path) -> str:
    """The document's characters; line ends of all systems as newlines."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except IsADirectoryError:
        raise DocumentError(f"{path}: is a folder; name a document in it") from None
    except (OSError, ValueError) as error:
        raise DocumentError(f"{path}: can't be read ({_reason(error)}); check its name and permissions") from error
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{path}: is larger than 10 MiB; split it into documents of one article each")
    if not data.strip():
        raise DocumentError(f"{path}: is empty; is it the right file?")
    text = _decoded(data)
    if text is None or "\0" in text or len(_CONTROL.findall(text)) * 20 > len(text):
        raise DocumentError(f"{path}: is no text; save the document as plain text (UTF-8)")
    return _CONTROL.sub("", text)


def _decoded(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Five bytes mean nothing in Windows-1252.
        return data.decode("cp1252", "replace").replace("\ufffd", "")


def _lines(text: str) -> list[str]:
    """The document's paragraphs: its lines, or, where lines are wrapped, its blocks between blank lines.

    A line of signs alone ('* * *', '-----') parts what stands around it, as a blank one does.
    """
    split = [" ".join(line.split()) for line in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text)]
    raw = [line if any(map(str.isalnum, line)) else "" for line in split]
    lines = [line for line in raw if line]
    blocks = [block.split("\n") for block in re.split(r"\n{2,}", "\n".join(raw).strip("\n"))]
    inner = [line for block in blocks for line in block[:-1]]
    wrapped = len(blocks) > 1 and len(inner) > 1 and sum(map(_goes_on, inner)) * 2 > len(inner)
    return [" ".join(block) for block in blocks] if wrapped else lines


def _goes_on(line: str) -> bool:
    """Whether a line looks cut by a margin rather than ended."""
    return 40 <= len(line) <= 100 and not _SENTENCE_END.search(line) and not _HEADER.match(line)  # noqa: PLR2004  # usual margins


def _parted(lines: list[str]) -> tuple[list[str], tuple[RelatedHeadline, ...]]:
    """Body and trailing headlines, told by their form from the end backwards; the first line is body."""
    if not any(_SENTENCE_END.search(line) for line in lines):
        return lines, ()  # a text without sentences tells nothing
    start = len(lines)
    while start > 1 and (
        _is_headline(lines[start - 1]) or (_may_ask(lines[start - 1]) and start > 2 and _is_headline(lines[start - 2]))  # noqa: PLR2004  # one before it
    ):
        start -= 1
    if start < len(lines) and lines[start - 1].endswith(":") and not is_related(lines[start - 1]):
        start = len(lines)  # a list that the body introduces
    trailing, box = lines[start:], None
    if trailing and is_related(trailing[0]):
        box, trailing = trailing[0].strip(" :"), trailing[1:]
    elif start > 1 and trailing and is_related(lines[start - 1]):
        start, box = start - 1, lines[start - 1].strip(" :")
    titles = dict.fromkeys(_BULLET.sub("", line) for line in trailing)
    return lines[:start], tuple(RelatedHeadline(title, None, box) for title in titles)


def _is_headline(line: str) -> bool:
    """Whether a line has a headline's form: short, without a sentence's end, or wholly in single quotation marks."""
    line = _BULLET.sub("", line)
    if len(line) > _LONGEST_HEADLINE or len(line.split()) > _MOST_WORDS:
        return False
    if _SINGLE_QUOTED.fullmatch(line):
        return True
    return not (
        _SENTENCE_END.search(line)
        or line.endswith((",", ";", ":"))
        or _TWO_SENTENCES.search(line)
        or _SPOKEN.search(line)
    )


def _may_ask(line: str) -> bool:
    """Whether a line may be a headline that asks: among headlines it is one."""
    return line.endswith("?") and _is_headline(line[:-1])


def _headline(paragraphs: list[str], path: Path) -> tuple[str, list[str]]:
    """Title and body of a document that states no subject."""
    first = paragraphs[0]
    if len(paragraphs) > 1 and (_is_headline(first) or _may_ask(first)):
        return first, paragraphs[1:]
    sentence = re.split(r"(?<=[.!?])\s+", first, maxsplit=1)[0]
    return (sentence if len(sentence) <= _LONGEST_HEADLINE else path.stem.replace("_", " ")), paragraphs


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
