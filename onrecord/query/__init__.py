"""What a person looks for among the statements on record, as typed into one box.

    speaker:weller topic:"energy security" after:2026-11-01 "gas supply" pipeline* -football

See docs/search.md for the whole language.
"""

from onrecord.query.asked import Parts, Query, QueryError, Words
from onrecord.query.reading import KEYS, parse
from onrecord.query.writing import pointed, written

__all__ = ["KEYS", "Parts", "Query", "QueryError", "Words", "parse", "pointed", "written"]
