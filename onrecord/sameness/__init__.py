"""Which statements give the same words: compared by `compare`, found among a million by their marks (`marked`)."""

from onrecord.sameness.comparing import Likeness, closeness, compare, tells
from onrecord.sameness.folding import fold
from onrecord.sameness.marks import Marked, marked

__all__ = ["Likeness", "Marked", "closeness", "compare", "fold", "marked", "tells"]
