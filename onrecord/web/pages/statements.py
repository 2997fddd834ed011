"""A statement's own page, and its article's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from onrecord import places
from onrecord.store import moves, repeats, standing
from onrecord.store.recorded import read
from onrecord.store.surely import is_said
from onrecord.web import linked_data
from onrecord.web.passage import excerpts
from onrecord.web.shown import GoneError, MissingError, MovedError, Page, Shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from onrecord.web.site import Site

_LIKE: Final = 10
_ROUND: Final = 120  # characters on either side, of an article of which much is shown
_TITLE: Final = 80  # characters of what was said


def statement(site: Site, tx: Connection, key: str) -> Shown:
    """The passage in which a statement stands, who else gives it, and what was said like it before and after."""
    one = standing.find(tx, key)
    if one is None:
        return _moved(site, tx, key)
    same = [other for other in standing.same_words(tx, one.group) if other.id != one.id and is_said(other.statement)]
    like = site.kept(("like", one.group), lambda tx: repeats.near(tx, one.group, limit=_LIKE), tx)
    sure = [other for other in read(tx, list(like)) if is_said(other.statement)]
    others = sorted(sure, key=lambda other: (other.moment, other.id))
    values: dict[str, object] = {
        "one": one,
        "pieces": excerpts(standing.text(tx, one.article), [one.statement])[0],
        "same": same,
        "before": [other for other in others if other.moment <= one.moment],
        "after": [other for other in others if other.moment > one.moment],
        "reasons": standing.reasons(tx, one.id),
        "sure": is_said(one.statement),
    }
    words = " ".join(one.statement.content.split())
    title = f"{one.name or 'Speaker not named'}: {words[:_TITLE]}{'…' if len(words) > _TITLE else ''}"
    data = linked_data.statement(one, site.url)
    return Shown("statement.html.j2", title, places.statement(key), values, data=data)


def _moved(site: Site, tx: Connection, key: str) -> Shown:
    """The way to where a statement stands that has another key by now: of a site of files, a page that leads there.

    Raises `MovedError`, or `MissingError` where there is none.
    """
    by_now = moves.became(tx, key)
    if by_now is not None and site.static:
        return Shown("moved.html.j2", "Moved", places.statement(key), {"to": places.statement(by_now)})
    if by_now is not None:
        raise MovedError(places.statement(by_now))
    if moves.was_printed(tx, key):
        raise GoneError("This statement is no longer on record: its article gives these words no more.")
    raise MissingError("There is no such statement on record.")


def article(_site: Site, tx: Connection, number: int) -> Shown:
    """Where and when an article appeared, and what is said in it; no more of its text than stands round that."""
    paper = standing.paper(tx, number) if number <= _MOST_IDS else None
    if paper is None:
        raise MissingError("There is no such article.")
    text = standing.text(tx, number)
    its = standing.statements_of(tx, number)
    pieces = excerpts(text, [one.statement for one in its], room=_ROUND)
    values = {"paper": paper, "statements": list(zip(its, pieces, strict=True))}
    return Shown("article.html.j2", paper.title or paper.source, places.article(number), values)


_MOST_IDS: Final = 2**31 - 1


def _statements(_site: Site, tx: Connection) -> Iterator[Mapping[str, Any]]:
    yield from ({"key": key} for keys in (standing.keys(tx), moves.keys(tx)) for key in keys)


def _articles(_site: Site, tx: Connection) -> Iterator[Mapping[str, Any]]:
    yield from ({"number": number} for number in standing.articles_with_statements(tx))


PAGES: Final = (
    Page("/statements/{key}/", statement, _statements),
    Page("/articles/{number:nth}/", article, _articles),
)
