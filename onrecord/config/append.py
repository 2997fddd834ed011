"""Adding sources to topics.yaml: every other character of the file, its notes included, stays as it is."""

from __future__ import annotations

import os
import shutil
import tempfile
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from onrecord.config import load
from onrecord.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ruamel.yaml.nodes import Node

_WIDE = 10_000  # characters of a line, so that no address is broken


def append_sources(path: Path, sources: Sequence[Mapping[str, str]]) -> None:
    """Write sources at the end of those in the file. Raises `ConfigError`, and then leaves the file alone."""
    before = len(load(path).sources)
    file = path.resolve()
    draft: Path | None = None
    try:
        text = file.read_bytes().decode("utf-8")
        handle, made = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".new", dir=file.parent)
        draft = Path(made)
        with os.fdopen(handle, "wb") as opened:
            opened.write(_with_sources(text, sources).encode("utf-8"))
        shutil.copymode(file, draft)
        if not _holds(draft, before + len(sources)):
            raise ConfigError(f"{path}: can't be added to by a program; copy the sources into it by hand")
        draft.replace(file)
    except OSError as error:
        raise ConfigError(f"{path}: can't be written ({error.strerror}); check its permissions") from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


def _holds(path: Path, sources: int) -> bool:
    try:
        return len(load(path).sources) == sources
    except ConfigError:
        return False


def _with_sources(text: str, sources: Sequence[Mapping[str, str]]) -> str:
    key, node = _pair(YAML().compose(text.removeprefix("\ufeff")), "sources")
    end = "\r\n" if "\r\n" in text else "\n"
    if key is None or node is None:
        return text.rstrip() + end * 2 + f"sources:{end}" + _items(sources, 2, end)
    if isinstance(node, SequenceNode) and node.value and not node.flow_style:
        return _after(text, _last_line(node), _items(sources, node.start_mark.column, end), end)
    if isinstance(node, ScalarNode) and not node.value:
        return _after(text, key.start_mark.line, _items(sources, 2, end), end)
    return _reprinted(text, sources)


def _pair(root: Node | None, key: str) -> tuple[Node | None, Node | None]:
    """A key of the document and its value."""
    pairs = root.value if isinstance(root, MappingNode) else []
    return next((pair for pair in pairs if pair[0].value == key), (None, None))


def _last_line(node: Node) -> int:
    """The line, from 0, on which what a node holds ends; the end of a block itself lies after the notes below it."""
    while isinstance(node, SequenceNode | MappingNode) and node.value and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end = node.end_mark
    return int(end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line)


def _after(text: str, line: int, added: str, end: str) -> str:
    lines = text.splitlines(keepends=True)
    if not lines[line].endswith(("\n", "\r")):
        lines[line] += end
    return "".join([*lines[: line + 1], added, *lines[line + 1 :]])


def _items(sources: Sequence[Mapping[str, str]], column: int, end: str) -> str:
    written = []
    for source in sources:
        first, *more = _printed(dict(source)).splitlines()
        written += [f"{' ' * column}- {first}", *(f"{' ' * column}  {line}" for line in more)]
    return "".join(f"{line}{end}" for line in written)


def _reprinted(text: str, sources: Sequence[Mapping[str, str]]) -> str:
    """The file as ruamel.yaml writes it, for sources in brackets; notes stay, white space may not."""
    yaml = _yaml()
    document = yaml.load(text)
    document["sources"] = [*(document["sources"] or []), *map(dict, sources)]
    return _printed(document)


def _printed(value: object) -> str:
    written = StringIO()
    _yaml().dump(value, written)
    return written.getvalue()


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = _WIDE
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml
