"""An edition as data: JSON for other programs. docs/templates.md tells its keys."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from onrecord.model import Edition


def as_json(edition: Edition) -> str:
    """The edition as one JSON object, with the names of the model; days and moments as ISO 8601."""

    def moment(value: date) -> str:
        return value.isoformat()

    return json.dumps(asdict(edition), default=moment, ensure_ascii=False, indent=2) + "\n"
