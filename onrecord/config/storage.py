"""Where the store is: the address of a database, seen from topics.yaml, without a password."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import AfterValidator, Field, PrivateAttr, WithJsonSchema, model_validator

from onrecord.config import kinds
from onrecord.config.part import Part
from onrecord.errors import ConfigError

if TYPE_CHECKING:
    from sqlalchemy import URL

_DRIVERS = {
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
}
_REFUSED = (
    "a password does not belong in this file; name the environment variable that holds the whole address with 'url_env'"
)
_EXPECTED = "expected the address of a database, such as sqlite:///onrecord.db or postgresql://user@host/name"


def _parsed(text: str) -> "URL":
    """The address with the driver that On Record uses. Raises `ValueError` without showing the text."""
    from sqlalchemy.engine import make_url  # noqa: PLC0415  # takes a while to load, and not all open a store
    from sqlalchemy.exc import ArgumentError  # noqa: PLC0415  # as above

    try:
        url = make_url(text)
        return url.set(drivername=_DRIVERS[url.drivername])
    except (ArgumentError, KeyError, ValueError):
        raise ValueError(_EXPECTED) from None


def _without_password(text: str) -> str:
    url = _parsed(text.strip())
    if url.password or any("password" in key.lower() for key in url.query):
        raise ValueError(_REFUSED)
    return text.strip()


class StoreSettings(Part):
    """Where articles and statements are kept: a SQLite file, or a PostgreSQL server."""

    url: Annotated[str, AfterValidator(_without_password), WithJsonSchema({"type": "string", "minLength": 1})] = Field(
        default="sqlite:///onrecord.db",
        validate_default=False,  # it is right, and to read it takes SQLAlchemy
        description=(
            "The address of the database. After sqlite:/// comes the path of a file, seen from the folder of "
            "topics.yaml."
        ),
        examples=["sqlite:///onrecord.db", "postgresql://onrecord@db.example.org/onrecord"],
    )
    url_env: kinds.EnvironmentName | None = Field(
        default=None,
        description=("The name of an environment variable that holds the address, for one with a password in it."),
        examples=["ONRECORD_STORE_URL"],
    )

    _folder: Path = PrivateAttr(default=Path())

    def model_post_init(self, context: Any, /) -> None:  # noqa: ANN401 - pydantic's signature
        """Keep the folder from which a relative path is seen."""
        if isinstance(context, Path):
            self._folder = kinds.folder(context)

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if self.url_env is not None and self.url != StoreSettings.model_fields["url"].default:
            raise ValueError("give 'url' or 'url_env', not both")
        return self

    def engine_url(self) -> "URL":
        """The address for `sqlalchemy.create_engine`, with an absolute path; `str()` of it hides a password.

        Raises `ConfigError` when the environment variable of `url_env` is not set or holds no such address.
        """
        text = self.url
        if self.url_env is not None:
            text = os.environ.get(self.url_env, "")
            if not text:
                raise ConfigError(f"store.url_env: the environment variable {self.url_env} is not set")
        try:
            url = _parsed(text)
        except ValueError as error:
            raise ConfigError(f"store.url_env: in the environment variable {self.url_env}: {error}") from None
        if url.drivername != "sqlite" or not url.database or url.database.startswith((":memory:", "file:")):
            return url
        return url.set(database=str(self._folder.absolute() / url.database))
