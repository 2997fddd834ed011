"""Shards: which of several machines reads which source, by a hash of the domain that the source lies in.

What lies in one domain is in one shard, so that one machine alone decides how often its site is asked. Nothing is
stored of it: for any number of shards, each source is in exactly one of them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from onrecord.addresses import domain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from onrecord.config import Config, Source

MOST: Final = 10_000
"""The largest number of shards."""

_WRITTEN: Final = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Shard:
    """The shard `number`, from 1, `of` so many."""

    number: int
    of: int

    @classmethod
    def read(cls, written: str) -> Shard:
        """The shard that is written as `3/16`. Raises `ValueError`, which says what was expected."""
        found = _WRITTEN.fullmatch(written.strip())
        if not found:
            raise ValueError(f"{written!r} is no shard; write which one of how many, such as 3/16")
        number, of = int(found[1]), int(found[2])
        if not 1 <= of <= MOST:
            raise ValueError(f"{written!r} is no shard; there can be 1 to {MOST:,} of them")
        if not 1 <= number <= of:
            raise ValueError(f"there is no shard {number} of {of}; they are numbered from 1 to {of}")
        return cls(number, of)

    def __str__(self) -> str:
        """As a person writes it."""
        return f"{self.number}/{self.of}"

    def share(self, config: Config, sources: Iterable[Source]) -> tuple[Source, ...]:
        """Those of the sources that lie in this shard, in their order."""
        return tuple(source for source in sources if home(config, source, self.of) == self)


def home(config: Config, source: Source, of: int) -> Shard:
    """The shard that a source lies in when there are so many: the same on all machines and in all versions."""
    digest = blake2b(_place(config, source).encode(), digest_size=8).digest()
    return Shard(int.from_bytes(digest, "big") % of + 1, of)


def spread(config: Config, of: int) -> dict[Shard, Counter[str]]:
    """How many of the sources that are enabled lie in each shard: by domain, or by folder."""
    found: dict[Shard, Counter[str]] = {Shard(number, of): Counter() for number in range(1, of + 1)}
    for source in config.sources:
        if source.enabled:
            found[home(config, source, of)][_place(config, source)] += 1
    return found


def _place(config: Config, source: Source) -> str:
    """What decides: the domain of the first address, or the folder, from topics.yaml where it lies beside that."""
    if source.folder is None:
        return domain(source.addresses[0])
    return _from(config.path.absolute().parent, source.folder)


def _from(beginning: Path, folder: Path) -> str:
    whole = folder.absolute()
    return (whole.relative_to(beginning) if whole.is_relative_to(beginning) else whole).as_posix()
