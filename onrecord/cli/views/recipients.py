"""Who gets which digest, in lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.cli.terminal import count
from onrecord.mailboxes import folded
from onrecord.store.choices import ALL, By, deciding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from onrecord.config import Digest
    from onrecord.store.choices import Choice


def lines(digests: Sequence[Digest], made: Iterable[Choice], *, only: str | None = None) -> Iterator[str]:
    """For each digest, or one `only`, who gets it and who left it; then what is of no digest of topics.yaml."""
    by_address: dict[str, dict[str, Choice]] = {}
    for choice in made:
        by_address.setdefault(choice.address, {})[choice.digest] = choice
    for digest in digests:
        if only in {None, digest.name}:
            yield from _of(digest, by_address)
    if only is not None:
        return
    if not digests:
        yield "topics.yaml names no digest yet."
    if every := [its[ALL] for its in by_address.values() if ALL in its]:
        yield f"All digests, also those to come: {len(every):,} left"
        yield from (f"  {one.address}: {_how(one)}" for one in every)
    known = {digest.name.casefold() for digest in digests} | {ALL}
    for name in sorted({name for its in by_address.values() for name in its} - known):
        its = [each[name] for each in by_address.values() if name in each]
        yield f"{name}, which is not in topics.yaml:"
        yield from (f"  {one.address}: {_how(one)}" for one in its)


def _of(digest: Digest, by_address: dict[str, dict[str, Choice]]) -> Iterator[str]:
    named = {folded(to): to for to in digest.recipients}
    told: list[str] = []
    gets = left = 0
    for address in sorted({*named, *by_address}):
        choice = deciding(by_address.get(address, {}), digest.name)
        if choice is None and address not in named:
            continue
        if choice is None or choice.gets:
            gets += 1
        elif choice.digest == ALL and address not in named:
            continue
        else:
            left += 1
        ways = ["in topics.yaml"] if address in named else []
        ways += [_how(choice)] if choice is not None else []
        told.append(f"  {address}: {', '.join(ways)}")
    opened = "open to readers, " if digest.open else ""
    yield f"{digest.name}: {opened}{count(gets, 'recipient')}{f', {left:,} left' if left else ''}"
    yield from told


def _how(choice: Choice) -> str:
    day = f"{choice.made.astimezone():%Y-%m-%d}"
    if choice.gets:
        return f"confirmed on {day}" if choice.by is By.READER else f"added by the operator on {day}"
    return f"left on {day}" if choice.by is By.READER else f"removed by the operator on {day}"
