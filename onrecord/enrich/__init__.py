"""Finds statements in articles: who said what, in which words, and under which name.

Kept light on purpose: importing the package loads no language model and no spaCy. `component` is the
spaCy component, `annotate` turns texts into statements.
"""

from typing import Final

VERSION: Final = "3"
"""Changes whenever the same text may give other statements, so that stored ones can be found and renewed."""


def version(engine: str, model: str) -> str:
    """What is kept beside an article that this engine and model have read."""
    return f"{engine}-{VERSION}/{model}"
