"""Whether two statements give the same words: whole, cut, or with a clause left out.

The shorter one's words must stand in the longer one, in the same order and in common runs. What is different between
these runs must not change what is said: no negation, no number, no word in another's place.
"""

from __future__ import annotations

from difflib import SequenceMatcher
from enum import Enum, auto
from itertools import pairwise
from typing import TYPE_CHECKING

from onrecord.sameness.folding import CUT, SENTENCE, Words, fold, is_number
from onrecord.sameness.names import Kinship, kinship
from onrecord.sameness.wordlists import (
    COMMON,
    CONDITIONS,
    LIGHT,
    MODIFYING,
    NEGATIONS,
    PRONOUNS,
    SAYING,
    SUBORDINATE,
    WEAKENERS,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.model import Statement

LEAST_WORDS, LEAST_CONTENT = 5, 3  # words, and those of them that are not common, by which a speaker's words are known
ENOUGH_WORDS = 7  # by which they are known, however common they are
LEAST_UNNAMED = 12  # words that are known by themselves, where an article names no speaker
_RUN = 3  # words that common runs have on average, at least
_BY_THE_WAY = 2  # words that can be put in anywhere, if they turn and weaken nothing
_ASIDE = 12  # words of what is said beside, at most
_IN_COMMON = 0.5  # of the shorter one's content: another wording of the same
_TURNED = 0.75  # closeness at most, where what is different turns the sense
_WORD = 5  # letters from which on a word with one other letter is another spelling


class Likeness(Enum):
    """What two statements have in common: the same words, a good part in other words, or nothing."""

    SAME = auto()
    REWORDED = auto()
    NONE = auto()


def compare(one: Statement, other: Statement, *, copies: bool = False) -> Likeness:
    """How alike two statements are; `copies` when their articles are copies of one story.

    The same words of two named speakers are two statements. Where one article names nobody, the words must be many,
    or be those of a copy.
    """
    who = kinship(one.speaker, other.speaker)
    if who is Kinship.TWO:
        return Likeness.NONE
    shorter, longer = sorted((fold(one.content), fold(other.content)), key=lambda text: (len(text.words), text.words))
    named = who is Kinship.ONE
    known = known_by(shorter.words) and (named or len(shorter.words) >= LEAST_UNNAMED)
    sure = one.factuality is other.factuality and shorter.words
    if sure and shorter.words == longer.words and (named or copies or known):
        return Likeness.SAME
    if not known_by(shorter.words) or _differ(shorter.words, longer.words):
        return Likeness.NONE
    spelled = _spelled_alike(shorter.words, longer.words)
    runs = _runs(spelled, longer.words)
    if sure and known and _is_part(Words(spelled, shorter.breaks), longer, runs):
        return Likeness.SAME
    return Likeness.REWORDED if named and _share(spelled, runs) >= _IN_COMMON else Likeness.NONE


def known_by(words: Sequence[str]) -> bool:
    """Whether these are words enough to know a speaker's statement by a part of it."""
    content = sum(word not in COMMON for word in words)
    return len(words) >= ENOUGH_WORDS or (len(words) >= LEAST_WORDS and content >= LEAST_CONTENT)


def tells(one: str, other: str) -> bool:
    """Whether who has read one text of a group has read most of the other: half of its words that are not common."""
    words = fold(other).words
    words = tuple(word for word in words if word not in COMMON) or words
    return 2 * sum(map(set(fold(one).words).__contains__, words)) >= len(words)


def closeness(one: str, other: str) -> float:
    """The share of the shorter text's words that the longer one has in common runs of two or more; 0 for a few words.

    Whoever said them, and whatever else is said there. Words may come near and mean the opposite: where a denial, a
    condition or another number comes in, it is `_TURNED` at most.
    """
    shorter, longer = sorted((fold(one), fold(other)), key=lambda text: (len(text.words), text.words))
    if not known_by(shorter.words) or _differ(shorter.words, longer.words):
        return 0
    spelled = _spelled_alike(shorter.words, longer.words)
    runs = _runs(spelled, longer.words)
    share = sum(size for _, _, size in runs if size > 1) / len(spelled)
    return min(share, _TURNED) if _is_turned_by(spelled, longer, runs) else share


def _is_turned_by(shorter: Sequence[str], longer: Words, runs: Sequence[tuple[int, int, int]]) -> bool:
    """Whether what only one of two texts has, within their common words, is a denial, a condition or a number."""
    if not runs:
        return False
    (_, start, _), (_, end, size) = runs[0], runs[-1]
    mine = set(range(len(shorter))).difference(*(range(at, at + many) for at, _, many in runs))
    theirs = set(range(start, end + size)).difference(*(range(at, at + many) for _, at, many in runs))
    alone = [*(shorter[at] for at in mine), *(longer.words[at] for at in theirs)]
    return _is_turned(longer, start) or any(word in NEGATIONS | CONDITIONS or is_number(word) for word in alone)


def _differ(shorter: Sequence[str], longer: Sequence[str]) -> bool:
    """Whether the words, in whatever order, are too different: so most pairs are done quickly."""
    content = [word for word in shorter if word not in COMMON]
    return len(set(longer).intersection(content)) < _IN_COMMON * len(set(content))


def _runs(shorter: Sequence[str], longer: Sequence[str]) -> list[tuple[int, int, int]]:
    """Common runs of words in their order: start in the shorter, start in the longer, length."""
    matcher = SequenceMatcher(None, longer, shorter)  # in long texts, frequent words are no place to begin: quicker
    return [(block.b, block.a, block.size) for block in matcher.get_matching_blocks() if block.size]


def _share(shorter: Sequence[str], runs: Sequence[tuple[int, int, int]]) -> float:
    """The share of the shorter one's content that lies in common runs of two words or more; 0 if it is too little."""
    common = sum(word not in COMMON for at, _, size in runs if size > 1 for word in shorter[at : at + size])
    return common / sum(word not in COMMON for word in shorter) if common >= LEAST_CONTENT - 1 else 0


def _is_part(shorter: Words, longer: Words, runs: Sequence[tuple[int, int, int]]) -> bool:
    """Whether the longer text gives all that the shorter one does, and nothing between it that changes the sense."""
    if not runs or len(shorter.words) < _RUN * len(runs) - 1:
        return False
    (first, start, _), (last, end, size) = runs[0], runs[-1]
    if not _says_little(shorter.words[:first]) or not _says_little(shorter.words[last + size :]):
        return False
    joints = pairwise(runs)
    return (
        all(_may_differ(shorter, longer, (a + n, b), (i + n, j)) for (a, i, n), (b, j, _) in joints)
        and not _is_turned(longer, start)
        and not _goes_on(longer, end + size)
    )


def _may_differ(shorter: Words, longer: Words, mine: tuple[int, int], theirs: tuple[int, int]) -> bool:
    """Whether words between two common runs, in the one and in the other, leave the sense as it is."""
    if not _says_little(shorter.words[slice(*mine)]):
        return False
    start, end = theirs
    return any(
        _may_miss(
            longer, at, at + end - start, cut=CUT in shorter.breaks[mine[0] + at - start : mine[1] + at - start + 1]
        )
        for at in _places(longer.words, start, end)
    )


def _says_little(words: Sequence[str]) -> bool:
    """Whether words that only the shorter text has are of no weight, or an attribution: "he said that"."""
    return LIGHT.issuperset(words) or (not SAYING.isdisjoint(words) and (LIGHT | SAYING | PRONOUNS).issuperset(words))


def _places(words: Sequence[str], start: int, end: int) -> list[int]:
    """Where a gap can begin, since what it begins with may also be what follows it."""
    places = [start]
    while end > start and places[-1] > 0 and words[places[-1] - 1] == words[places[-1] + end - start - 1]:
        places.append(places[-1] - 1)
    at = start
    while end > start and at + end - start < len(words) and words[at] == words[at + end - start]:
        at += 1
        places.append(at)
    return places


def _may_miss(text: Words, start: int, end: int, *, cut: bool) -> bool:
    """Whether a text can be without some of its words and mean the same."""
    words = text.words[start:end]
    before, after = text.breaks[start], text.breaks[end]
    if LIGHT.issuperset(words) or (before in {SENTENCE, CUT} and after in {SENTENCE, CUT}):
        return True
    negated = not NEGATIONS.isdisjoint(words)
    if cut and (len(words) > _RUN or not negated):
        return True
    if before and after:
        return not negated or words[0] in SUBORDINATE
    if negated or not WEAKENERS.isdisjoint(words) or any(map(is_number, words)):
        return False
    return len(words) <= _BY_THE_WAY or (words[0] in MODIFYING and len(words) <= _ASIDE)


def _is_turned(text: Words, start: int) -> bool:
    """Whether what stands before a part makes it a denial or a condition ("I never said that", "if")."""
    clause = sentence = start
    while clause and not text.breaks[clause]:
        clause -= 1
    while sentence and text.breaks[sentence] not in {SENTENCE, CUT}:
        sentence -= 1
    lead = set(text.words[clause:start])
    return not lead.isdisjoint(NEGATIONS | CONDITIONS) or (sentence < start and text.words[sentence] in CONDITIONS)


def _goes_on(text: Words, end: int) -> bool:
    """Whether a part ends inside a number or right before a denial."""
    if end >= len(text.words) or text.breaks[end]:
        return False
    return is_number(text.words[end]) or text.words[end] in NEGATIONS


def _spelled_alike(shorter: tuple[str, ...], longer: tuple[str, ...]) -> tuple[str, ...]:
    """The shorter text's words, each in the longer one's spelling where it has the word with one other letter."""
    theirs = set(longer)
    missing = {word for word in shorter if word not in theirs}
    if not missing or 3 * len(missing) > len(shorter):
        return shorter
    others: dict[str, list[str]] = {}
    for word in sorted(theirs.difference(shorter)):
        others.setdefault(word[0], []).append(word)
    spelled = {word: next((o for o in others.get(word[0], ()) if _one_letter(word, o)), word) for word in missing}
    return tuple(spelled.get(word, word) for word in shorter)


def _one_letter(one: str, other: str) -> bool:
    """Whether two long words are one but for a letter more, less or another, or two that changed places."""
    one, other = sorted((one, other), key=len)
    if len(one) < _WORD or len(other) - len(one) > 1 or one[0] != other[0] or is_number(one) or is_number(other):
        return False
    at = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    return one[at + 1 :] == other[at + 1 :] or (
        one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    )
