"""The catalogues of the frame's languages: renewed from what the templates and the code say.

    python -m digests.languages

brings each templates/languages/*.po up to date: a new message is added without a translation, one that is no longer
said goes away. A test holds that none is left without.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po

from onrecord import assets

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPOKEN: Final = {"say": None, "count": (1, 2)}  # `Frame.say` and `Frame.count`
_WIDTH: Final = 120
_HEAD: Final = """\
# The frame of the digest in this language; `python -m digests.languages` brings the messages up to date.
msgid ""
msgstr ""
"Language: {language}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: {plural}\\n"

"""


def catalogues() -> dict[str, Path]:
    """The file of each language."""
    return {file.stem: file for file in sorted((assets.folder("templates") / "languages").glob("*.po"))}


def said() -> Catalog:
    """All messages of the templates and of the code, none translated."""
    found = Catalog(project="On Record", charset="utf-8")
    for place, method, file in _files():
        with file.open("rb") as source:
            for _line, message, _comments, context in extract(method, source, keywords=DEFAULT_KEYWORDS | _SPOKEN):
                found.add(message, locations=[(place, 0)], context=context)
    return found


def read(language: str) -> Catalog:
    """The catalogue of a language as it stands in its file."""
    with catalogues()[language].open("rb") as source:
        return read_po(source, locale=language)


def renewed(language: str) -> bytes:
    """The catalogue of a language brought up to date, as its file holds it."""
    known = read(language)
    known.update(said(), no_fuzzy_matching=True)
    known.obsolete.clear()
    written = BytesIO()
    write_po(written, known, width=_WIDTH, omit_header=True, no_location=True, sort_output=True)
    return _HEAD.format(language=language, plural=known.plural_forms).encode() + written.getvalue()


def _files() -> Iterator[tuple[str, str, Path]]:
    shipped = assets.folder("templates")
    for file in sorted(shipped.glob("*.j2")):
        yield f"templates/{file.name}", "jinja2.ext:babel_extract", file
    for file in sorted(Path(__file__).parent.glob("*.py")):
        yield f"digests/{file.name}", "python", file


if __name__ == "__main__":
    for language, file in catalogues().items():
        file.write_bytes(renewed(language))
