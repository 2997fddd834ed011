"""What a rule found, in lines for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Sequence

    from onrecord.enrich.topics import Miss
    from onrecord.model import Hit, Match
    from onrecord.store.matches import Report, Said

LINES = 2
"""Of each match, and of each near miss."""

_WIDEST = 40  # signs of the longest day's bar
_LONGEST = 160  # characters of a statement that are shown
_FIELDS = {"content": "", "title": " (title)", "article": " (article)", None: ""}


def days(counts: Counter[str]) -> Iterator[str]:
    """How many statements each day has, with bars."""
    most = max(counts.values(), default=0)
    for day, number in sorted(counts.items()):
        yield f"  {day}  {'█' * max(1, number * _WIDEST // most)} {number:,}"


def match(report: Report, said: Said, found: Match) -> tuple[str, str]:
    """A statement that falls under a topic, and why."""
    return f"  + {_said(report, said)}", f"      {_reasons(found.reason)}"


def miss(report: Report, said: Said, found: Miss) -> tuple[str, str]:
    """A statement that nearly does, what of the rule was found, and what is missing."""
    return f"  ~ {_said(report, said)}", f"      {_reasons(found.found)}; but {found.why}"


def _said(report: Report, said: Said) -> str:
    words = " ".join(said.content.split())
    words = words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
    where = f"{report.source}, {report.moment:%Y-%m-%d}" if report.source else f"{report.moment:%Y-%m-%d}"
    return f"{where}: {said.speaker or 'somebody'}: {words}"


def _reasons(hits: Sequence[Hit]) -> str:
    """Such as `any: gas supply = gas supplies, winter = winter (title)`."""
    parts: dict[str, list[str]] = {}
    for hit in hits:
        words = " ".join(hit.words.split())
        same = words.casefold() == hit.term.casefold().strip('"')
        found = words if same else f"{hit.term} = {words}"
        parts.setdefault(hit.rule, []).append(f"{found}{_FIELDS[hit.field]}")
    return "; ".join(f"{rule}: {', '.join(found)}" for rule, found in parts.items())
