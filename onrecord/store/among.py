"""Whether a column has one of many values: as one parameter, however many there are.

So a query is the same whatever their number, is prepared once, and there is no limit to it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Boolean, Text, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import ColumnElement, Dialect
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine


class _Many(TypeDecorator[list[Any]]):
    """A list in one parameter: an array, or JSON where there are none."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(ARRAY(self.of) if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[Any] | None, dialect: Dialect) -> object:
        return value if dialect.name == "postgresql" else json.dumps(value)


class _Among(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: object = None) -> _Among:  # noqa: ARG002  # SQLAlchemy names it
        return self  # SQLite has no boolean type, but this is a condition: made a number, no index would serve it


def among(column: ColumnElement[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """Whether a column of numbers or texts has one of the values."""
    return _Among(column, bindparam(None, list(values), type_=_Many(column.type)))


@compiles(_Among, "sqlite")
def _in_sqlite(element: _Among, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401  # SQLAlchemy's own
    column, values = (compiler.process(one, **given) for one in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({values})))"  # noqa: S608  # of SQL


@compiles(_Among, "postgresql")
def _in_postgres(element: _Among, compiler: SQLCompiler, **given: Any) -> str:  # noqa: ANN401  # SQLAlchemy's own
    column, values = (compiler.process(one, **given) for one in element.clauses)
    return f"({column} = ANY ({values}))"
