"""Which statements give the same words: compared by `compare`, found among a million by `kept` and `asked` marks."""

from onrecord.sameness.comparing import Likeness, closeness, compare, tells
from onrecord.sameness.folding import fold
from onrecord.sameness.marks import asked, kept

__all__ = ["Likeness", "asked", "closeness", "compare", "fold", "kept", "tells"]
