"""Statements as plain data: the contract of `onrecord annotate --jsonl`, and what a `Doc` keeps."""

from __future__ import annotations

from typing import Any

from onrecord.model import Act, Cue, Factuality, Kind, Speaker, SpeakerKind, Statement


def to_json(statement: Statement) -> dict[str, Any]:
    """A statement as the annotate contract writes it."""
    cue, speaker = statement.cue, statement.speaker
    return {
        "kind": statement.kind.value,
        "spans": [list(span) for span in statement.spans],
        "content": statement.content,
        "cue": cue and {"text": cue.text, "start": cue.start, "end": cue.end, "act": cue.act.value},
        "speaker": speaker
        and {
            "name": speaker.name,
            "mention": speaker.mention,
            "start": speaker.start,
            "end": speaker.end,
            "kind": speaker.kind.value,
            "title": speaker.title,
        },
        "factuality": statement.factuality.value,
        "confidence": statement.confidence,
    }


def from_json(data: dict[str, Any]) -> Statement:
    """The statement that `to_json` wrote."""
    cue, speaker = data["cue"], data["speaker"]
    return Statement(
        kind=Kind(data["kind"]),
        spans=tuple((start, end) for start, end in data["spans"]),
        content=data["content"],
        cue=cue and Cue(**(cue | {"act": Act(cue["act"])})),
        speaker=speaker and Speaker(**(speaker | {"kind": SpeakerKind(speaker["kind"])})),
        factuality=Factuality(data["factuality"]),
        confidence=data["confidence"],
    )
