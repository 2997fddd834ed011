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
    if _has_password(url):
        raise ValueError(_REFUSED)
    return text.strip()


def _has_password(url: "URL") -> bool:
    return bool(url.password) or any("password" in key.lower() for key in url.query)


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
        url = _parsed(self.url) if self.url_env is None else _of_environment(self.url_env, "store.url_env")
        return _seen_from(self._folder, url)


def address(written: str) -> "URL":
    """The address of a database as a command is given it: env:NAME, or one without a password.

    The path of a file is seen from the current folder.
    Raises `ConfigError` for any other.
    """
    if written.startswith("env:"):
        return _seen_from(Path(), _of_environment(written.removeprefix("env:"), written))
    try:
        url = _parsed(written)
    except ValueError as error:
        raise ConfigError(f"{written.partition(':')[0]}:…: {error}, or env:NAME") from None
    if _has_password(url):
        raise ConfigError(
            f"the database on {url.host}: others see a password on the command line; put the whole address into an "
            "environment variable and give env:NAME"
        )
    return _seen_from(Path(), url)


def _of_environment(name: str, place: str) -> "URL":
    text = os.environ.get(name, "")
    if not text:
        raise ConfigError(f"{place}: the environment variable {name} is not set")
    try:
        return _parsed(text)
    except ValueError as error:
        raise ConfigError(f"{place}: in the environment variable {name}: {error}") from None


def _seen_from(folder: Path, url: "URL") -> "URL":
    """The address with an absolute path, where it is that of a file."""
    if url.drivername != "sqlite" or not url.database or url.database.startswith((":memory:", "file:")):
        return url
    return url.set(database=str(folder.absolute() / url.database))
