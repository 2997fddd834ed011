"""What runs, what was done last and what is next, in rows and lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from onrecord.state.words import ahead, clock, count, when

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from onrecord.state.parts import DigestState, State, Work
    from onrecord.store.overview import Size

STEPS: Final = ("Step", "Begun", "Ended", "Next", "How it went")
DIGESTS: Final = ("Digest", "Last edition", "Composed", "Next", "Recipients", "Due or missed")


def running(state: State) -> Iterator[str]:
    """Each daemon at work, or that there is none."""
    for one in state.daemons:
        yield f"onrecord schedule is at work on {one.host} (process {one.process}), since {clock(one.since)}."
    if not state.daemons:
        yield "No onrecord schedule is at work: what is due is done by each 'onrecord run'."


def collecting(state: State) -> tuple[str, ...]:
    """The row of all sources together, as in `STEPS`."""
    now = state.moment
    begun = max((one.begun for one in state.sources if one.begun), default=None)
    ended = max((one.health.read for one in state.sources if one.health.read), default=None)
    following = min((one.next for one in state.sources), default=None)
    at_work = sum(one.at_work for one in state.sources)
    failing = sum(bool(one.failing or one.health.error) for one in state.sources)
    how = [f"{count(at_work, 'source')} being read"] if at_work else []
    how += [f"{count(failing, 'source')} failing"] if failing else []
    how = how or (["well"] if ended else ["not done yet"])
    told = ["" if moment is None else when(moment, now) for moment in (begun, ended)]
    return ("collecting", *told, _next(following, now), ", ".join(how))


def step(work: Work, now: datetime) -> tuple[str, ...]:
    """A row of another step, as in `STEPS`."""
    how = "at it" if work.at_work else work.error or ("well" if work.succeeded else "not done yet")
    begun = "" if work.begun is None else when(work.begun, now)
    ended = "" if work.ended is None else when(work.ended, now)
    return (work.name, begun, ended, _next(work.next, now), how)


def digest(one: DigestState, now: datetime) -> tuple[str, ...]:
    """A digest's row, as in `DIGESTS`."""
    told = [f"due: {one.due}"] if one.due else []
    told += [f"missed: {', '.join(map(str, one.missed))}"] if one.missed else []
    readers = f"{one.recipients:,}{f' ({one.left:,} left)' if one.left else ''}"
    last = "none" if one.last is None else str(one.last)
    return (one.name, last, when(one.composed, now), clock(one.next), readers, "; ".join(told))


def line(columns: tuple[str, ...], row: tuple[str, ...]) -> str:
    """A row in a line."""
    told = [f"{column.lower()} {cell}" for column, cell in zip(columns[1:-1], row[1:-1], strict=True) if cell]
    return f"{row[0]}: {', '.join([*told, *([row[-1]] if row[-1] else [])])}"


def size(taken: Size) -> str:
    """'12.3 MB', and how much of it is the log of what was written last."""
    from rich.filesize import decimal  # noqa: PLC0415  # keeps --help quick

    log = f", {decimal(taken.log)} of it written last" if taken.log else ""
    return f"{decimal(taken.all)}{log}"


def _next(moment: datetime | None, now: datetime) -> str:
    return "" if moment is None else ahead(moment, now)
