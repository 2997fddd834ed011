"""Exports are read back by other programs: the texts must be the same."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from digests.exporting import COLUMNS, Format, pieces, write
from onrecord.errors import ConfigError
from onrecord.model import Act, Cue, Factuality, Kind, Speaker, SpeakerKind, Statement
from onrecord.store.recorded import Recorded

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = [column.name for column in COLUMNS]
MOMENT = datetime(2026, 11, 25, 8, 30, tzinfo=timezone(timedelta(hours=1)))
TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.text("=+-@\t\r\n',;\"a")


def recorded(content: str = "the grid is safe", **changes: Any) -> Recorded:  # noqa: ANN401  # any of its fields
    said = Statement(
        Kind.DIRECT,
        ((0, len(content)),),
        content,
        Cue("denied", 1, 2, Act.DENY),
        Speaker("Weller", "he", 3, 4, SpeakerKind.PERSON, "energy minister"),
        Factuality.ASSERTED,
        0.93,
    )
    fields: dict[str, Any] = {
        "id": 1,
        "key": "k1",
        "statement": said,
        "group": 1,
        "topics": ("energy security", "grid"),
        "article": 1,
        "url": "https://gazette.example/1",
        "title": "Grid story",
        "source": "Harbour Gazette",
        "feed": "Gazette",
        "language": "en",
        "moment": MOMENT,
        "published": MOMENT,
        "date_only": False,
        "known_as": "Jonas Weller",
    }
    return Recorded(**fields | changes)


NOBODY = recorded(
    statement=Statement(Kind.INDIRECT, ((0, 2),), "no"), known_as=None, topics=(), language=None, url="file:///a.txt"
)


def exported(form: Format, *records: Recorded) -> bytes:
    return b"".join(pieces(records, form))


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_csv_row_tells_all_there_is_of_a_statement() -> None:
    data = exported(Format.CSV, recorded(), NOBODY)
    assert data.startswith(b"\xef\xbb\xbfkey,moment,")
    assert data.count(b"\r\n") == 3
    first, second = rows(data)
    assert list(first) == NAMES
    assert first == {
        "key": "k1",
        "moment": "2026-11-25T07:30:00+00:00",
        "date_only": "false",
        "speaker": "Jonas Weller",
        "speaker_title": "energy minister",
        "speaker_kind": "person",
        "kind": "direct",
        "act": "deny",
        "cue": "denied",
        "content": "the grid is safe",
        "topics": "energy security; grid",
        "source": "Harbour Gazette",
        "headline": "Grid story",
        "url": "https://gazette.example/1",
        "link": "https://gazette.example/1#:~:text=the%20grid%20is%20safe",
        "factuality": "asserted",
        "confidence": "0.93",
        "language": "en",
    }
    assert [name for name, value in second.items() if not value] == [
        "speaker",
        "speaker_title",
        "speaker_kind",
        "act",
        "cue",
        "topics",
        "link",
        "language",
    ]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "＝"])
def test_no_cell_of_a_csv_is_a_formula(sign: str) -> None:
    text = f"{sign}HYPERLINK(1)"
    [row] = rows(exported(Format.CSV, recorded(text, title=text, known_as=text, topics=(text,), source=text)))
    assert {row[name] for name in ("content", "headline", "speaker", "topics", "source")} == {f"'{text}"}


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_a_csv_read_back_gives_the_same_texts(texts: list[str]) -> None:
    csv.field_size_limit(sys.maxsize)
    found = [row["content"] for row in rows(exported(Format.CSV, *map(recorded, texts)))]
    assert [re.sub(r"^'('*[=+\-@\t\r\n＝＋－＠])", r"\1", text) for text in found] == texts


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_json_lines_read_back_give_the_same_texts(texts: list[str]) -> None:
    data = exported(Format.JSONL, *map(recorded, texts))
    found = [json.loads(line) for line in data.decode().split("\n")[:-1]]
    assert [one["content"] for one in found] == texts
    assert {tuple(one) for one in found} == {tuple(NAMES)}
    assert found[0]["moment"] == "2026-11-25T07:30:00+00:00"
    assert found[0]["topics"] == ["energy security", "grid"]
    assert found[0]["date_only"] is False


@settings(max_examples=20)
@given(st.lists(TEXTS, max_size=3))
def test_parquet_read_back_gives_the_same_texts_and_types(texts: list[str]) -> None:
    table = parquet.read_table(io.BytesIO(exported(Format.PARQUET, *map(recorded, texts), NOBODY)))
    found = table.to_pylist()
    assert [one["content"] for one in found] == [*texts, "no"]
    assert table.column_names == NAMES
    assert table.schema.field("moment").type == pa.timestamp("us", tz="UTC")
    assert found[-1]["moment"] == MOMENT.astimezone(UTC)
    assert found[-1]["speaker"] is found[-1]["link"] is None
    assert found[-1]["topics"] == []


@pytest.mark.parametrize("form", Format)
def test_nothing_found_is_a_table_without_rows(form: Format) -> None:
    data = exported(form)
    if form is Format.PARQUET:
        assert parquet.read_table(io.BytesIO(data)).num_rows == 0
    else:
        assert len(data.splitlines()) == (1 if form is Format.CSV else 0)


@pytest.mark.parametrize("form", Format)
def test_a_table_is_written_as_its_statements_come(form: Format) -> None:
    """After each piece, no more than a batch was asked for that was not handed on."""
    asked = 0

    def many() -> Iterator[Recorded]:
        nonlocal asked
        for asked in range(1, 12_001):  # noqa: B007
            yield one

    one = recorded()
    lengths = []
    for piece in pieces(many(), form):
        lengths.append(len(piece))
        assert asked <= 5_000 * len(lengths)
    assert asked == 12_000
    assert len(lengths) >= 4


def test_a_file_gets_all_and_tells_how_many() -> None:
    file = io.BytesIO()
    assert write(iter([recorded(), NOBODY]), Format.CSV, file) == 2
    assert file.getvalue() == exported(Format.CSV, recorded(), NOBODY)


def test_without_pyarrow_the_remedy_is_told_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ConfigError, match=r"pip install 'on-record\[parquet\]'"):
        pieces(iter([]), Format.PARQUET)


def test_the_columns_stand_in_the_documentation() -> None:
    told = (Path(__file__).parents[2] / "docs" / "search.md").read_text(encoding="utf-8")
    assert [f"| `{column.name}` | {column.holds} |" for column in COLUMNS] == told.splitlines()[-len(COLUMNS) :]
