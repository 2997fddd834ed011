"""The sources: how each does, when it was begun last, and when it is read next."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from onrecord.config.collecting import without_login
from onrecord.state.advice import LONG, advice
from onrecord.state.parts import Need, SourceState
from onrecord.state.words import span
from onrecord.store import health, setbacks, tasks, turns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from onrecord.config import Config, Source
    from onrecord.store.health import Health
    from onrecord.store.setbacks import Setback
    from onrecord.store.tasks import Task

_FIXED: Final = {"page", "folder"}


def states(tx: Connection, config: Config, *, now: datetime, days: int) -> tuple[tuple[SourceState, ...], list[Need]]:
    """The state of each source that is not left out, and which of them need a person."""
    sources = [source for source in config.sources if source.enabled]
    begun = tasks.of(tx, tasks.CRAWL)
    failing = setbacks.of(tx, (name for source in sources for name in _names(source)))
    figures = health.of(tx, (source.name for source in sources), since=now - timedelta(days=days))
    found: list[SourceState] = []
    needs: list[Need] = []
    for source, its in zip(sources, figures, strict=True):
        fails = {address: failing[name] for name, address in _names(source).items() if name in failing}
        told = list(advice(its, fails, now, fixed=source.kind in _FIXED))
        needs += [Need(f"source:{key}", text, since, urgent=True) for key, text, since in told if since is not None]
        calm = tuple(text for _, text, since in told if since is None)
        task = begun.get(f"{tasks.CRAWL}{source.name}")
        if task is not None and not fails and its.error is None:
            needs += _unended(its, task, now, LONG + config.crawl.max_time)
        found.append(_state(source, its, fails, task, calm, config=config, now=now))
    return tuple(found), needs


def _state(  # noqa: PLR0913 - all that is known of one source
    source: Source,
    its: Health,
    fails: Mapping[str, Setback],
    task: Task | None,
    calm: tuple[str, ...],
    *,
    config: Config,
    now: datetime,
) -> SourceState:
    due = turns.next_turn(task, source, config, now=now)
    if fails and len(fails) == len(source.addresses):  # all of it is left alone
        due = max(due, min(setback.until for setback in fails.values()))
    return SourceState(
        health=its,
        failing=fails,
        begun=task.since if task else its.read,
        next=max(due, now),
        at_work=task is not None and task.is_held(now),
        advice=calm,
    )


def _unended(its: Health, task: Task, now: datetime, patience: timedelta) -> Iterator[Need]:
    """That a source's crawls are begun and leave nothing, as those do that are killed."""
    if its.success is None or task.since <= its.success or now - its.success < patience:
        return
    why = f" (the last one: {task.error})" if task.error else ""
    text = (
        f"{its.source}: for {span(now - its.success)} no crawl of it came to its end{why}: "
        f"'onrecord crawl \"{its.source}\"' shows how far one gets; crawl.max_time ends those that take long"
    )
    yield Need(f"source:{its.source}", text, its.success, urgent=True)


def _names(source: Source) -> dict[str, str]:
    """A source's addresses by the names that they have among those that failed."""
    addresses = [without_login(one) for one in source.addresses]
    return {one if source.kind == "page" else setbacks.listing(one): one for one in addresses}
