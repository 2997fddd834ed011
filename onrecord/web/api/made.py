"""Answers made of what the store has; `base` is the site's address without a slash at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from digests.filters import in_context
from onrecord import places
from onrecord.web.api import answers
from onrecord.web.api.asked import LAST_PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

    from onrecord.state.parts import SourceState
    from onrecord.store.archive import Kept
    from onrecord.store.reading import Heard
    from onrecord.store.recorded import Recorded
    from onrecord.store.speakers import Record, Seen
    from onrecord.store.standing import Paper
    from onrecord.web.api.asked import Paged

Item = TypeVar("Item")
V1 = f"{places.API}v1"


def page(request: Request, base: str, asked: Paged, items: Iterable[Item], *, more: bool) -> answers.Page[Item]:
    """A part of a list, with the addresses of those beside it."""

    def at(number: int) -> str:
        return f"{base}{request.url.include_query_params(page=number).replace(scheme='', netloc='')}"

    return answers.Page(
        items=tuple(items),
        page=asked.page,
        next=at(asked.page + 1) if more and asked.page < LAST_PAGE else None,
        previous=at(asked.page - 1) if asked.page > 1 else None,
    )


def statement(one: Recorded, base: str) -> answers.Statement:
    """A statement."""
    its = one.statement
    return answers.Statement(
        key=one.key,
        page=f"{base}{places.statement(one.key)}",
        link=in_context(one),
        content=its.content,
        kind=its.kind,
        cue=answers.Cue(text=its.cue.text, act=its.cue.act) if its.cue else None,
        speaker=answers.Speaker(
            id=one.person, name=one.name or its.speaker.name, title=its.speaker.title, kind=its.speaker.kind
        )
        if its.speaker
        else None,
        factuality=its.factuality,
        confidence=its.confidence,
        moment=one.moment,
        topics=one.topics,
        article=answers.Source(
            id=one.article,
            url=one.url,
            title=one.title,
            source=one.source,
            published=one.published,
            date_only=one.date_only,
            language=one.language,
        ),
    )


def topic(name: str, statements: int, base: str) -> answers.Topic:
    """A topic."""
    path = places.topic(name)
    return answers.Topic(
        slug=places.slug(name),
        name=name,
        statements=statements,
        page=f"{base}{path}",
        feed=f"{base}{places.feed(path, 'json')}",
    )


def known(one: Heard | Record, base: str) -> answers.Known:
    """A speaker."""
    path = places.speaker(one.id, one.name)
    return answers.Known(
        id=one.id,
        name=one.name,
        kind=one.kind,
        statements=one.statements,
        last=one.last,
        page=f"{base}{path}",
        feed=f"{base}{places.feed(path, 'json')}",
    )


def profile(record: Record, base: str) -> answers.Profile:
    """A speaker with names and titles."""
    its = dict(known(record, base))
    return answers.Profile(**its, names=_names(record.names), titles=_names(record.titles))


def article(one: Paper, base: str) -> answers.Article:
    """An article."""
    return answers.Article(
        id=one.id,
        url=one.url,
        title=one.title,
        source=one.source,
        published=one.published,
        date_only=one.date_only,
        language=one.language,
        authors=one.authors,
        modified=one.modified,
        section=one.section,
        paywalled=one.paywalled,
        collected=one.collected,
        page=f"{base}{places.article(one.id)}",
        statements=f"{base}{V1}/articles/{one.id}/statements",
    )


def edition(one: Kept, base: str) -> answers.Edition:
    """An edition."""
    return answers.Edition(
        digest=places.slug(one.digest),
        name=one.digest,
        date=one.date,
        subject=one.subject,
        statements=one.statements,
        composed=one.composed,
        page=f"{base}{places.edition(one.digest, one.date)}",
    )


def health(one: SourceState, *, advised: bool) -> answers.Health:
    """How a source does."""
    its = one.health
    return answers.Health(
        source=its.source,
        read=its.read,
        success=its.success,
        failing_since=its.failing_since,
        newest=its.newest,
        next=one.next,
        new=its.new,
        failed=its.failed,
        refusals={str(status): times for status, times in its.refusals.items()},
        lag_seconds=None if its.lag is None else its.lag.total_seconds(),
        advice=one.advice if advised else (),
    )


def _names(some: Iterable[Seen]) -> tuple[answers.Name, ...]:
    return tuple(answers.Name(text=one.text, statements=one.statements, last=one.last) for one in some)
