"""Prints how the memory of a process grows that reads 5,000 invented articles, each with words of its own."""

from __future__ import annotations

import random
import resource
import sys
from typing import TYPE_CHECKING

from onrecord.config import Language
from onrecord.enrich import annotate

if TYPE_CHECKING:
    from collections.abc import Iterator

CONSONANTS, VOWELS = "bcdfghklmnprstvz", "aeiou"
FIRST, ALL = 500, 5_000


def articles(count: int, chance: random.Random) -> Iterator[str]:
    """Short articles with about twenty words that no other has."""

    def word() -> str:
        return "".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(chance.randint(3, 5)))

    def name() -> str:
        return f"{word().title()} {word().title()}"

    for _ in range(count):
        mayor = name()
        yield (
            f"{mayor} said on Monday that the {word()} of {word().title()} would close the {word()} in May.\n\n"
            f'"We {word()} this {word()} every year," {mayor.split()[1]} told {word()} reporters. "It costs '
            f'{chance.randint(2, 10**6)} crowns a {word()}."\n\n'
            f"{name()}, the {word()} minister, denied that the {word()} had been sold to {name()}, according to a "
            f"{word()} report. The {word()} {word()} went on to {word().title()}."
        )


def main() -> None:
    """Print the growth of the peak from article 500 to article 5,000 as a ratio."""
    nlp = annotate.load(Language().model)
    peak = early = 0
    statements = 0
    for read, found in enumerate(annotate.annotate(nlp, articles(ALL, random.Random(1))), start=1):  # noqa: S311
        statements += len(found)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        early = peak if read == FIRST else early
    assert statements > ALL
    sys.stdout.write(f"{peak / early:.4f}\n")


if __name__ == "__main__":
    main()
