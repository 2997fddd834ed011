"""YAML text ─► plain dicts, lists and scalars, with the place of every key and value.

ruamel.yaml's parser gives the events; the tree is built here from them, so that the limits act before
anything grows: no tags, few aliases, little depth. Plain scalars follow the core schema of YAML 1.2
(section 10.3.2), under which `no`, `on`, `07:00` and dates are text.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from onrecord.config import syntax
from onrecord.config.place import Fault, Place, Spot, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ruamel.yaml.events import Event

_CORE = "tag:yaml.org,2002:"

MAX_ALIASES = 100
MAX_DEPTH = 50
MAX_VALUES = 50_000

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
Loc: TypeAlias = tuple[str | int, ...]

_WORDS: dict[str, Value] = (
    dict.fromkeys(("", "~", "null", "Null", "NULL"))
    | dict.fromkeys(("true", "True", "TRUE"), True)
    | dict.fromkeys(("false", "False", "FALSE"), False)
    | {sign + word: float(sign + "inf") for sign in ("", "+", "-") for word in (".inf", ".Inf", ".INF")}
    | dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan"))
)
_INT = re.compile(r"[-+]?[0-9]{1,30}|0o[0-7]{1,30}|0x[0-9a-fA-F]{1,30}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_LINE_END = re.compile(r"\r\n?|\n")  # as the parser counts lines
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Stop(Exception):  # noqa: N818 - it is a fault that ends the reading; see Fault
    """A fault after which nothing more can be read."""

    def __init__(self, spot: Spot, text: str) -> None:
        super().__init__(text)
        self.fault = Fault(spot, text)


class Tree(NamedTuple):
    """A document: its value, where each part stands, the faults that did not end the reading, and its lines."""

    value: Value
    places: dict[Loc, Place]
    faults: list[Fault]
    lines: list[str]

    @property
    def keys(self) -> dict[str, Value]:
        """The value where it is a mapping, as `document` sees to."""
        return self.value if isinstance(self.value, dict) else {}


def read(text: str) -> Tree:
    """The one document in `text`. Raises `Stop` where it can't be read on."""
    root = _compose(_events(text))
    builder = _Builder()
    value = builder.build(root, ())
    return Tree(value, builder.places, builder.faults, _LINE_END.split(text))


@dataclass(slots=True, eq=False)
class _Node:
    """A scalar (`text`), or a collection (`children`; keys and values alternate in a mapping)."""

    spot: Spot
    kind: type[NodeEvent]
    text: str = ""
    plain: bool = False
    children: list[_Node] = field(default_factory=list)
    open: bool = True


def _events(text: str) -> Iterator[Event]:
    """The parser's events; its complaints, and what it trips over, as `Stop`."""
    yaml = YAML(typ="safe", pure=True)
    events = yaml.parse(text)
    seen = Spot(1, 1)
    while True:
        try:
            event = next(events, None)
        except YAMLError as error:
            raise Stop(*syntax.explain(error, text)) from None
        except (ValueError, OverflowError):  # an escape beyond Unicode: "\UFFFFFFFF"
            raise Stop(seen, "after this comes a character that does not exist") from None
        if event is None:
            return
        seen = _spot(event)
        yield event


def _compose(events: Iterator[Event]) -> _Node:
    """The tree of nodes; a node with an alias to it stands in several places."""
    root = _Node(Spot(1, 1), ScalarEvent, plain=True)
    anchors: dict[str, _Node] = {}
    opened: list[_Node] = []
    counts: Counter[str] = Counter()
    for event in events:
        if isinstance(event, CollectionEndEvent):
            opened.pop().open = False
        elif isinstance(event, (DocumentStartEvent, NodeEvent)):
            _check_counts(event, counts)
        if not isinstance(event, NodeEvent):
            continue
        node = _aliased(event, anchors) if isinstance(event, AliasEvent) else _node(event, anchors)
        if opened:
            opened[-1].children.append(node)
        else:
            root = node
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            opened.append(node)
            _check_depth(len(opened), node.spot)
    return root


def _check_counts(event: Event, counts: Counter[str]) -> None:
    counts[type(event).__name__] += 1
    if counts["DocumentStartEvent"] > 1:
        raise Stop(_spot(event), "a second document begins here; keep one, without the line ---")
    if counts["AliasEvent"] > MAX_ALIASES:
        raise Stop(_spot(event), f"more than {MAX_ALIASES} aliases (*name); write the values out")
    if counts.total() > MAX_VALUES:
        raise Stop(_spot(event), _too_many())


def _node(event: NodeEvent, anchors: dict[str, _Node]) -> _Node:
    spot = _spot(event)
    tag = getattr(event, "tag", None)
    if tag is not None:
        name = shown(str(tag).replace(_CORE, "!!"))
        raise Stop(spot, f"a tag ({name}) can't be used here; text that begins with ! needs quotation marks")
    node = _Node(spot, type(event))
    if isinstance(event, ScalarEvent):
        if found := _CONTROL.search(event.value):
            raise Stop(spot, f"the text holds the control character U+{ord(found[0]):04X}; take it out")
        node = _Node(spot, ScalarEvent, event.value, plain=event.style is None, open=False)
    if event.anchor is not None:
        anchors[event.anchor] = node
    return node


def _aliased(event: AliasEvent, anchors: dict[str, _Node]) -> _Node:
    name = shown(str(event.anchor)).strip("'\"")
    node = anchors.get(event.anchor)
    if node is None:
        raise Stop(_spot(event), f"text that begins with * needs quotation marks, as *{name} here")
    if node.open:
        raise Stop(_spot(event), f"the alias *{name} holds itself; write the values out")
    return node


def _spot(event: Event) -> Spot:
    return Spot(event.start_mark.line + 1, event.start_mark.column + 1)


def _check_depth(depth: int, spot: Spot) -> None:
    if depth > MAX_DEPTH:
        raise Stop(spot, f"nested deeper than {MAX_DEPTH} steps; look for brackets that are not closed")


def _too_many() -> str:
    return f"more than {MAX_VALUES} values; split the file, or look for aliases that repeat too much"


class _Builder:
    """Turns nodes into values, and notes where each one stands."""

    def __init__(self) -> None:
        self.places: dict[Loc, Place] = {}
        self.faults: list[Fault] = []
        self._values = 0

    def build(self, node: _Node, loc: Loc, key: Spot | None = None) -> Value:
        """The value of `node`, which stands at `loc`."""
        self._count(node)
        _check_depth(len(loc), node.spot)
        if issubclass(node.kind, ScalarEvent):
            value = _scalar(node)
            begin = key if key and value is None else node.spot  # nothing has no place of its own
            self.places[loc] = Place(key or node.spot, begin, _written(value, node.text))
            return value
        if issubclass(node.kind, SequenceStartEvent):
            self.places[loc] = Place(key or node.spot, node.spot, "a list")
            return [self.build(child, (*loc, index)) for index, child in enumerate(node.children)]
        self.places[loc] = Place(key or node.spot, node.spot, "keys with values")
        return self._mapping(node, loc)

    def _mapping(self, node: _Node, loc: Loc) -> dict[str, Value]:
        values: dict[str, Value] = {}
        spots: dict[str, Spot] = {}
        for key, child in self._own(node):
            if key.text in spots:
                line = spots[key.text].line
                text = f"the key is given twice, first on line {line}; keep one"
                self.faults.append(Fault(key.spot, text, (*loc, key.text)))
            else:
                spots[key.text] = key.spot
                values[key.text] = self.build(child, (*loc, key.text), key.spot)
        for key, child in self._merged(node):
            if key.text not in values:
                values[key.text] = self.build(child, (*loc, key.text), key.spot)
        return values

    def _own(self, node: _Node) -> Iterator[tuple[_Node, _Node]]:
        """The keys that the mapping gives itself, with their values."""
        for key, child in _pairs(node):
            if not issubclass(key.kind, ScalarEvent):
                self.faults.append(Fault(key.spot, "a key must be a word, with a ':' after it"))
            elif not _merges(key):
                yield key, child

    def _merged(self, node: _Node) -> Iterator[tuple[_Node, _Node]]:
        """The keys that the mapping takes in with `<<: *name` or `<<: [*one, *other]`."""
        for key, child in _pairs(node):
            if not _merges(key):
                continue
            for source in child.children if issubclass(child.kind, SequenceStartEvent) else [child]:
                self._count(source)
                if issubclass(source.kind, MappingStartEvent):
                    yield from self._own(source)
                    yield from self._merged(source)
                else:
                    self.faults.append(Fault(source.spot, "'<<' takes in keys with values, such as *name"))

    def _count(self, node: _Node) -> None:
        self._values += 1
        if self._values > MAX_VALUES:
            raise Stop(node.spot, _too_many())


def _merges(key: _Node) -> bool:
    return key.plain and key.text == "<<"


def _pairs(node: _Node) -> Iterator[tuple[_Node, _Node]]:
    return zip(node.children[::2], node.children[1::2], strict=True)


def _scalar(node: _Node) -> Value:
    text = node.text
    if not node.plain:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in {"0o", "0x"} else int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _written(value: Value, text: str) -> str:
    """A scalar as a message shows it: text in quotation marks, the rest as it was typed."""
    if value is None:
        return "nothing"
    return shown(text) if isinstance(value, str) else text[:40]
