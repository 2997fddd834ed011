"""The kinds of values in topics.yaml: each tidies what was typed, or says what it expected.

A check raises `expected(...)`, to which the message adds what was given and the nearest known word, or
`ValueError` with a whole sentence.
"""

from __future__ import annotations

import re
from datetime import time, timedelta
from difflib import get_close_matches
from email.errors import HeaderParseError
from email.headerregistry import Address
from functools import cache
from ipaddress import IPv6Address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError

from onrecord.config.languages import CODES, MEANT
from onrecord.rules import RuleError, parse, term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydantic.json_schema import JsonSchemaValue

_T = TypeVar("_T")

SUBJECT_NAMES = frozenset(
    {"date", "digest", "edition", "new_voices", "sources", "speakers", "statements", "topic", "topics"}
)
"""What the subject of a digest may name; `digests.subject` gives each its value."""

SUBJECT_FILTERS = frozenset({"day", "happened", "number", "short_day"})
"""What On Record adds to Jinja's filters there."""

_MAX_NAME = 100
_MAX_SUBJECT = 500
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_SPAN = re.compile(r"(\d{1,5})\s*([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_ENVIRONMENT = re.compile(r"[A-Z_][A-Z0-9_]{0,99}")
_LABEL = r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_HOST = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(\.{_LABEL})*")
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
_MAX_LOCAL = 64


def expected(what: str, nearest: str | None = None) -> PydanticCustomError:
    """The error of a value that is not `what`; `nearest` is what was perhaps meant."""
    return PydanticCustomError("expected", "expected {what}", {"what": what, "nearest": nearest})


def nearest(word: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known word most like `word`, large and small letters alike."""
    by_fold = {each.casefold(): each for each in known}
    found = get_close_matches(word.casefold(), by_fold, n=1, cutoff=cutoff)
    return by_fold[found[0]] if found else None


def listed(value: object) -> object:
    """A single text as a list of one."""
    return [value] if isinstance(value, str) else value


def _name(value: str) -> str:
    name = " ".join(value.split())
    if not name:
        raise ValueError("a name can't be empty")
    if len(name) > _MAX_NAME:
        raise ValueError(f"a name has at most {_MAX_NAME} characters, this one {len(name)}")
    return name


def _term(value: str) -> str:
    return _rule(value, lambda: term(value).written)


def _expression(value: str) -> str:
    _rule(value, lambda: parse(value))
    return " ".join(value.split())


def _rule(value: str, read: Callable[[], _T]) -> _T:
    try:
        return read()
    except RuleError as error:
        context = {"what": str(error), "written": value, "at": error.at}
        raise PydanticCustomError("rule", "{what}", context) from None


def _subject(value: str) -> str:
    """A template on one line that names only what a subject knows."""
    from jinja2 import Environment, TemplateSyntaxError, meta  # noqa: PLC0415 - few commands need it

    line = " ".join(value.split())
    if not line or len(line) > _MAX_SUBJECT:
        raise ValueError(f"a subject has from 1 to {_MAX_SUBJECT} characters, this one {len(line)}")
    environment = Environment(autoescape=True)
    environment.filters |= dict.fromkeys(SUBJECT_FILTERS, str)
    try:
        named = meta.find_undeclared_variables(environment.parse(line))
    except TemplateSyntaxError as error:
        what = (error.message or "not a template").rstrip(".")
        raise ValueError(f"{what}; see 'The subject' in docs/templates.md") from None
    except RecursionError:
        raise ValueError("too many brackets within brackets") from None
    if unknown := sorted(named - SUBJECT_NAMES - {*environment.globals, "_", "ngettext"}):
        meant = nearest(unknown[0], SUBJECT_NAMES)
        what = f"there is no {unknown[0]!r} to name here" + (f", did you mean {meant!r}?" if meant else "")
        at = re.search(rf"\b{re.escape(unknown[0])}\b", value)
        raise PydanticCustomError("rule", "{what}", {"what": what, "written": value, "at": at.start() if at else 0})
    return line


def address(value: str) -> str:
    """A mail address, with a name before it or bare, as it is written in mails. Raises `ValueError` for any other."""
    if "\n" in value or "\r" in value:
        raise ValueError("a mail address can't run over two lines")
    named = _NAMED.fullmatch(value.strip())
    name, spec = (named["name"].strip(), named["address"].strip()) if named else ("", value.strip())
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    local, at, host = spec.rpartition("@")
    if not (at and _LOCAL.fullmatch(local) and len(local) <= _MAX_LOCAL and _HOST.fullmatch(host)):
        what = "a mail address such as anna@example.org or Anna Lee <anna@example.org>"
        raise expected(what, _in_plain_letters(local, host))
    try:
        return str(Address(name, addr_spec=spec))
    except (HeaderParseError, ValueError):
        raise expected("a mail address such as anna@example.org") from None


def _in_plain_letters(local: str, host: str) -> str | None:
    """An address whose domain is given in letters beyond ASCII, as mail servers take it; None for any other."""
    try:
        plain = host.encode("idna").decode()
    except UnicodeError:
        return None
    return f"{local}@{plain}" if _LOCAL.fullmatch(local) and not host.isascii() else None


def web(value: str) -> str:
    """A web address as it is. Raises `ValueError` for anything else."""
    what = "a web address that begins with http:// or https://"
    try:
        parts = urlsplit(value)
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise expected(what) from None
    if not fits or re.search(r"\s", value):
        raise expected(what)
    return value


def _contact(value: str) -> str:
    """A bare mail address, or a web address; it goes into a header and its comment, so plain letters only."""
    contact = value.strip()
    try:
        contact = web(contact) if "//" in contact else address(contact)
    except (PydanticCustomError, ValueError):
        contact = ""
    if not contact.isascii() or not contact or set(contact) & set('()<>";\\ '):
        raise expected("a mail address such as desk@example.org, or a web page")
    return contact


def _host(value: str) -> str:
    if not (_HOST.fullmatch(value) or _is_ipv6(value)):
        raise expected("the name of a mail server such as smtp.example.org")
    return value


def _dns_name(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise expected("a name of the DNS such as example.org, without https:// or @")
    return value


def _unsubscribing(value: str) -> str:
    web(value)
    unknown = [part for part in re.findall(r"\{[^}]*\}?|\}", value) if part not in {"{recipient}", "{digest}"}]
    if unknown or "{recipient}" not in value or not value.startswith("https://") or not value.isascii():
        raise expected("an address that begins with https:// and holds {recipient}, and {digest} if you like")
    return value


def _is_ipv6(value: str) -> bool:
    try:
        return bool(IPv6Address(value))
    except ValueError:
        return False


def _time(value: object) -> object:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and (found := _TIME.fullmatch(value.strip())):
        return time(int(found[1]), int(found[2]))
    hours = isinstance(value, int) and not isinstance(value, bool) and value in range(24)
    raise expected("a time from 00:00 to 23:59, such as 07:00", f"{value:02}:00" if hours else None)


def _span(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    if isinstance(value, str) and (found := _SPAN.fullmatch(value.strip().lower())):
        return int(found[1]) * _UNITS[found[2]]
    number = isinstance(value, int) and not isinstance(value, bool)
    raise expected("a span of time such as 15m, 12h or 400d", f"{value}m" if number else None)


def in_words(span: timedelta) -> str:
    """A span of time as it is written in topics.yaml: 15m, 12h, 400d."""
    unit = next(unit for unit in "dhm" if span % _UNITS[unit] == timedelta())
    return f"{span // _UNITS[unit]}{unit}"


def between(least: timedelta, most: timedelta) -> AfterValidator:
    """The check that a span of time is neither shorter nor longer than these."""

    def check(value: timedelta) -> timedelta:
        if not least <= value <= most:
            raise ValueError(
                f"expected a span of time from {in_words(least)} to {in_words(most)}, got {in_words(value)}"
            )
        return value

    return AfterValidator(check)


def _day(value: object) -> object:
    """The short name of a day; `Monday` and `MON` are taken too."""
    if isinstance(value, str):
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"):
            if value.strip().lower() in {day, day[:3]}:
                return day[:3]
    return value


@cache
def _zones() -> dict[str, str]:
    return {name.casefold(): name for name in available_timezones()}


def _zone(value: str) -> str:
    zones = _zones()
    word = value.strip().replace(" ", "_")
    if zones.get(word.casefold()) == word:
        return word
    cities = {name.rpartition("/")[2].casefold(): name for name in sorted(zones.values(), reverse=True)}
    meant = zones.get(word.casefold()) or cities.get(word.casefold()) or nearest(word, zones.values(), 0.7)
    raise expected("a time zone such as Europe/Berlin", meant or nearest(word, ["UTC"]))


def _language(value: str) -> str:
    if value not in CODES:
        code = value.strip().lower()
        meant = MEANT.get(code) or (code if code in CODES else code[:2] if re.match(r"[a-z]{2}[-_]", code) else None)
        raise expected("the two letters of a language, such as en or de", meant if meant in CODES else None)
    return value


def _environment(value: str) -> str:
    if not _ENVIRONMENT.fullmatch(value):
        raise ValueError("expected the name of an environment variable, in capitals, such as ONRECORD_SMTP_PASSWORD")
    return value


def _header(value: str) -> str:
    if not value.strip() or not value.isascii() or not value.isprintable():
        raise expected("one line of plain letters (ASCII)")
    return value.strip()


def _beside(value: object, info: ValidationInfo) -> object:
    """A path, made absolute from the folder of the file that is being read (the context)."""
    if isinstance(value, Path):
        path = value
    elif isinstance(value, str) and value.strip():
        path = Path(value.strip())
    else:
        raise expected("a path such as ./articles")
    try:
        path = path.expanduser()
    except RuntimeError:
        raise expected("a path to a folder that exists; ~ has no meaning here") from None
    return folder(info.context) / path if info.context else path


def folder(file: object) -> Path:
    """The absolute folder of the file at path `file`."""
    return Path(str(file)).absolute().parent


class _ItemWillDo:
    """In the JSON schema, a single item may stand in the place of the list."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        array = handler(schema)
        return {"anyOf": [array, array["items"]]}


Name = Annotated[str, AfterValidator(_name), WithJsonSchema({"type": "string", "minLength": 1, "maxLength": _MAX_NAME})]
Term = Annotated[str, AfterValidator(_term), WithJsonSchema({"type": "string", "pattern": r"^\s*[^*\s][^*]*\*?\s*$"})]
Expression = Annotated[str, AfterValidator(_expression), WithJsonSchema({"type": "string", "minLength": 1})]
Subject = Annotated[str, AfterValidator(_subject), WithJsonSchema({"type": "string", "minLength": 1})]
MailAddress = Annotated[str, AfterValidator(address), WithJsonSchema({"type": "string", "pattern": "@"})]
WebAddress = Annotated[str, AfterValidator(web), WithJsonSchema({"type": "string", "pattern": "^https?://"})]
Contact = Annotated[str, AfterValidator(_contact), WithJsonSchema({"type": "string", "pattern": "@|^https?://"})]
Host = Annotated[str, AfterValidator(_host), WithJsonSchema({"type": "string", "minLength": 1})]
DnsName = Annotated[str, AfterValidator(_dns_name), WithJsonSchema({"type": "string", "minLength": 1})]
Unsubscribing = Annotated[
    str, AfterValidator(_unsubscribing), WithJsonSchema({"type": "string", "pattern": "^https://.*\\{recipient\\}"})
]
TimeOfDay = Annotated[
    time,
    BeforeValidator(_time),
    WithJsonSchema({"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$"}),
]
Span = Annotated[
    timedelta,
    BeforeValidator(_span),
    PlainSerializer(in_words, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": "^\\d{1,5}\\s*[mhdwMHDW]$"}),
]
ZoneName = Annotated[str, AfterValidator(_zone), WithJsonSchema({"type": "string"})]
LanguageCode = Annotated[str, AfterValidator(_language), WithJsonSchema({"enum": sorted(CODES)})]
EnvironmentName = Annotated[
    str, AfterValidator(_environment), WithJsonSchema({"type": "string", "pattern": "^[A-Z_][A-Z0-9_]*$"})
]
Header = Annotated[str, AfterValidator(_header), WithJsonSchema({"type": "string", "minLength": 1})]
FilePath = Annotated[Path, BeforeValidator(_beside), WithJsonSchema({"type": "string", "format": "path"})]
Whole = Annotated[int, Field(strict=True)]
Seconds = Annotated[float, Field(strict=True, allow_inf_nan=False)]
OneOrMore = Annotated[tuple[_T, ...], BeforeValidator(listed), _ItemWillDo()]
Day = BeforeValidator(_day)
