"""docs/configuration.md and docs/topics.schema.json, made from the models.

`python -m onrecord.config.reference` renews both; a test fails when they are stale.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord import __version__
from onrecord.config.kinds import in_words
from onrecord.config.schema import (
    Config,
    Crawl,
    Digest,
    Dkim,
    Editions,
    Enrichment,
    Language,
    Mail,
    Smtp,
    Source,
    StoreSettings,
    TopicRule,
    Web,
    Webhook,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from onrecord.config.part import Part

DOCS = Path(__file__).parents[2] / "docs"

_HEAD = """\
# The configuration: topics.yaml

<!-- Made from onrecord/config by `python -m onrecord.config.reference`; change it there. -->

All that On Record does for you is told in one file, `topics.yaml`. `onrecord init` writes one with notes to
start from, and `onrecord check` says whether it is right; a fault is told with its line and column:

```
topics.yaml:6:5: topics.0.lmit: unknown key, did you mean 'limit'?
```

The file is YAML in UTF-8: a word, a colon and a value on each line, indented with spaces. Every key can be
left out unless it is said to be needed. Where a list is expected, a single value will do. Paths are seen from
the folder in which topics.yaml lies. Passwords never stand in this file. On Record takes the file that
`--config` names, or the environment variable `ONRECORD_CONFIG`, or `topics.yaml` in the current folder.
"""
_SECTIONS: tuple[tuple[str, type[Part]], ...] = (
    ("sources", Source),
    ("topics", TopicRule),
    ("digests", Digest),
    ("mail", Mail),
    ("mail.smtp", Smtp),
    ("mail.dkim", Dkim),
    ("webhooks", Webhook),
    ("editions", Editions),
    ("web", Web),
    ("store", StoreSettings),
    ("language", Language),
    ("enrich", Enrichment),
    ("crawl", Crawl),
)
_PATTERNS = {
    "@": "a mail address",
    "^https?://": "a web address",
    r"^https://.*\{recipient\}": "a web address",
    "@|^https?://": "a mail address or a web address",
    "^[A-Z_][A-Z0-9_]*$": "the name of an environment variable",
    "^([01]?[0-9]|2[0-3]):[0-5][0-9]$": "a time, hours and minutes",
    r"^\d{1,5}\s*[mhdwMHDW]$": "a span: minutes (m), hours (h), days (d) or weeks (w)",
}
_TYPES = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
_MAX_CHOICES = 10


def json_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of topics.yaml, for editors that complete and check as one types."""
    schema = Config.model_json_schema()
    _strip_titles(schema)
    parts = schema["$defs"]
    parts["Digest"]["properties"]["at"]["default"] = "07:00"  # pydantic writes seconds, too
    for part in (Crawl, Digest):
        for name, field in part.model_fields.items():
            if isinstance(field.default, timedelta):  # which pydantic writes as ISO 8601 does
                parts[part.__name__]["properties"][name]["default"] = in_words(field.default)
    agent = parts["Crawl"]["properties"]["user_agent"]
    agent["default"] = agent["default"].replace(__version__, "VERSION")  # so that a release renews no docs
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "On Record: topics.yaml",
        **schema,
    }


def markdown() -> str:
    """docs/configuration.md: every key with its type, default, meaning and an example."""
    schema = json_schema()
    lines = [_HEAD, "## The top of the file", "", *_table(schema, schema)]
    for key, part in _SECTIONS:
        lines += ["", f"## {key}", "", _docstring(part), "", *_table(schema["$defs"][part.__name__], schema)]
    return "\n".join(lines) + "\n"


def _strip_titles(node: Any) -> None:  # noqa: ANN401 - any JSON
    """Take out the titles, which only repeat the keys."""
    if isinstance(node, dict):
        if isinstance(node.get("title"), str):
            del node["title"]
        for each in node.values():
            _strip_titles(each)
    elif isinstance(node, list):
        for each in node:
            _strip_titles(each)


def _docstring(part: type[Part]) -> str:
    return " ".join((part.__doc__ or "").split())


def _table(part: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    yield "| key | what it is | default | what it does | example |"
    yield "|---|---|---|---|---|"
    for key, field in part["properties"].items():
        needed = key in part.get("required", ())
        default = "needed" if needed else _default(field)
        examples = field.get("examples", ())
        example = f"`{key}: {_typed(examples[0])}`" if examples else f"see [{key}](#{_anchor(key)})"
        cells = [f"`{key}`", _kind(field, schema), default, _description(field, schema), example]
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _description(field: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    """The field's own, or that of the part that it holds."""
    part = schema["$defs"].get(field.get("$ref", "").rpartition("/")[2], {})
    return str(field.get("description") or part.get("description", ""))


def _anchor(key: str) -> str:
    return f"mail{key}" if key in {"smtp", "dkim"} else key


def _default(field: Mapping[str, Any]) -> str:
    value = field.get("default")
    return "none" if value in (None, []) else f"`{_typed(value)}`"


def _typed(value: object) -> str:
    """A value as one would type it in YAML."""
    if isinstance(value, list):
        return "[" + ", ".join(_typed(each) for each in value) + "]"
    if isinstance(value, str):
        return f'"{value}"' if set(value) & set("*:") and "://" not in value else value
    return json.dumps(value)


def _kind(field: Mapping[str, Any], schema: Mapping[str, Any]) -> str:  # noqa: PLR0911 - one for each shape
    """The type in plain words."""
    if "$ref" in field:
        return _kind(schema["$defs"][field["$ref"].rpartition("/")[2]], schema)
    if "anyOf" in field:
        kinds = [each for each in field["anyOf"] if each.get("type") != "null"]
        arrays = [each for each in kinds if each.get("type") == "array"]
        return _kind((arrays or kinds)[0], schema)
    if "enum" in field:
        choices = field["enum"]
        if len(choices) <= _MAX_CHOICES:
            return "one of " + ", ".join(choices)
        return "a two-letter code (ISO 639-1)" if "en" in choices else "one of the words named beside"
    if field.get("type") == "array":
        return "a list: " + _kind(field["items"], schema)
    if field.get("type") == "object":
        return "keys with values"
    if field.get("format") == "path":
        return "a path"
    if field.get("pattern") in _PATTERNS:
        return _PATTERNS[field["pattern"]]
    return _TYPES[field["type"]] + _bounds(field)


def _bounds(field: Mapping[str, Any]) -> str:
    low, high = field.get("minimum", field.get("exclusiveMinimum")), field.get("maximum")
    if low is None or high is None:
        return ""
    return f" {'above' if 'exclusiveMinimum' in field else 'from'} {low:g} to {high:g}"


def main() -> None:
    """Renew both files in docs/."""
    DOCS.mkdir(exist_ok=True)
    (DOCS / "configuration.md").write_text(markdown(), "utf-8")
    (DOCS / "topics.schema.json").write_text(json.dumps(json_schema(), indent=2) + "\n", "utf-8")
    sys.stdout.write(f"wrote configuration.md and topics.schema.json in {DOCS}\n")


if __name__ == "__main__":
    main()
