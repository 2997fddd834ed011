"""How much of a text stands in another one, estimated by MinHash.

A. Broder, 'On the resemblance and containment of documents' (1997); the bands are those of J. Leskovec, A. Rajaraman
and J. Ullman, 'Mining of Massive Datasets', chapter 3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from rensa import RMinHash

# Changing one of these makes other signatures, as would another version of rensa's algorithm: it needs a migration
# that empties the tables of signatures.
_RUN = 5  # words in a row
_FEWEST = 60  # different runs; what is shorter tells too little: notices of a few lines are the same everywhere
_NUMBERS = 128
_BANDS, _ROWS = 40, 2
_SEED = 7_303_014

# Measured on invented copies and reports: tests/benchmarks/test_copies.py.
_COPIED = 0.65  # of the shorter text's runs, on different sites
_COPIED_WITHIN_SITE = 0.85  # a site repeats its background paragraphs and notices beside other stories
_LEAST = 0.12  # of the runs of both: a few sentences of a long text are no copy of it

# Scripts that write no spaces between words go by the letter.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands for a text: how many different runs of five words it has, and 128 numbers of 32 bits."""

    runs: int
    digest: bytes


def signature(text: str) -> Signature | None:
    """A text's signature; None where it is too short to tell."""
    found = _runs(text)
    if len(found) < _FEWEST:
        return None
    minima = RMinHash(_NUMBERS, _SEED)
    minima.update(list(found))
    return Signature(len(found), np.array(minima.digest(), "<u4").tobytes())


def bands(of: Signature) -> tuple[int, ...]:
    """Forty signed 64-bit numbers; a text and a third of it have one in common, nearly always."""
    step = 4 * _ROWS
    pieces = enumerate(of.digest[at : at + step] for at in range(0, _BANDS * step, step))
    return tuple(
        int.from_bytes(blake2b(piece, digest_size=8, salt=bytes([band])).digest(), "big", signed=True)
        for band, piece in pieces
    )


def is_copy(one: Signature, other: Signature, *, same_site: bool) -> bool:
    """Whether one of two texts is a copy of the other: whole, shortened, or with another beginning or end."""
    equal = np.frombuffer(one.digest, "<u4") == np.frombuffer(other.digest, "<u4")
    of_both = float(equal.mean())
    of_shorter = of_both * (one.runs + other.runs) / (1 + of_both) / min(one.runs, other.runs)
    return of_both >= _LEAST and of_shorter >= (_COPIED_WITHIN_SITE if same_site else _COPIED)


def is_revision(text: str, earlier: str) -> bool:
    """Whether a text is an earlier one of the same site, corrected, shortened or gone on with."""
    return in_common(text, earlier) >= _COPIED_WITHIN_SITE


def in_common(text: str, other: str, *, run: int = _RUN) -> float:
    """Which share of the shorter text's runs of so many words the other one has too; 0 where one of them has none."""
    one, two = _runs(text, run), _runs(other, run)
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def _runs(text: str, length: int = _RUN) -> set[str]:
    """The runs of so many words in a text, without case and punctuation."""
    words = _WORD.findall(text.casefold())
    return {" ".join(words[at : at + length]) for at in range(len(words) - length + 1)}


def plain(words: str) -> str:
    """The letters and digits of a headline, folded: what two spellings of it have in common."""
    return "".join(filter(str.isalnum, words.casefold()))
