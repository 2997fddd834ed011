"""Texts in, statements out: `load` a model once, `annotate` any number of texts with it."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import spacy
from spacy.util import is_package, minibatch

import onrecord.enrich.component  # noqa: F401 - registers the components
from onrecord.enrich.light import lighten
from onrecord.enrich.prose import parts, plain
from onrecord.errors import EnrichError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language

    from onrecord.model import Engine, Statement

LONGEST: Final = 100_000
"""Characters that are parsed as one document; a longer text is cut between paragraphs."""

TOGETHER: Final = 128
"""Texts after which spaCy may forget the words it has seen."""


def load(model_name: str, engine: Engine = "learned") -> Language:
    """The named spaCy pipeline with the statements component added, and without what that does not need.

    It is for reading in this process, not for saving. Raises `EnrichError` if the pipeline is not installed, does not
    fit the installed spaCy, or has no tagger, parser or named entity recogniser.
    """
    package = model_name.replace("_", "-")
    remedy = f"install it (pip install {package}) or name an installed pipeline in topics.yaml"
    try:
        nlp = spacy.load(model_name)
    except OSError as error:
        broken = is_package(model_name)
        raise EnrichError(
            f"language model {model_name!r}: {'it can not be read' if broken else 'not installed'}; {remedy}"
        ) from error
    except ValueError as error:
        raise EnrichError(f"language model {model_name!r}: does not fit this spaCy ({error}); {remedy}") from error
    if missing := {"tagger", "parser", "ner"} - set(nlp.pipe_names):
        raise EnrichError(f"language model {model_name!r}: has no {' and no '.join(sorted(missing))}; {remedy}")
    nlp.add_pipe("onrecord_paragraphs", first=True)
    lighten(nlp)
    nlp.add_pipe("onrecord_statements", last=True, config={"engine": engine})
    return nlp


def annotate(nlp: Language, texts: Iterable[str], *, batch_size: int = 32) -> Iterator[tuple[Statement, ...]]:
    """The statements of each text, in the order of the texts, a few batches of documents at a time.

    Offsets are characters of the text as given. Any string is taken: an empty one has no statements, a very
    long one is read in parts. New words are forgotten after each `TOGETHER` texts, so that memory does not grow
    with the number of texts.
    """
    for group in minibatch(texts, TOGETHER):  # type: ignore[no-untyped-call]
        with nlp.memory_zone():
            found = list(_annotated(nlp, group, batch_size))
        yield from found


def _annotated(nlp: Language, texts: Iterable[str], batch_size: int) -> Iterator[tuple[Statement, ...]]:
    """The statements of each text."""
    waiting: deque[tuple[str, int]] = deque()

    def pieces() -> Iterator[tuple[str, int]]:
        for text in texts:
            cut = list(parts(text, min(LONGEST, nlp.max_length)))
            waiting.append((text, len(cut)))
            yield from ((plain(text[start:end]), start) for start, end in cut)

    found: list[Statement] = []
    read = 0
    for doc, start in nlp.pipe(pieces(), as_tuples=True, batch_size=batch_size):
        while waiting[0][1] == 0:
            waiting.popleft()
            yield ()
        text, count = waiting[0]
        found += (_moved(statement, start, text) for statement in doc._.statements)
        read += 1
        if read == count:
            waiting.popleft()
            yield tuple(found)
            found, read = [], 0
    yield from (() for _ in waiting)


def _moved(statement: Statement, by: int, text: str) -> Statement:
    """A statement of a part as one of the whole text, in the text's own characters."""
    spans = tuple((start + by, end + by) for start, end in statement.spans)
    cue, speaker = statement.cue, statement.speaker
    if cue is not None:
        start, end = cue.start + by, cue.end + by
        cue = replace(cue, text=text[start:end], start=start, end=end)
    if speaker is not None:
        start, end = speaker.start + by, speaker.end + by
        speaker = replace(speaker, mention=text[start:end], start=start, end=end)
    content = " ".join(text[start:end] for start, end in spans)
    return replace(statement, spans=spans, content=content, cue=cue, speaker=speaker)
