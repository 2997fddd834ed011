"""A letter of a few paragraphs, for what is no digest: a test of the way, a word to the operator or to a reader."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from digests.escaping import clean, markdown
from onrecord.model import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

_HTML: Final = (
    '<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width"><title>{subject}</title></head><body style="margin:0;padding:24px;'
    'font:16px/1.5 Georgia,serif;color:#1a1a1a"><h1 style="font-size:22px;margin:0 0 16px">{heading}</h1>'
    "{paragraphs}</body></html>\n"
)


def letter(
    subject: str,
    heading: str,
    paragraphs: Sequence[str],
    *,
    link: tuple[str, str] | None = None,
    language: str = "en",
) -> Message:
    """The letter as all parts of a message; whatever its texts hold, it is text. Its plain text has no heading.

    `link` is one to follow, its words and address, which stands after the first paragraph.
    """
    texts = [" ".join(clean(text).split()) for text in paragraphs]
    html = [f"<p>{escape(text)}</p>" for text in texts]
    marked = list(map(markdown, texts))
    if link is not None:
        words, address = link
        texts.insert(1, f"{words}:\n{address}")
        html.insert(1, f'<p><a href="{escape(address)}">{escape(words)}</a></p>')
        marked.insert(1, markdown(f"{words}: {address}"))
    page = _HTML.format(language=language, subject=escape(subject), heading=escape(heading), paragraphs="".join(html))
    return Message(subject, page, "\n\n".join(texts) + "\n", "\n\n".join(marked))
