"""What all parts of the configuration have in common."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, model_validator


class Part(BaseModel):
    """A frozen mapping of known keys.

    Defaults are validated as if they had been typed, so that relative paths in them are made absolute too.
    The given values are kept out of pydantic's own messages, since one of them may be a password.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=True,
        hide_input_in_errors=True,
    )

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, data: object) -> object:
        """A known key with nothing behind it counts as left out; a part left out has its defaults."""
        if not isinstance(data, Mapping):
            return data
        known = keys(cls)
        parts: dict[object, object] = {
            name: {} for name, field in cls.model_fields.items() if _is_part(field.annotation)
        }
        return parts | {key: value for key, value in data.items() if value is not None or key not in known}


def _is_part(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Part)


def keys(part: type[BaseModel]) -> tuple[str, ...]:
    """The keys of a part as they are typed."""
    return tuple(field.alias or name for name, field in part.model_fields.items())
