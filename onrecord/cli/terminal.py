"""Speaking to the person: results on standard output, progress and complaints on standard error."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def say(text: str) -> None:
    """A line of the result."""
    click.echo(text)


def complain(text: str) -> None:
    """What went wrong, on standard error."""
    for line in text.splitlines():
        click.secho(f"onrecord: {line}", err=True, fg="red")


@contextmanager
def progress(description: str, *, shown: bool = True) -> Iterator[Callable[[int, int | None], None]]:
    """A bar, on a terminal, that the given function moves: `advance(done, total)`, with None if nobody knows how many.

    What is said meanwhile goes to standard output as ever, so show none where lines of results go to a terminal.
    """
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    hidden = not (shown and console.is_terminal)
    with Progress(*columns, console=console, redirect_stdout=False, disable=hidden) as bars:
        task = bars.add_task(description, total=None, visible=False)

        def advance(done: int, total: int | None) -> None:
            bars.update(task, completed=done, total=total, visible=True)

        yield advance


def count(number: int, one: str, many: str | None = None) -> str:
    """'1 article', '2 articles'."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
