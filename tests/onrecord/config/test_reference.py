from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from onrecord.config import example, reference


def test_the_docs_are_fresh() -> None:
    renew = "run python -m onrecord.config.reference"
    assert (reference.DOCS / "configuration.md").read_text("utf-8") == reference.markdown(), renew
    assert json.loads((reference.DOCS / "topics.schema.json").read_text("utf-8")) == reference.json_schema(), renew


def test_every_key_is_in_the_reference() -> None:
    text = reference.markdown()
    schema = reference.json_schema()
    keys = [key for part in [schema, *schema["$defs"].values()] for key in part.get("properties", {})]
    assert [key for key in keys if f"| `{key}` |" not in text] == []


def test_the_json_schema_accepts_the_example_and_its_own_defaults() -> None:
    schema = reference.json_schema()
    validator = jsonschema.Draft202012Validator(schema)
    validator.check_schema(schema)
    validator.validate(YAML(typ="safe", pure=True).load(example()))
    for part in schema["$defs"].values():
        for field in part.get("properties", {}).values():
            if field.get("default") is not None:
                validator.evolve(schema={**field, "$defs": schema["$defs"]}).validate(field["default"])


@pytest.mark.parametrize(
    "wrong",
    [
        {"topcis": []},
        {"topics": [{"any": ["gas"]}]},
        {"topics": [{"name": "x", "limit": 0}]},
        {"topics": "x"},
    ],
)
def test_the_json_schema_refuses_what_loading_refuses(wrong: dict[str, Any]) -> None:
    assert not jsonschema.Draft202012Validator(reference.json_schema()).is_valid(wrong)
