"""Statements as a page for people who check them: the text with its marks, and beside it who said what.

The page stands alone: no script, nothing from elsewhere, and a policy that lets a browser load nothing. Texts
may be hostile; all of them is escaped, and what a page can not hold is shown as a sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from onrecord.cli.terminal import count
from onrecord.cli.views.segments import paragraphs
from onrecord.cli.views.words import visible, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.cli.views.segments import Paragraph, Segment
    from onrecord.cli.views.words import Annotated, Words

MOST_LIT: Final = 400
"""Statements of one text whose parts light up together; a browser takes seconds to open a page with more."""

_TEMPLATE: Final = "page.html.j2"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One text of the page; its anchors begin with `key`, and `told` are its statements in words."""

    key: str
    name: str
    told: tuple[Words, ...]
    paragraphs: tuple[Paragraph, ...]

    @property
    def lit(self) -> range:
        """The numbers of the statements whose parts light up together."""
        return range(1, len(self.told) + 1) if len(self.told) <= MOST_LIT else range(0)

    def look(self, segment: Segment) -> str:
        """The classes of a segment: what its innermost content is like, and whether it lies in another."""
        contents = segment.numbers("content")
        innermost = self.told[contents[-1] - 1] if contents else None
        classes = {
            "gap": segment.gap,
            "deep": len(contents) > 1,
            "unsaid": innermost and innermost.factuality,
            "unsure": innermost and innermost.unsure,
        }
        return " ".join(name for name, holds in classes.items() if holds)


def page(texts: Sequence[Annotated]) -> str:
    """One page of HTML with all the texts and their statements."""
    sheets = [
        Sheet(f"t{place}", one.name, tuple(map(words, one.statements)), paragraphs(one.text, one.statements))
        for place, one in enumerate(texts, start=1)
    ]
    title = sheets[0].name if len(sheets) == 1 else count(len(sheets), "text")
    html = _ENVIRONMENT.get_template(_TEMPLATE).render(title=title, sheets=sheets).lstrip()
    return html.replace("\r", "&#13;")  # only texts hold any, and a parser would take a bare one for a line end


def _visible(value: Any) -> Any:  # noqa: ANN401 - Jinja hands over whatever an expression gives
    return visible(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


_ENVIRONMENT: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_visible,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_ENVIRONMENT.filters["count"] = count
