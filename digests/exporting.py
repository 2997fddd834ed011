"""Statements on record as tables for other programs: CSV, JSON Lines and Parquet, with the same columns.

Each comes in pieces as it is made, so that a million statements need no more memory than some thousands. In CSV, a
cell that a spreadsheet would take for a formula has an apostrophe put before it, and so has one that begins with
apostrophes before such a sign: without the first of them it is the text again.
"""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

from digests.filters import in_context
from onrecord.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from onrecord.store.recorded import Recorded


class Format(StrEnum):
    """How a table is written; `media_type` is its name on the web."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"

    @property
    def media_type(self) -> str:
        """As in a Content-Type."""
        return _MEDIA_TYPES[self]


_Value: TypeAlias = str | float | bool | datetime | tuple[str, ...] | None


class Column(NamedTuple):
    """A column: its name, the type of its values, what it holds, and its value for a statement."""

    name: str
    kind: type[str | float | bool | datetime | tuple[str, ...]]
    holds: str
    value: Callable[[Recorded], _Value]


COLUMNS: Final = (
    Column("key", str, "identifies the statement, also in later exports", lambda one: one.key),
    Column("moment", datetime, "when its article appeared, or else came in", lambda one: one.moment.astimezone(UTC)),
    Column(
        "date_only", bool, "the article gives no time of day: that of `moment` means nothing", lambda one: one.date_only
    ),
    Column("speaker", str, "the speaker's name; empty where the article names no one", lambda one: one.name),
    Column(
        "speaker_title", str, "the title, as printed", lambda one: its.title if (its := one.statement.speaker) else None
    ),
    Column(
        "speaker_kind",
        str,
        "person, organisation, group or anonymous",
        lambda one: its.kind.value if (its := one.statement.speaker) else None,
    ),
    Column("kind", str, "direct, indirect or mixed", lambda one: one.statement.kind.value),
    Column(
        "act",
        str,
        "what the speaker does by it: say, deny, promise and so on",
        lambda one: its.act.value if (its := one.statement.cue) else None,
    ),
    Column(
        "cue",
        str,
        "the article's words that attribute it",
        lambda one: its.text if (its := one.statement.cue) else None,
    ),
    Column("content", str, "what was said, in the article's words", lambda one: one.statement.content),
    Column("topics", tuple, "the topics that it falls under", lambda one: one.topics),
    Column("source", str, "the paper", lambda one: one.source),
    Column("headline", str, "the article's headline", lambda one: one.title),
    Column("url", str, "the article's address", lambda one: one.url),
    Column("link", str, "opens the article at the sentence; empty where it is no web page", in_context),
    Column(
        "factuality",
        str,
        "asserted, negated ('did not say') or hypothetical ('would say')",
        lambda one: one.statement.factuality.value,
    ),
    Column(
        "confidence", float, "how sure it is that this was said so, from 0 to 1", lambda one: one.statement.confidence
    ),
    Column("language", str, "the article's language", lambda one: one.language),
)
"""The columns of each format, in order."""

_MEDIA_TYPES: Final = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSONL: "application/jsonl",
    Format.PARQUET: "application/vnd.apache.parquet",
}
_AT_ONCE: Final = {Format.CSV: 200, Format.JSONL: 200, Format.PARQUET: 5_000}  # statements of a piece
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
"""How a cell begins that a spreadsheet may take for a formula (OWASP, CSV Injection), or that would read as guarded."""


def pieces(records: Iterable[Recorded], form: Format) -> Iterator[bytes]:
    """The table of some statements, piece by piece. Raises `ConfigError` at once where a library is missing."""
    return _WRITERS[form](_batches(records, _AT_ONCE[form]))


def write(records: Iterable[Recorded], form: Format, file: BinaryIO) -> int:
    """Write the table of some statements, and give how many they were. Raises as `pieces`, and `OSError`."""
    written = 0

    def counted() -> Iterator[Recorded]:
        nonlocal written
        for one in records:
            yield one
            written += 1

    file.writelines(pieces(counted(), form))
    return written


def _batches(records: Iterable[Recorded], size: int) -> Iterator[list[Recorded]]:
    rest = iter(records)
    while batch := list(islice(rest, size)):
        yield batch


def _csv(batches: Iterable[Iterable[Recorded]]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8, with a mark at its beginning by which Excel knows that."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in COLUMNS)
    yield _taken(text, "utf-8-sig")
    for batch in batches:
        writer.writerows([_cell(column.value(one)) for column in COLUMNS] for one in batch)
        yield _taken(text)


def _cell(value: _Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.isoformat()
        case tuple():
            return _guarded("; ".join(value))
        case _:
            return _guarded(str(value))


def _guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text


def _jsonl(batches: Iterable[Iterable[Recorded]]) -> Iterator[bytes]:
    """A JSON object a line, in UTF-8."""
    for batch in batches:
        lines = (json.dumps(_object(one), ensure_ascii=False, default=datetime.isoformat) for one in batch)
        yield "".join(f"{line}\n" for line in lines).encode(errors="replace")


def _object(one: Recorded) -> dict[str, _Value]:
    return {column.name: column.value(one) for column in COLUMNS}


def _parquet(batches: Iterable[Iterable[Recorded]]) -> Iterator[bytes]:
    """A row group a batch."""
    try:
        import pyarrow as pa  # noqa: PLC0415  # an extra
        from pyarrow import parquet  # noqa: PLC0415  # as above
    except ModuleNotFoundError:
        raise ConfigError("Parquet: pyarrow is missing; type: pip install 'on-record[parquet]'") from None
    types = {
        str: pa.string(),
        float: pa.float64(),
        bool: pa.bool_(),
        datetime: pa.timestamp("us", tz="UTC"),
        tuple: pa.list_(pa.string()),
    }
    schema = pa.schema([(column.name, types[column.kind]) for column in COLUMNS])

    def made() -> Iterator[bytes]:
        sink = _Sink()
        with parquet.ParquetWriter(pa.PythonFile(sink, mode="w"), schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_table(pa.Table.from_pylist([_object(one) for one in batch], schema=schema))
                yield sink.taken()
        yield sink.taken()

    return made()


class _Sink(io.RawIOBase):
    """Takes what is written, tells how much it was in all, and hands it on."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._length = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401  # any buffer
        self._held.append(bytes(data))
        self._length += len(self._held[-1])
        return len(self._held[-1])

    def tell(self) -> int:
        return self._length

    def taken(self) -> bytes:
        """What was written since it was last asked."""
        held, self._held = self._held, []
        return b"".join(held)


_WRITERS: Final = {Format.CSV: _csv, Format.JSONL: _jsonl, Format.PARQUET: _parquet}


def _taken(text: io.StringIO, encoding: str = "utf-8") -> bytes:
    """What was written since it was last asked."""
    held = text.getvalue()
    text.seek(0)
    text.truncate()
    return held.encode(encoding, errors="replace")
