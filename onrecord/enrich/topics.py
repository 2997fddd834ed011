"""Holding statements against topics: which rule they fall under, and by which words."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from onrecord.model import Field, Hit, Match, Topic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_APOSTROPHES = "['\N{RIGHT SINGLE QUOTATION MARK}]"


def fingerprint(topics: Sequence[Topic]) -> str:
    """A hash of the rules: it changes when any of them does, whatever their order."""
    rules = sorted(json.dumps(asdict(topic) | {"limit": None}) for topic in topics)
    return blake2b("\n".join(rules).encode(), digest_size=16).hexdigest()


def match(fields: Mapping[Field, str], topics: Sequence[Topic]) -> tuple[Match, ...]:
    """The topics that a statement falls under; `fields` has its content, its article's title and text."""
    found = ((topic.name, _reason(fields, topic)) for topic in topics)
    return tuple(Match(name, reason) for name, reason in found if reason)


def _reason(fields: Mapping[Field, str], topic: Topic) -> tuple[Hit, ...]:
    wanted = topic.any or (() if topic.all else (topic.name,))
    if any(_hits(fields, topic, term) for term in topic.none):
        return ()
    required = [_hits(fields, topic, term) for term in topic.all]
    if not all(required):
        return ()
    alternatives = [_hits(fields, topic, term) for term in wanted]
    if wanted and not any(alternatives):
        return ()
    return tuple(hit for hits in (*required, *alternatives) for hit in hits)


def _hits(fields: Mapping[Field, str], topic: Topic, term: str) -> list[Hit]:
    """The first place of a term in each field that the topic looks in."""
    pattern = _pattern(term)
    found = ((field, pattern.search(fields[field])) for field in topic.where)
    return [Hit(term, hit.group(), field) for field, hit in found if hit]


@lru_cache(maxsize=100_000)
def _pattern(term: str) -> re.Pattern[str]:
    """A term as whole words: capitals are meant when all are, a final * stands for any ending."""
    stem = term.removesuffix("*")
    words = [re.sub(_APOSTROPHES, _APOSTROPHES, re.escape(word)) for word in stem.split()]
    end = r"\w*" if term.endswith("*") else r"(?!\w)"
    flags = re.NOFLAG if stem.isupper() else re.IGNORECASE
    return re.compile(r"(?<!\w)" + r"\s+".join(words) + end, flags)
