"""Which statements repeat which: those that give the same words lead to the one that gives them at their fullest.

Groups are stars: each statement is the same as the fullest one, not only as some other of its group. So a short one
that stands in two longer ones ("taxes will rise", by 5 or by 50 per cent) belongs to one of them and joins no two.
And a group is of one speaker: words that one article gives of nobody join no two who are named.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import islice
from operator import neg
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, update

from onrecord.model import Factuality, Kind, Speaker, SpeakerKind, Statement
from onrecord.sameness import Likeness, Marked, closeness, compare, fold, marked
from onrecord.sameness.comparing import known_by
from onrecord.sameness.names import Kinship, kinship
from onrecord.store import marks
from onrecord.store.among import among
from onrecord.store.schema import articles, signatures, speakers, statements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

APART = timedelta(days=30)  # the same words come so long after, or before
OCCASION = timedelta(days=2)  # and a few words ("We have no comment"), which are said again of something else
BEFORE = timedelta(days=1)  # what is told earlier than that was said before
NEAR = 0.6  # the least closeness of words that are like others
_MOST = 30  # groups that a statement is compared with: of those that may have said it, with the most marks in common


@dataclass(frozen=True, slots=True)
class _Known:
    """A statement as it is compared."""

    id: int
    article_id: int
    story: int
    moment: datetime
    said: Statement

    @property
    def fullness(self) -> int:
        return len(fold(self.said.content).words)


def set_free(tx: Connection, article_ids: Collection[int]) -> list[int]:
    """Take others' statements from under those of articles, which will go; these must be joined anew."""
    own = select(statements.c.id).where(among(statements.c.article_id, article_ids))
    theirs = statements.c.same_as.in_(own) & ~among(statements.c.article_id, article_ids)
    free = list(tx.execute(select(statements.c.id).where(theirs).order_by(statements.c.id)).scalars())
    if free:
        tx.execute(update(statements).where(among(statements.c.id, free)).values(same_as=None))
    return free


def join(tx: Connection, new: Mapping[int, Marked], free: Sequence[int] = (), *, now: datetime) -> None:
    """Lead `new` statements by their ids, and those set `free`, to those whose words they give, and others to them.

    Only what was read in this month of 30 days or the one before is looked at. To be done in turn
    (`repeat_in_turn`): another transaction's statements would not be seen.
    """
    month = now.toordinal() // marks.MONTH
    own = {known.id: known for known in _known(tx, [*new, *free])}
    of = dict(new) | {number: marked(own[number].said) for number in free}
    met = marks.newest(tx, month, set().union(*(its.asked for its in of.values())))
    heads = _heads(tx, {number for numbers in met.values() for number in numbers} - own.keys())
    fullest = {known.id: known for known in _known(tx, set(heads.values()))} | own
    whose = _whose(tx, fullest.keys() - own.keys())
    whose.update((known.id, frozenset([known.said.speaker])) for known in own.values() if known.said.speaker)
    led: dict[int, int] = {}
    found_by: list[tuple[int, int]] = []
    for number in of:
        # In one order, which a set of marks does not keep on its way from another process.
        asked = sorted(of[number].asked)
        shared = Counter(heads[other] for mark in asked for other in met[mark] if other in heads)
        others = (fullest[other] for other, _ in shared.most_common() if other != number)
        near = (other for other in others if _may_be_same(own[number], other, whose))
        head, parts = _place(own[number], islice(near, _MOST), whose)
        heads[number] = head
        whose[head] = whose[head].union(whose[number], *(whose[part] for part in parts))
        if parts:
            heads.update({other: head for other, its_head in heads.items() if its_head in parts})
            led.update(dict.fromkeys(parts, head))
        if head != number:
            led[number] = head
            continue
        for mark in of[number].kept:
            insort(met[mark], number, key=neg)
            del met[mark][marks.OFTEN :]
            found_by.append((mark, number))
    _lead(tx, led)
    marks.put(tx, month, found_by)


def _lead(tx: Connection, led: Mapping[int, int]) -> None:
    """Lead statements to others, and along with each those that it led itself."""
    ends = []
    for number, head in sorted(led.items()):
        while head in led:
            head = led[head]  # noqa: PLW2901 - which was led on itself
        ends.append({"number": number, "head": head})
    if ends:
        for column in (statements.c.same_as, statements.c.id):
            query = update(statements).where(column == bindparam("number"))
            tx.execute(query.values(same_as=bindparam("head")), ends)


def earlier(tx: Connection, heads: Collection[int], *, now: datetime) -> dict[int, tuple[int, float]]:
    """For each of these groups, the group of a day before whose words are the most like its own, and how close.

    Of groups as close, the earliest. It may be another speaker's; a copy of the same story is none, nor is what the
    article says was not said.
    """
    own = {known.id: known for known in _known(tx, heads)}
    wanted = {number: marked(known.said).asked for number, known in own.items()}
    met = marks.newest(tx, now.toordinal() // marks.MONTH, set().union(*wanted.values()))
    leads = _heads(tx, {number for numbers in met.values() for number in numbers})
    others = own | {known.id: known for known in _known(tx, set(leads.values()) - own.keys())}
    found = {}
    for number, known in own.items():
        shared = Counter(leads[other] for mark in wanted[number] for other in met[mark] if other in leads)
        likely = (others[one] for one, _ in shared.most_common() if one in others)
        near = [
            (closeness(known.said.content, other.said.content), other)
            for other in islice((one for one in likely if _was_before(known, one)), _MOST)
        ]
        best = max(near, key=lambda one: (one[0], -one[1].moment.timestamp()), default=None)
        if best is not None and best[0] >= NEAR:
            found[number] = (best[1].id, best[0])
    return found


def near(tx: Connection, head: int, *, limit: int) -> dict[int, float]:
    """The groups whose words are like those of a group, said before or after it or at its time, and how close each is.

    The closest come first. It is known of those of the last two months or so (`marks`).
    """
    known = next(iter(_known(tx, [head])), None)
    if known is None:
        return {}
    wanted = marked(known.said).asked
    month = known.moment.toordinal() // marks.MONTH
    shared: Counter[int] = Counter()
    for last in (month, month + 2):  # each looks at two
        met = marks.newest(tx, last, wanted)
        leads = _heads(tx, {number for numbers in met.values() for number in numbers})
        shared.update(leads[number] for numbers in met.values() for number in numbers if number in leads)
    del shared[head]
    others = _known(tx, [number for number, _ in shared.most_common(_MOST)])
    found = {other.id: closeness(known.said.content, other.said.content) for other in others}
    close = sorted(((how, number) for number, how in found.items() if how >= NEAR), reverse=True)
    return {number: how for how, number in close[:limit]}


def _was_before(known: _Known, other: _Known) -> bool:
    told = other.said.factuality is Factuality.ASSERTED and other.story != known.story
    return told and known.moment - other.moment >= BEFORE


def _place(new: _Known, others: Iterable[_Known], whose: Mapping[int, frozenset[Speaker]]) -> tuple[int, set[int]]:
    """The statement whose words a new one gives, itself if there is none, and those whose words are part of these."""
    same = [other for other in others if _are_same(new, other)]
    fuller = [other for other in same if other.fullness >= new.fullness]
    head = min(fuller, key=lambda other: (-other.fullness, other.moment, other.id)) if fuller else new
    speakers, parts = whose[head.id] | whose[new.id], set()
    for other in same:
        if other.fullness < new.fullness and _may_be_one(speakers, whose[other.id]):
            parts.add(other.id)
            speakers |= whose[other.id]
    return head.id, parts


def _may_be_same(one: _Known, other: _Known, whose: Mapping[int, frozenset[Speaker]]) -> bool:
    apart = abs(one.moment - other.moment)
    near = apart <= OCCASION or (apart <= APART and known_by(fold(one.said.content).words))
    return near and _may_be_one(whose[one.id], whose[other.id])


def _may_be_one(some: Iterable[Speaker], others: Collection[Speaker]) -> bool:
    """Whether no two of the speakers named here and there are two."""
    return all(kinship(one, other) is not Kinship.TWO for one in some for other in others)


def _are_same(one: _Known, other: _Known) -> bool:
    copies = one.story == other.story and one.article_id != other.article_id
    return compare(one.said, other.said, copies=copies) is Likeness.SAME


def _heads(tx: Connection, statement_ids: Collection[int]) -> dict[int, int]:
    """What each statement leads to, itself or another one; marks outlive statements, so some may be gone."""
    head = func.coalesce(statements.c.same_as, statements.c.id)
    query = select(statements.c.id, head).where(among(statements.c.id, statement_ids))
    return dict(tx.execute(query).all())


def _whose(tx: Connection, heads: Collection[int]) -> defaultdict[int, frozenset[Speaker]]:
    """The speakers of each group's statements."""
    found: defaultdict[int, frozenset[Speaker]] = defaultdict(frozenset)
    head = func.coalesce(statements.c.same_as, statements.c.id).label("head")
    query = select(head, speakers.c.name, speakers.c.kind).join(speakers, speakers.c.id == statements.c.speaker_id)
    for column in (statements.c.id, statements.c.same_as):
        for row in tx.execute(query.where(among(column, heads)).distinct()):
            found[row.head] |= {_speaker(row.name, row.kind)}
    return found


def _known(tx: Connection, statement_ids: Collection[int]) -> list[_Known]:
    query = (
        select(
            statements.c.id,
            statements.c.article_id,
            statements.c.kind,
            statements.c.content,
            statements.c.factuality,
            speakers.c.name,
            speakers.c.kind.label("speaker_kind"),
            func.coalesce(signatures.c.duplicate_of, statements.c.article_id).label("story"),
            func.coalesce(articles.c.published, articles.c.collected).label("moment"),
        )
        .join(articles, articles.c.id == statements.c.article_id)
        .outerjoin(speakers, speakers.c.id == statements.c.speaker_id)
        .outerjoin(signatures, signatures.c.article_id == statements.c.article_id)
    )
    return [
        _Known(row.id, row.article_id, row.story, row.moment, _said(row))
        for row in tx.execute(query.where(among(statements.c.id, statement_ids)))
    ]


def _said(row: Row[*tuple[Any, ...]]) -> Statement:
    """What is compared of a statement: its words, whose they are and whether they were said."""
    speaker = None if row.name is None else _speaker(row.name, row.speaker_kind)
    return Statement(Kind(row.kind), (), row.content, speaker=speaker, factuality=Factuality(row.factuality))


@lru_cache(4096)
def _speaker(name: str, kind: str) -> Speaker:
    return Speaker(name, name, 0, 0, SpeakerKind(kind))
