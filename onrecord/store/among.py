"""Whether a column has one of many values: as one parameter, however many there are.

So a query is the same whatever their number, is prepared once, and there is no limit to it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Boolean, Integer, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, UserDefinedType

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Dialect
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine


class _Numbers(UserDefinedType[str]):
    """PostgreSQL's array of numbers, given as `array` writes it."""

    cache_ok = True
    render_bind_cast = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        self.of = of

    def get_col_spec(self, **_given: object) -> str:
        return f"{self.of}[]"


class _Many(TypeDecorator[list[Any]]):
    """A list in one parameter: an array, or JSON where there are none."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return Text()
        return _Numbers(self.of) if isinstance(self.of, Integer) else dialect.type_descriptor(ARRAY(self.of))

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> object:
        if dialect.name != "postgresql":
            return json.dumps(value)
        return array(value or ()) if isinstance(self.of, Integer) else value


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> _Among:  # noqa: ARG002  # SQLAlchemy names it
        return self  # SQLite has no boolean type, but this is a condition: made a number, no index would serve it


def array(numbers: Iterable[int]) -> str:
    """Numbers as PostgreSQL reads an array of them: its driver would look into each for what must be quoted."""
    return f"{{{','.join(map(str, numbers))}}}"


def among(column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column of numbers or texts has one of the values."""
    every = list(values)
    if any(isinstance(one, str) and "\0" in one for one in every):
        return column.in_(every)  # SQLite reads a text in JSON up to there
    return _Among(column, bindparam(None, every, type_=_Many(column.type)))


@compiles(_Among, "sqlite")
def _in_sqlite(element: _Among, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401  # SQLAlchemy's own
    column, values = (compiler.process(one, **given) for one in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({values})))"  # noqa: S608  # of SQL


@compiles(_Among, "postgresql")
def _in_postgres(element: _Among, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401  # SQLAlchemy's own
    column, values = (compiler.process(one, **given) for one in element.clauses)
    return f"({column} = ANY ({values}))"
