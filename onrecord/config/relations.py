"""What must fit between parts: names unique and free to take, digests' topics and webhooks and topics' sources there.

Works on values as they were typed, right or wrong, so that these faults are told along with all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from onrecord.config.kinds import listed, nearest
from onrecord.config.place import shown
from onrecord.mailboxes import folded
from onrecord.model import CONFIRMATION, OPERATOR

Loc: TypeAlias = tuple[str | int, ...]

_REFERENCES = (("topics", "sources", "source"), ("digests", "topics", "topic"), ("digests", "webhooks", "webhook"))
"""A section, the key in its parts that names others, and what these are."""


def faults(data: Mapping[str, object]) -> list[tuple[Loc, str]]:
    """The path and the words of each name that is taken or unknown."""
    found = [fault for section in ("sources", "topics", "digests", "webhooks") for fault in _taken(data, section)]
    for section, key, kind in _REFERENCES:
        known = [name for _, name in _names(data, f"{kind}s")]
        for loc, part in _parts(data, section):
            for item, name in _texts(part, key):
                if name not in known:
                    found.append(((*loc, key, item), _unknown(name, known, kind)))
    return [*found, *_reserved(data), *_addressed_twice(data), *_unreached(data)]


def _reserved(data: Mapping[str, object]) -> Iterator[tuple[Loc, str]]:
    """Digests named as mails to the operator, or those that ask to confirm, are."""
    for loc, name in _names(data, "digests"):
        for start, whose in ((OPERATOR, "to the operator"), (CONFIRMATION, "that ask readers to confirm")):
            if name.casefold().startswith(start):
                yield (*loc, "name"), f"names that begin with '{start}' are those of mails {whose}; choose another"


def _unreached(data: Mapping[str, object]) -> Iterator[tuple[Loc, str]]:
    """Digests that are open, where nobody knows at which address readers sign up."""
    web = data.get("web")
    if isinstance(web, Mapping) and web.get("url"):
        return
    for loc, digest in _parts(data, "digests"):
        if digest.get("open") is True:
            yield (*loc, "open"), "readers sign up on the web edition: name its address under 'web:', as 'url:'"


def _addressed_twice(data: Mapping[str, object]) -> Iterator[tuple[Loc, str]]:
    for loc, digest in _parts(data, "digests"):
        addresses: set[str] = set()
        for item, recipient in _texts(digest, "recipients"):
            address = folded(recipient)
            if address and address in addresses:
                yield (*loc, "recipients", item), f"the address {shown(address)} is given twice"
            addresses.add(address)


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
