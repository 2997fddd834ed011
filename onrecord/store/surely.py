"""Which statements are sure enough to be told: said as such, and more likely found right than wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_

from onrecord.model import Act, Factuality
from onrecord.store.schema import statements

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from onrecord.model import Statement

LEAST = 0.5  # what is as likely wrong as right is no news
LEAST_OF_OTHERS = 0.8
"""For cues of no known act: from here on they are right as often as all others (`python -m training.calibrate`)."""


def is_said(statement: Statement) -> bool:
    """Whether a statement is sure enough to be told."""
    unknown = statement.cue is not None and statement.cue.act is Act.OTHER
    least = LEAST_OF_OTHERS if unknown else LEAST
    return statement.factuality is Factuality.ASSERTED and statement.confidence >= least


def said() -> ColumnElement[bool]:
    """That a row of `statements` is sure enough to be told."""
    columns = statements.c
    known = or_(columns.act.is_(None), columns.act != Act.OTHER)
    sure = or_(columns.confidence >= LEAST_OF_OTHERS, and_(known, columns.confidence >= LEAST))
    return and_(columns.factuality == Factuality.ASSERTED, sure)
