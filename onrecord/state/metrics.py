"""The state as Prometheus reads it: its text exposition format, version 0.0.4.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format. There are as many series as topics.yaml
has sources and digests, and some more; none is named after an article or a recipient.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, TypeAlias

from onrecord.model import DeliveryStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from onrecord.state.parts import State

Sample: TypeAlias = tuple[dict[str, str], float]

KINDS: Final = ("idle", "source", "edition", "late", "delivery", "task", "waiting", "configuration")
"""The kinds of what needs a person."""


def exposition(state: State) -> str:
    """All metrics, each with its help and type; what never was has no sample."""
    return "".join(line for metric in _metrics(state) for line in _lines(*metric))


def _metrics(state: State) -> Iterator[tuple[str, str, list[Sample]]]:
    kinds = Counter(need.kind for need in state.needs)
    yield "needs", "Things that need a person.", [({"kind": kind}, kinds[kind]) for kind in KINDS]
    yield "daemon_up", "Whether an onrecord schedule is at work.", [({}, bool(state.daemons))]
    works = state.works
    yield (
        "task_last_success_timestamp_seconds",
        "When a step last ended well.",
        _times("task", ((work.name, work.succeeded) for work in works)),
    )
    yield (
        "task_failed",
        "Whether a step failed the last time.",
        [({"task": work.name}, work.error is not None) for work in works],
    )
    yield from _of_sources(state)
    yield from _of_digests(state)
    yield "articles_waiting", "Articles that wait to be read.", [({}, state.waiting)]
    oldest = 0.0 if state.waiting_since is None else (state.moment - state.waiting_since).total_seconds()
    yield "articles_waiting_seconds", "How long the first of them waits.", [({}, oldest)]
    yield (
        "deliveries",
        "Messages in the outbox and sent ones, by where they stand.",
        [({"status": status.value}, state.deliveries.get(status, 0)) for status in DeliveryStatus],
    )
    for name in ("articles", "statements", "speakers", "editions"):
        yield name, f"{name.capitalize()} in the store.", [({}, state.counts[name])]
    yield "store_bytes", "Bytes that the store takes.", [({}, state.size.all)]


def _of_sources(state: State) -> Iterator[tuple[str, str, list[Sample]]]:
    healths = [source.health for source in state.sources]
    yield (
        "source_last_success_timestamp_seconds",
        "When a source was last read without an error.",
        _times("source", ((one.source, one.success) for one in healths)),
    )
    yield (
        "source_failing",
        "Whether a source failed when it was last read.",
        [({"source": one.health.source}, bool(one.failing or one.health.error)) for one in state.sources],
    )
    yield (
        "source_newest_article_timestamp_seconds",
        "When a source last gave a new article.",
        _times("source", ((one.source, one.newest) for one in healths)),
    )


def _of_digests(state: State) -> Iterator[tuple[str, str, list[Sample]]]:
    digests = state.digests
    yield (
        "edition_last_composed_timestamp_seconds",
        "When a digest's newest edition was composed.",
        _times("digest", ((one.name, one.composed) for one in digests)),
    )
    yield (
        "edition_next_timestamp_seconds",
        "When a digest is due next.",
        _times("digest", ((one.name, one.next) for one in digests)),
    )
    yield "edition_due", "Whether an edition is due by now.", [({"digest": one.name}, bool(one.due)) for one in digests]
    yield (
        "editions_missed",
        "Editions that were missed in the last days.",
        [({"digest": one.name}, len(one.missed)) for one in digests],
    )
    yield (
        "recipients",
        "Mail addresses to which a digest goes.",
        [({"digest": one.name}, one.recipients) for one in digests],
    )
    yield "recipients_left", "Mail addresses that left a digest.", [({"digest": one.name}, one.left) for one in digests]


def _times(label: str, values: Iterable[tuple[str, datetime | None]]) -> list[Sample]:
    return [({label: name}, moment.timestamp()) for name, moment in values if moment is not None]


def _lines(name: str, told: str, samples: list[Sample]) -> Iterator[str]:
    """The lines of one metric."""
    yield f"# HELP onrecord_{name} {told}\n"
    yield f"# TYPE onrecord_{name} gauge\n"
    for labels, value in samples:
        named = ",".join(f'{label}="{_escaped(text)}"' for label, text in labels.items())
        yield f"onrecord_{name}{f'{{{named}}}' if named else ''} {float(value)!r}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\"")
