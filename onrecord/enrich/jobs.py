"""What is done with batches, in whichever process: a job tells what a process must have ready for it, and does it then.

Jobs are plain values that can be sent: pure functions from texts to statements and from statements to matches, which
know no store.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from onrecord.enrich.topics import About, Matcher
from onrecord.sameness import marked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from onrecord.model import Engine, Match, Topic
    from onrecord.sameness import Marked
    from onrecord.store.matches import Report, Said

_In_contra = TypeVar("_In_contra", contravariant=True)
_Out_co = TypeVar("_Out_co", covariant=True)
_A = TypeVar("_A")
_B = TypeVar("_B")

_KEPT: Final = 4  # jobs that a process has ready; a model takes some hundred megabytes


class Job(Protocol[_In_contra, _Out_co]):
    """Something to do with batches; two that are equal do the same."""

    def __hash__(self) -> int: ...  # noqa: D105 - as any value's

    def ready(self) -> Callable[[_In_contra], _Out_co]:
        """What does it. This may take seconds, and is asked for once in a process."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """Texts ─► the statements of each, marked: that takes long for the one process which stores them all."""

    model: str
    engine: Engine

    def ready(self) -> Callable[[Sequence[str]], list[list[Marked]]]:
        """The model, loaded. Raises `EnrichError` as `annotate.load` does."""
        from onrecord.enrich import annotate  # noqa: PLC0415  # spaCy takes seconds to load

        nlp = annotate.load(self.model, self.engine)

        def read(texts: Sequence[str]) -> list[list[Marked]]:
            found = annotate.annotate(nlp, texts, batch_size=max(len(texts), 1))
            return [list(map(marked, its)) for its in found]

        return read


@dataclass(frozen=True, slots=True)
class Matching:
    """Articles with their statements ─► for each article, the matches of its statements by their ids."""

    topics: tuple[Topic, ...]

    def ready(self) -> Callable[[Sequence[Report]], list[dict[int, tuple[Match, ...]]]]:
        """The topics, compiled."""
        matcher = Matcher(self.topics)
        return lambda batch: [
            {number: tuple(matcher.match(said.content, about(article, said))) for number, said in article.said.items()}
            for article in batch
        ]


def about(article: Report, said: Said) -> About:
    """What topics may ask of a statement beside its words."""
    return About(
        title=article.title,
        article=article.text,
        language=article.language,
        source=article.source,
        act=said.act,
        speaker=said.speaker,
        speaker_kind=said.speaker_kind,
        speaker_title=said.speaker_title,
        person=said.person,
    )


class Kit:
    """What a process has ready; it does one batch at a time, since a model is not made for several threads."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._ready = lru_cache(_KEPT)(_made_ready)

    def do(self, job: Job[_A, _B], batch: _A) -> _B:
        """What a job makes of a batch."""
        with self._turn:
            found: _B = self._ready(job)(batch)
            return found


def _made_ready(job: Job[Any, Any]) -> Callable[[Any], Any]:
    return job.ready()
