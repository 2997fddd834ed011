"""Many topics over many statements: time for each, and memory. Words are invented, from a seed."""

from __future__ import annotations

import random
import time
import tracemalloc
from itertools import islice
from typing import TYPE_CHECKING

from onrecord.enrich.topics import About, Matcher
from onrecord.enrich.topics.words import dictionary_form
from onrecord.model import Topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from pytest_benchmark.fixture import BenchmarkFixture

TOPICS, PHRASES = 1_000, 20  # phrases of each topic
STATEMENTS = 100_000
FEWER = 10_000
UNDER_ONE_HEADLINE = 5
WORDS = 35  # of a statement


class Writer:
    """Invents a language of its own: some words are in half of all texts, most are rare, some are never used."""

    def __init__(self) -> None:
        self._chance = random.Random(1)  # noqa: S311  # the same texts each time
        syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
        invented: dict[str, None] = {}
        while len(invented) < 40_000:
            invented["".join(self._chance.choices(syllables, k=self._chance.randint(2, 5)))] = None
        words = list(invented)
        self.common, self.used = words[:3_000], words[:30_000]
        forms = {form for word in self.used for form in (word, dictionary_form(word, "en"))}
        self.unused = [word for word in words[30_000:] if forms.isdisjoint((word, dictionary_form(word, "en")))]

    def topics(self, number: int, phrases: int, words: list[str], *, start: int = 0) -> list[Topic]:
        return [
            Topic(
                f"topic {start + n}", any=tuple(self.phrase(words) for _ in range(phrases)), none=(self.phrase(words),)
            )
            for n in range(number)
        ]

    def phrase(self, words: list[str]) -> str:
        return " ".join(self._chance.choices(words, k=self._chance.choice((1, 2, 2, 3))))

    def statements(self) -> Iterator[tuple[str, About]]:
        about = About()
        number = 0
        while True:
            words = [
                self._chance.choice(self.common if self._chance.random() < 0.8 else self.used) for _ in range(WORDS)
            ]
            if number % UNDER_ONE_HEADLINE == 0:
                about = About(title=" ".join(words[:8]), language="en")
            yield " ".join(words), about
            number += 1


def held(topics: list[Topic], statements: Iterator[tuple[str, About]]) -> tuple[float, int]:
    """Seconds of the processor, also for the rules' own making, and how many matches there are."""
    begin = time.process_time()
    matcher = Matcher(topics)
    found = sum(len(matcher.match(content, about)) for content, about in statements)
    return time.process_time() - begin, found


def test_many_topics(benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]) -> None:
    def told() -> dict[str, float]:
        writer = Writer()
        rules = writer.topics(TOPICS, PHRASES, writer.used)
        texts = list(islice(writer.statements(), STATEMENTS))
        held(rules, iter(texts[:100]))  # what is read from disk once
        few, _ = held(rules, iter(texts[:FEWER]))
        many, found = held(rules, iter(texts))
        assert found > STATEMENTS
        return {
            "s for 100,000 statements": many,
            "time of each, of 100,000 / of 10,000": (many / STATEMENTS) / (few / FEWER),
            "matches of each": found / STATEMENTS,
        }

    hold("topics.time", benchmark.pedantic(told, rounds=1))


def test_phrases_that_no_text_has(
    benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    def told() -> dict[str, float]:
        writer = Writer()
        rules = writer.topics(TOPICS // 10, PHRASES, writer.used)
        more = rules + writer.topics(TOPICS - len(rules), PHRASES, writer.unused, start=len(rules))
        texts = list(islice(writer.statements(), 2 * FEWER))
        assert not {word for content, _ in texts for word in content.split()} & set(writer.unused)
        held(more, iter(texts[:100]))
        few, same = held(rules, iter(texts))
        many, found = held(more, iter(texts))
        assert found == same > 0
        return {"time with 20,000 phrases / with 2,000": many / few}

    hold("topics.phrases", benchmark.pedantic(told, rounds=1))


def test_memory(benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]) -> None:
    def told() -> dict[str, float]:
        writer = Writer()
        matcher = Matcher(writer.topics(TOPICS, PHRASES, writer.used))
        texts = writer.statements()
        for content, about in islice(texts, FEWER // 2):  # by then all words of the language are remembered
            matcher.match(content, about)
        peaks = []
        tracemalloc.start()
        try:
            for number in (FEWER // 10, FEWER):
                tracemalloc.reset_peak()
                for content, about in islice(texts, number):
                    matcher.match(content, about)
                peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()
        return {"MB more after 10,000 statements": (peaks[1] - peaks[0]) / 2**20}

    hold("topics.memory", benchmark.pedantic(told, rounds=1))
