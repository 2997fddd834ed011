"""Which statements repeat which: those that give the same words lead to the one that gives them at their fullest.

Groups are stars: each statement is the same as the fullest one, not only as some other of its group. So a short one
that stands in two longer ones ("taxes will rise", by 5 or by 50 per cent) belongs to one of them and joins no two.
And a group is of one speaker: words that one article gives of nobody join no two who are named.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select, update

from onrecord.model import Factuality, Kind, Speaker, SpeakerKind, Statement
from onrecord.sameness import Likeness, asked, closeness, compare, fold, kept
from onrecord.sameness.comparing import known_by
from onrecord.sameness.names import Kinship, kinship
from onrecord.store.batches import batches
from onrecord.store.missing import insert_missing
from onrecord.store.schema import articles, marks, signatures, speakers, statements

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row

APART = timedelta(days=30)  # the same words come so long after, or before
OCCASION = timedelta(days=2)  # and a few words ("We have no comment"), which are said again of something else
BEFORE = timedelta(days=1)  # what is told earlier than that was said before
NEAR = 0.6  # the least closeness of words that are like others
MONTH = 30  # days; marks of this one and the one before are kept
_MOST = 30  # groups that a statement is compared with: of those that may have said it, with the most marks in common
_OFTEN = 200  # statements that one mark leads to: the newest


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


def set_free(tx: Connection, article_id: int) -> list[int]:
    """Take an article's statements, which will go, from under those that lead to them; these must be joined anew."""
    own = select(statements.c.id).where(statements.c.article_id == article_id)
    theirs = statements.c.same_as.in_(own)
    others = select(statements.c.id).where(theirs, statements.c.article_id != article_id).order_by(statements.c.id)
    free = list(tx.execute(others).scalars())
    tx.execute(update(statements).where(theirs).values(same_as=None))
    return free


def join(tx: Connection, statement_ids: Sequence[int], *, now: datetime) -> None:
    """Lead statements, which are in no group, to those whose words they give, and others to them.

    Only what was read in this month of 30 days or the one before is looked at. To be done in turn
    (`repeat_in_turn`): another transaction's statements would not be seen.
    """
    month = now.toordinal() // MONTH
    tx.execute(delete(marks).where(marks.c.month < month - 1))
    new = {known.id: known for known in _known(tx, statement_ids)}
    wanted = {number: asked(new[number].said) for number in statement_ids}
    met = _met(tx, month, set().union(*wanted.values()))
    heads = _heads(tx, {number for numbers in met.values() for number in numbers} - new.keys())
    fullest = {known.id: known for known in _known(tx, set(heads.values()))} | new
    whose = _whose(tx, fullest)
    rows: list[dict[str, int]] = []
    for number in statement_ids:
        shared = Counter(heads[other] for mark in wanted[number] for other in met[mark] if other in heads)
        others = (fullest[other] for other, _ in shared.most_common() if other != number)
        near = (other for other in others if _may_be_same(new[number], other, whose))
        head, parts = _place(new[number], islice(near, _MOST), whose)
        heads[number] = head
        whose[head] = whose[head].union(whose[number], *(whose[part] for part in parts))
        if parts:
            heads.update({other: head for other, its_head in heads.items() if its_head in parts})
            theirs = statements.c.id.in_(parts) | statements.c.same_as.in_(parts)
            tx.execute(update(statements).where(theirs, statements.c.id != head).values(same_as=head))
        if head != number:
            tx.execute(update(statements).where(statements.c.id == number).values(same_as=head))
            continue
        own = kept(new[number].said)
        for mark in own:
            met[mark].append(number)
        rows += [{"month": month, "mark": mark, "statement_id": number} for mark in sorted(own)]
    insert_missing(tx, marks, *rows)


def earlier(tx: Connection, heads: Collection[int], *, now: datetime) -> dict[int, tuple[int, float]]:
    """For each of these groups, the group of a day before whose words are the most like its own, and how close.

    Of groups as close, the earliest. It may be another speaker's; a copy of the same story is none, nor is what the
    article says was not said.
    """
    own = {known.id: known for known in _known(tx, heads)}
    wanted = {number: asked(known.said) for number, known in own.items()}
    met = _met(tx, now.toordinal() // MONTH, set().union(*wanted.values()))
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
    wanted = asked(known.said)
    month = known.moment.toordinal() // MONTH
    shared: Counter[int] = Counter()
    for last in (month, month + 2):  # each looks at two
        met = _met(tx, last, wanted)
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
    near = APART if known_by(fold(one.said.content).words) else OCCASION
    return abs(one.moment - other.moment) <= near and _may_be_one(whose[one.id], whose[other.id])


def _may_be_one(some: Iterable[Speaker], others: Collection[Speaker]) -> bool:
    """Whether no two of the speakers named here and there are two."""
    return all(kinship(one, other) is not Kinship.TWO for one in some for other in others)


def _are_same(one: _Known, other: _Known) -> bool:
    copies = one.story == other.story and one.article_id != other.article_id
    return compare(one.said, other.said, copies=copies) is Likeness.SAME


def _met(tx: Connection, month: int, wanted: Collection[int]) -> defaultdict[int, list[int]]:
    """The statements that each mark leads to; of a mark that many have, the newest."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    order = func.row_number().over(partition_by=marks.c.mark, order_by=marks.c.statement_id.desc()).label("place")
    for part in batches(sorted(wanted)):
        all_ = select(marks.c.mark, marks.c.statement_id, order)
        near = all_.where(marks.c.month.in_([month - 1, month]), marks.c.mark.in_(part)).subquery()
        for row in tx.execute(select(near.c.mark, near.c.statement_id).where(near.c.place <= _OFTEN)):
            found[row.mark].append(row.statement_id)
    return found


def _heads(tx: Connection, statement_ids: Collection[int]) -> dict[int, int]:
    """What each statement leads to, itself or another one; marks outlive statements, so some may be gone."""
    head = func.coalesce(statements.c.same_as, statements.c.id)
    return {
        number: its_head
        for part in batches(sorted(statement_ids))
        for number, its_head in tx.execute(select(statements.c.id, head).where(statements.c.id.in_(part)))
    }


def _whose(tx: Connection, heads: Collection[int]) -> defaultdict[int, frozenset[Speaker]]:
    """The speakers of each group's statements."""
    found: defaultdict[int, frozenset[Speaker]] = defaultdict(frozenset)
    head = func.coalesce(statements.c.same_as, statements.c.id).label("head")
    query = select(head, speakers.c.name, speakers.c.kind).join(speakers, speakers.c.id == statements.c.speaker_id)
    for part in batches(sorted(heads)):
        for column in (statements.c.id, statements.c.same_as):
            for row in tx.execute(query.where(column.in_(part)).distinct()):
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
        for part in batches(sorted(statement_ids))
        for row in tx.execute(query.where(statements.c.id.in_(part)))
    ]


def _said(row: Row[*tuple[Any, ...]]) -> Statement:
    """What is compared of a statement: its words, whose they are and whether they were said."""
    speaker = None if row.name is None else _speaker(row.name, row.speaker_kind)
    return Statement(Kind(row.kind), (), row.content, speaker=speaker, factuality=Factuality(row.factuality))


def _speaker(name: str, kind: str) -> Speaker:
    return Speaker(name, name, 0, 0, SpeakerKind(kind))
