"""Speaking to the person: results on standard output, progress and complaints on standard error."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import click

from onrecord.state import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from rich.progress import Progress, Task, TaskID

count: Final = words.count
STOPPED: Final = "Stopped. What was stored is kept; run the command again to go on."


def say(text: str) -> None:
    """A line of the result."""
    click.echo(text)


def complain(text: str) -> None:
    """What went wrong, on standard error; an indented line belongs to the one before."""
    for line in text.splitlines():
        click.secho(line if line.startswith(" ") else f"onrecord: {line}", err=True, fg="red")


@contextmanager
def progress(
    description: str, *, shown: bool = True, paced: bool = False
) -> Iterator[Callable[[int, int | None], None]]:
    """A bar, on a terminal, that the given function moves: `advance(done, total)`, with None if nobody knows how many.

    One that is `paced` tells how many it does a second, and how long the rest will take.

    What is said meanwhile goes to standard output as ever, so show none where lines of results go to a terminal.
    """
    with _display(shown=shown) as display:
        task = display.add_task(description, total=None, visible=False, paced=paced)

        def advance(done: int, total: int | None) -> None:
            display.update(task, completed=done, total=total, visible=shown)

        yield advance


@contextmanager
def bars(description: str) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each name, on a terminal, that the given function moves: `advance(name, done, total)`.

    A bar that is full goes away, so that many sources fit on a screen; the first line counts over all.
    """
    from rich.markup import escape  # noqa: PLC0415  # Rich is for what shows bars and tables

    seen: dict[str, tuple[TaskID, int, int]] = {}
    with _display() as shown:
        whole = shown.add_task(description, total=None, visible=False)

        def advance(name: str, done: int, total: int) -> None:
            task = seen[name][0] if name in seen else shown.add_task(escape(name), total=total)
            seen[name] = (task, done, total)
            shown.update(task, completed=done, total=total, visible=done < total)
            all_done, all_total = (sum(one[part] for one in seen.values()) for part in (1, 2))
            shown.update(whole, completed=all_done, total=all_total, visible=True)

        yield advance


@contextmanager
def _display(*, shown: bool = True) -> Iterator[Progress]:
    """Where bars are shown; one within another is the same, or both would write over each other."""
    if _displays:
        yield _displays[-1]
        return
    from rich.console import Console  # noqa: PLC0415  # as above
    from rich.progress import (  # noqa: PLC0415  # as above
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeElapsedColumn,
    )

    console = Console(stderr=True)

    class Pace(ProgressColumn):
        def render(self, task: Task) -> str:
            if not (task.fields.get("paced") and task.speed and task.time_remaining is not None):
                return ""
            return f"{task.speed:,.0f}/s, {timedelta(seconds=round(task.time_remaining))} left"

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), Pace())
    hidden = not (shown and console.is_terminal)
    with Progress(*columns, console=console, redirect_stdout=False, disable=hidden) as display:
        _displays.append(display)
        try:
            yield display
        finally:
            _displays.remove(display)


_displays: Final[list[Progress]] = []


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bool:
    """Show rows as a table, on a terminal; False where there is none, and nothing is shown.

    All columns but the first and the last hold numbers.
    """
    if not sys.stdout.isatty():
        return False
    from rich import box  # noqa: PLC0415  # as above
    from rich.console import Console  # noqa: PLC0415  # as above
    from rich.markup import escape  # noqa: PLC0415  # as above
    from rich.table import Table  # noqa: PLC0415  # as above

    shown = Table(box=box.SIMPLE_HEAD)
    for place, column in enumerate(columns):
        shown.add_column(column, justify="right" if 0 < place < len(columns) - 1 else "left", overflow="fold")
    for row in rows:
        shown.add_row(*map(escape, row))
    Console().print(shown)
    return True
