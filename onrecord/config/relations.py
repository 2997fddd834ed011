"""What must fit between parts: names that are unique, and digests' topics that exist.

Works on values as they were typed, right or wrong, so that these faults are told along with all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from email.utils import parseaddr
from typing import TypeAlias

from onrecord.config.kinds import listed, nearest
from onrecord.config.place import shown

Loc: TypeAlias = tuple[str | int, ...]


def faults(data: Mapping[str, object]) -> list[tuple[Loc, str]]:
    """The path and the words of each name that is taken or unknown."""
    topics = [name for _, name in _names(data, "topics")]
    found = [fault for section in ("sources", "topics", "digests") for fault in _taken(data, section)]
    sources = [name for _, name in _names(data, "sources")]
    for loc, topic in _parts(data, "topics"):
        for item, name in _texts(topic, "sources"):
            if name not in sources:
                found.append(((*loc, "sources", item), _unknown(name, sources, "source")))
    for loc, digest in _parts(data, "digests"):
        for item, name in _texts(digest, "topics"):
            if name not in topics:
                found.append(((*loc, "topics", item), _unknown(name, topics, "topic")))
        addresses: set[str] = set()
        for item, recipient in _texts(digest, "recipients"):
            address = parseaddr(recipient)[1].casefold()
            if address and address in addresses:
                found.append(((*loc, "recipients", item), f"the address {shown(address)} is given twice"))
            addresses.add(address)
    return found


def _taken(data: Mapping[str, object], section: str) -> Iterator[tuple[Loc, str]]:
    """Names that an earlier part of the section has, whether in large or small letters."""
    first: dict[str, str] = {}
    for loc, name in _names(data, section):
        if name.casefold() in first:
            yield (
                (*loc, "name"),
                f"the name {shown(name)} is taken by {first[name.casefold()]}; choose another",
            )
        else:
            first[name.casefold()] = ".".join(str(key) for key in loc)


def _unknown(name: str, known: list[str], kind: str) -> str:
    meant = nearest(name, known)
    if meant:
        return f"there is no {kind} {shown(name)}, did you mean {shown(meant)}?"
    return f"there is no {kind} {shown(name)}; define it under '{kind}s:'"


def _names(data: Mapping[str, object], section: str) -> Iterator[tuple[Loc, str]]:
    for loc, part in _parts(data, section):
        name = part.get("name")
        if isinstance(name, str):
            yield loc, " ".join(name.split())


def _parts(data: Mapping[str, object], section: str) -> Iterator[tuple[Loc, Mapping[str, object]]]:
    parts = data.get(section)
    for index, part in enumerate(parts if isinstance(parts, list | tuple) else ()):
        if isinstance(part, Mapping):
            yield (section, index), part


def _texts(part: Mapping[str, object], key: str) -> Iterator[tuple[int, str]]:
    values = listed(part.get(key))
    for index, value in enumerate(values if isinstance(values, list | tuple) else ()):
        if isinstance(value, str):
            yield index, " ".join(value.split())
