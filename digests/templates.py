"""Templates as they are found and filled: the user's folder first, then those that come with On Record.

What a template may use is told in docs/templates.md.
"""

from __future__ import annotations

from functools import lru_cache
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, Final

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    UndefinedError,
)
from jinja2.exceptions import TemplateSyntaxError

from digests.escaping import clean
from digests.filters import filters
from digests.frame import frame
from digests.sandbox import PACKAGED, Sandbox
from onrecord import assets
from onrecord.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from onrecord.model import Edition

_FAULTS: Final = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What a template can raise: Jinja's own errors, and those of the expressions in it."""

_PLAIN: Final = (".txt.j2", ".txt", ".css.j2", ".css", ".md.j2", ".md")


class BrokenTemplateError(RenderError):
    """A template is wrong; `names` are those of the user's files that may be at fault, none if it is one of ours."""

    def __init__(self, message: str, names: frozenset[str]) -> None:
        super().__init__(message)
        self.names = names


class Templates:
    """The templates of a digest in a language, compiled once.

    `folder` is the user's own; a template that it lacks, or that is among those to do `without`, is taken from those
    that come with On Record. Raises `RenderError` if On Record lacks its own.
    """

    def __init__(self, folder: Path | None, language: str, without: frozenset[str]) -> None:
        try:
            self._shipped = assets.folder("templates")
        except FileNotFoundError as error:
            raise RenderError(str(error)) from error
        self._folder, self._without = folder, without
        words = frame(language)
        self._environment = Sandbox(
            loader=self._loader(),
            autoescape=lambda name: (
                name is not None and not name.endswith(_PLAIN)
            ),  # a text without a name is a subject
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= filters(words)
        self._environment.globals |= {"_": words.say, "ngettext": words.count}

    def fill(self, name: str, edition: Edition, **more: object) -> str:
        """The template's text for an edition, cleaned; raises `BrokenTemplateError` with file and line."""
        try:
            made = clean(self._environment.get_template(name).render(edition=edition, **more))
        except _FAULTS as error:
            raise self._explained(name, error) from error
        if not made.strip():
            raise self.broken(
                name, "makes nothing; correct it, or remove the file to use the one that comes with On Record"
            )
        return made

    def fill_text(self, text: str, edition: Edition, **more: object) -> str:
        """The same for a template given as a text; raises `RenderError` with what is wrong."""
        try:
            return clean(self._environment.from_string(text).render(edition=edition, **more))
        except _FAULTS as error:
            raise RenderError(" ".join(str(error).split()) or type(error).__name__) from error

    def broken(self, name: str, what: str) -> BrokenTemplateError:
        """The error for something wrong that a template made, `what` with its remedy."""
        own = frozenset(self._own().values())
        return BrokenTemplateError(f"{name}: {what}", frozenset({name}) & own or own)

    def _loader(self) -> BaseLoader:
        ours = FileSystemLoader(self._shipped, encoding="utf-8-sig")
        loaders: list[BaseLoader] = [ours, PrefixLoader({PACKAGED: ours})]
        if self._folder is not None:
            loaders.insert(0, _Without(self._folder, self._without))
        return ChoiceLoader(loaders)

    def _own(self) -> dict[str, str]:
        """The user's templates that are in use: for each file its name."""
        if self._folder is None:
            return {}
        names = {str(file): file.relative_to(self._folder).as_posix() for file in sorted(self._folder.rglob("*.j2"))}
        return {file: name for file, name in names.items() if name not in self._without}

    def _explained(self, name: str, error: Exception) -> BrokenTemplateError:
        file, line = self._place(name, error)
        if isinstance(error, TemplateNotFound):
            what = f"no template {error.name!r} in {' or '.join(map(str, self._folders()))}"
        elif isinstance(error, UnicodeDecodeError):
            what = "the file is not UTF-8; save it as UTF-8"
        else:
            what = " ".join(str(error).split()) or type(error).__name__
        own = self._own()
        at_fault = {own[file]} if file in own else set(own.values())
        if at_fault == {own.get(file)} and not (self._shipped / own[file]).exists():
            at_fault.add(name)  # what includes the file can't do without it
        if file in own:
            remedy = "correct it, or remove the file to use the one that comes with On Record"
        elif own:
            remedy = f"your own {' or '.join(sorted(at_fault))} lacks what it takes from there"
        else:
            remedy = "put it back as it came, or install on-record again"
        if isinstance(error, UndefinedError):
            remedy += " (docs/templates.md lists the names that a template may use)"
        return BrokenTemplateError(f"{file}{f':{line}' if line else ''}: {what}; {remedy}", frozenset(at_fault))

    def _folders(self) -> list[Path]:
        return [self._shipped] if self._folder is None else [self._folder, self._shipped]

    def _place(self, name: str, error: Exception) -> tuple[str, int | None]:
        """The file and line at fault: Jinja puts its templates' own into the traceback."""
        if isinstance(error, TemplateSyntaxError):
            return error.filename or error.name or name, error.lineno
        places = tuple(map(str, self._folders()))
        frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        for file, line in reversed(frames):
            if file.startswith(places) and not file.endswith(".py"):
                return file, line
        found = [place / name for place in self._folders() if (place / name).exists() and name not in self._without]
        return (str(found[0]) if found else name), None


def load(folder: Path | None, language: str, without: frozenset[str] = frozenset()) -> Templates:
    """The templates of a folder and a language; a file that changes, comes or goes is seen."""
    names = frozenset() if folder is None else frozenset(path.name for path in folder.iterdir())
    return _loaded(folder, language, without, names)


@lru_cache(maxsize=64)
def _loaded(folder: Path | None, language: str, without: frozenset[str], _names: frozenset[str]) -> Templates:
    """Jinja sees when a file changes, but not when one comes that goes before another."""
    return Templates(folder, language, without)


class _Without(FileSystemLoader):
    """A folder some of whose templates are not to be had."""

    def __init__(self, folder: Path, without: frozenset[str]) -> None:
        super().__init__(folder, encoding="utf-8-sig")
        self._without = without

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool]]:  # noqa: ANN401
        """As the base class says."""
        if template in self._without:
            raise TemplateNotFound(template)
        return super().get_source(environment, template)
