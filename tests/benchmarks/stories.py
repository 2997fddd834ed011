"""Invented news texts: copies of one another as papers make them, and texts that only look so.

Words are made up, and as often as in a language: a few are half of the text, most are rare.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable

CONSONANTS, VOWELS = "bcdfghklmnprstvz", "aeiou"

Story: TypeAlias = list[list[str]]
"""The words of each paragraph."""


def write(story: Story) -> str:
    return "\n\n".join(" ".join(paragraph) for paragraph in story)


@dataclass
class Writer:
    """Writes stories by chance, the same ones for the same seed."""

    seed: int = 1
    chance: random.Random = field(init=False)
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311
        self.words = ["".join(self._syllable() for _ in range(1 + (n > 40) + (n > 400))) for n in range(6_000)]
        self._often = [1 / (n + 2) for n in range(len(self.words))]

    def sentence(self, length: int) -> list[str]:
        return self.chance.choices(self.words, self._often, k=length)

    def paragraph(self) -> list[str]:
        return self.sentence(self.chance.randint(20, 60))

    def story(self, least: int, most: int) -> Story:
        length, story = self.chance.randint(least, most), [self.paragraph()]
        while sum(map(len, story)) < length:
            story.append(self.paragraph())
        return story

    def edited(self, story: Story, share: float) -> Story:
        """A story with another word in place of a share of them."""
        return [
            [self.sentence(1)[0] if self.chance.random() < share else word for word in paragraph] for paragraph in story
        ]

    def other_lead(self, story: Story) -> Story:
        """A story under another first paragraph, with a notice of the paper's own at its end."""
        return [self.paragraph(), *story[1:], self.sentence(25)]

    def cut(self, story: Story, share: float) -> Story:
        """A story's beginning: a share of its paragraphs."""
        return story[: max(2, round(len(story) * share))]

    def two_reports(self) -> tuple[Story, Story]:
        """Two papers on one event, which quote the same speech."""
        speech = [self.paragraph() for _ in range(4)]

        def report() -> Story:
            own = self.story(200, 500)
            for quoted in self.chance.sample(speech, 3):
                own.insert(self.chance.randrange(1, len(own) + 1), quoted)
            return own

        return report(), report()

    def follow_up(self) -> tuple[Story, Story]:
        """A story and the next day's, whose second half is the first one's as background."""
        first = self.story(250, 600)
        return first, self.story(200, 300) + first[len(first) // 2 :]

    def forms(self) -> tuple[Story, Story]:
        """Two reports in one form, with every sixth word another: weather, markets, matches."""
        form = self.story(100, 300)

        def filled() -> Story:
            return [
                [self.sentence(1)[0] if n % 6 == 0 else word for n, word in enumerate(paragraph)] for paragraph in form
            ]

        return filled(), filled()

    def boilerplate(self) -> tuple[Story, Story]:
        """Two short stories on pages with twice their length of the same notices."""
        notices = self.story(160, 180)
        return [*self.story(60, 90), *notices], [*self.story(60, 90), *notices]

    def _syllable(self) -> str:
        return self.chance.choice(CONSONANTS) + self.chance.choice(VOWELS) + self.chance.choice(CONSONANTS)


def copies(writer: Writer) -> dict[str, Callable[[], tuple[Story, Story]]]:
    """Kinds of copies, each as what makes a story and its copy."""

    def of(copy: Callable[[Story], Story], least: int = 150) -> Callable[[], tuple[Story, Story]]:
        def pair() -> tuple[Story, Story]:
            story = writer.story(least, 700)
            return story, copy(story)

        return pair

    return {
        "whole": of(lambda story: story),
        "three words in a hundred edited": of(lambda story: writer.edited(story, 0.03)),
        "another headline and lead": of(writer.other_lead),
        "cut to half": of(lambda story: writer.cut(story, 1 / 2), 250),
        "cut to a third": of(lambda story: writer.cut(story, 1 / 3), 300),
        "cut to half, edited, another lead": of(
            lambda story: writer.edited(writer.other_lead(writer.cut(story, 1 / 2)), 0.02), 300
        ),
    }


def others(writer: Writer) -> dict[str, Callable[[], tuple[Story, Story]]]:
    """Kinds of texts that are no copies of each other."""
    return {
        "unrelated": lambda: (writer.story(150, 700), writer.story(150, 700)),
        "two reports on one event": writer.two_reports,
        "a follow-up": writer.follow_up,
        "one form filled in twice": writer.forms,
        "boilerplate": writer.boilerplate,
    }
