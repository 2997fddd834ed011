"""Which articles tell of the same event, by the words and names that they share.

Each article is a vector of the dictionary forms in its headline and lead, weighted by how often they stand there and in
how few articles (tf-idf; Salton and Buckley 1988, doi:10.1016/0306-4573(88)90021-0), names and headline more than the
rest; the cosine of two vectors tells how near they are, whatever their lengths.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from math import log, sqrt
from typing import TYPE_CHECKING

from onrecord.enrich.topics.words import APART, words
from onrecord.store.likeness import plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from onrecord.store.articles import Lead

DAYS = timedelta(days=3)
"""An event is told of for so long, before and after."""

LENGTH = 700
"""Characters of a text that tell what it is about."""

_HEADLINE = 2  # times that a headline's words count
_NAME = 2  # times that a name counts
_NEAR = 0.08  # the least cosine
_COMMON = 0.3  # the share of articles from which on a word tells nothing


def same_event(stories: Sequence[Lead], wanted: Collection[int], *, most: int = 5) -> Mapping[int, tuple[int, ...]]:
    """Of each wanted story, the ids of at most `most` others on the same event, the nearest first.

    Never itself or its copies, nor two with one headline.
    """
    vectors = _vectors([_counted(story) for story in stories])
    holders: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for form, weight in vector.items():
            holders[form].append((place, weight))
    at = {story.id: place for place, story in enumerate(stories)}
    found = {}
    for one in wanted:
        near: dict[int, float] = defaultdict(float)
        for form, weight in vectors[at[one]].items():
            for place, its in holders[form]:
                near[place] += weight * its
        found[one] = tuple(_chosen(stories[at[one]], near, stories, most))
    return found


def _chosen(story: Lead, near: Mapping[int, float], stories: Sequence[Lead], most: int) -> Iterator[int]:
    groups, headlines = {_group(story)}, {plain(story.title), ""}
    likely = (place for place, cosine in near.items() if cosine >= _NEAR)
    for place in sorted(likely, key=lambda one: (-near[one], one)):
        other = stories[place]
        if not most:
            return
        headline = plain(other.title)
        if abs(other.moment - story.moment) > DAYS or _group(other) in groups or headline in headlines:
            continue
        groups.add(_group(other))
        headlines.add(headline)
        most -= 1
        yield other.id


def _counted(story: Lead) -> dict[str, int]:
    """The dictionary forms of headline and lead, and how often they count."""
    counts: dict[str, int] = {}
    for text, times in ((story.title, _HEADLINE), (story.text[:LENGTH], 1)):
        found = words(text, story.language)
        begins = True
        for (start, _), form in zip(found.places, found.lemmas, strict=True):
            if form == APART:
                begins = True
                continue
            named = not begins and text[start].isupper()
            counts[form] = counts.get(form, 0) + (times * _NAME if named else times)
            begins = False
    return counts


def _vectors(counts: Sequence[Mapping[str, int]]) -> list[dict[str, float]]:
    """Each article's weights, of length 1; without those of words that no other has, which bring none nearer."""
    articles = Counter(form for one in counts for form in one)
    number = len(counts)
    rare = {form: log((number + 1) / (its + 0.5)) for form, its in articles.items() if its <= max(2, number * _COMMON)}
    found = []
    for one in counts:
        weights = {form: (1 + log(times)) * rare[form] for form, times in one.items() if form in rare}
        length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        found.append({form: weight / length for form, weight in weights.items() if articles[form] > 1})
    return found


def _group(story: Lead) -> int:
    return story.id if story.group is None else story.group
