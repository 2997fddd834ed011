"""pydantic's errors ─► faults with their place, in plain words, with what was perhaps meant."""

from __future__ import annotations

from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

from pydantic import BaseModel

from onrecord.config.kinds import nearest
from onrecord.config.part import keys
from onrecord.config.place import Fault, Place, Spot, shown, within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from onrecord.config.tree import Loc, Tree

_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
}
_BOUNDS = {
    "greater_than_equal": ("at least", "ge"),
    "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"),
}
# Keys that other programs use, under they stand for here.
_OTHER_NAMES = {
    "any": ("include", "keyword", "keywords", "words"),
    "match": ("query", "expression", "boolean", "search"),
    "cue": ("act", "acts", "cues", "verb"),
    "speakers": ("speaker", "who", "people", "persons"),
    "speaker_kind": ("kind", "speaker_kinds", "speaker_type"),
    "languages": ("language", "lang"),
    "none": ("exclude", "excluding", "not", "without"),
    "in": ("fields", "where"),
    "limit": ("max", "maximum"),
    "feed": ("rss", "atom", "url", "address"),
    "section": ("listing", "category"),
    "page": ("pages", "urls", "article", "articles"),
    "contact": ("email", "mail"),
    "folder": ("directory", "path"),
    "recipients": ("address", "addresses", "email", "emails", "to"),
    "at": ("hour", "time"),
    "timezone": ("tz", "zone"),
    "name": ("title",),
    "from": ("sender",),
    "host": ("server",),
    "username": ("login", "user"),
    "url": ("address", "database", "uri"),
    "user_agent": ("agent",),
    "obey_robots": ("robots",),
}
_PASSWORD = "a password does not belong in this file; use password_env or password_file under mail.smtp"  # noqa: S105


def faults(error: ValidationError, root: type[BaseModel], tree: Tree) -> list[Fault]:
    """One fault for each error, where `tree` has it."""
    found, places = [], tree.places
    for each in error.errors(include_url=False):
        loc = each["loc"]
        known = _known(loc, places)
        place = places.get(known, Place(Spot(1, 1), Spot(1, 1), "nothing"))
        if each["type"] == "extra_forbidden":
            found.append(Fault(place.key, _unknown_key(str(loc[-1]), part_at(root, loc[:-1])), loc))
        elif each["type"] == "missing":
            found.append(Fault(place.value, "this key is needed", loc))
        elif each["type"] == "rule":
            found.append(_pointed(place, known, tree.lines, each["ctx"]))
        else:
            found.append(Fault(place.value, _words(each, "" if _secret(loc) else place.written), known))
    return found


def placed(loc: Loc, text: str, places: Mapping[Loc, Place]) -> Fault:
    """The fault `text` at the value of `loc`."""
    known = _known(loc, places)
    return Fault(places[known].value, text, known)


def part_at(root: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """The model of the part at `loc`, as `topics.0` is a `TopicRule`."""
    part = root
    for key in loc:
        for name, field in part.model_fields.items():
            if key in (name, field.alias):
                part = _model(field.annotation) or part
    return part


def _model(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - an annotation may be anything
    """The model within `X`, `X | None` or `tuple[X, ...]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, Union, UnionType):
        return next((found for each in get_args(annotation) if (found := _model(each))), None)
    return None


def _pointed(place: Place, loc: Loc, lines: Sequence[str], context: Mapping[str, Any]) -> Fault:
    """A fault at a character of a rule, in its line of the file, or, written in another way there, in itself."""
    what, written, at = context["what"], context["written"], context["at"]
    line = lines[place.value.line - 1]
    column = within(line, place.value.column - 1, written, at)
    if column is None:
        return Fault(place.value, what, loc, (written, at))
    shown = len(line) - len(line.lstrip())
    return Fault(Spot(place.value.line, column + 1), what, loc, (line[shown:], column - shown))


def _known(loc: Loc, places: Mapping[Loc, Place]) -> Loc:
    """The longest beginning of `loc` that the file has: a text taken as a list of one has no items there."""
    while loc and loc not in places:
        loc = loc[:-1]
    return loc


def _secret(loc: Loc) -> bool:
    """Whether what was typed may be a secret that landed at the wrong key."""
    if loc[:1] == ("webhooks",):
        return loc[2:] != ("name",)
    return loc[:1] == ("store",) or (loc[:2] == ("mail", "smtp") and loc[2:] not in {("port",), ("timeout",)})


def _unknown_key(key: str, part: type[BaseModel]) -> str:
    known = keys(part)
    if key.lower() in {"password", "passwd", "pass", "secret"}:
        return _PASSWORD
    also = {other: name for name in known for other in _OTHER_NAMES.get(name, ())}
    meant = nearest(key, known, 0.7) or also.get(nearest(key, also, 0.8) or "") or nearest(key, known)
    if meant:
        return f"unknown key, did you mean '{meant}'?"
    return f"unknown key; the keys here are {', '.join(known)}"


def _words(error: ErrorDetails, written: str) -> str:
    """What is wrong with a value; `written` is what was typed, or nothing where it must not be shown."""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "too_short":
        return "expected at least one item, got an empty list"
    what, meant = _expected(kind, context, written)
    if not what:
        return " ".join(error["msg"].split())
    got = f", got {written}" if written else ""
    quote = "; put it in quotation marks" if kind == "string_type" and _is_scalar(written) else ""
    return f"expected {what}{got}{quote}" + (f", did you mean {shown(meant)}?" if meant else "")


def _expected(kind: str, context: Mapping[str, Any], written: str) -> tuple[str, str | None]:
    """What a value should be, and what was perhaps meant."""
    if kind == "expected":
        return context["what"], context["nearest"]
    if kind in _BOUNDS:
        words, key = _BOUNDS[kind]
        return f"{words} {context[key]:g}", None
    if kind in {"literal_error", "enum"}:
        words = str(context["expected"])
        return words, nearest(written.strip("'"), words.replace("'", "").replace(" or ", ", ").split(", "))
    return _TYPES.get(kind, ""), None


def _is_scalar(written: str) -> bool:
    return written not in {"", "nothing", "a list", "keys with values"}
