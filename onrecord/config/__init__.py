"""The configuration: topics.yaml ─► `Config`, or `ConfigError` with a line for each fault.

`load` reads a file, `find` tells which one, `example` is the commented file that `onrecord init` writes.
"""

from __future__ import annotations

import os
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from onrecord.config import document, problems, relations
from onrecord.config.collecting import Kind
from onrecord.config.schema import (
    Config,
    Crawl,
    Digest,
    Dkim,
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
from onrecord.errors import ConfigError

__all__ = [
    "Config",
    "Crawl",
    "Digest",
    "Dkim",
    "Enrichment",
    "Kind",
    "Language",
    "Mail",
    "Smtp",
    "Source",
    "StoreSettings",
    "TopicRule",
    "Web",
    "Webhook",
    "example",
    "find",
    "load",
]

ENVIRONMENT = "ONRECORD_CONFIG"
COPY = "ONRECORD_CONFIG_COPY"
"""Names a file with the text to read in the place of topics.yaml's own, for the commands that the schedule starts."""

FILE = "topics.yaml"


def load(path: Path, *, text_in: Path | None = None) -> Config:
    """The configuration in the file at `path`; its text is read from `text_in`, if that is given.

    Raises `ConfigError`, whose `problems` are lines such as
    `topics.yaml:6:7: topics.0.lmit: unknown key, did you mean 'limit'?`.
    """
    copy = text_in or os.environ.get(COPY)
    found = document.read(path, text_in=Path(copy) if copy else None)
    faults = list(found.faults)
    config = None
    try:
        config = Config.model_validate(found.value, context=path)
    except ValidationError as error:
        faults += problems.faults(error, Config, found)
        faults += [problems.placed(loc, text, found.places) for loc, text in relations.faults(found.keys)]
    if faults or config is None:
        raise document.faults_as_error(path, faults)
    return config


def find(explicit: Path | None = None) -> Path:
    """The file to load: `explicit`, else what $ONRECORD_CONFIG names, else ./topics.yaml.

    Raises `ConfigError` when there is no such file.
    """
    named = os.environ.get(ENVIRONMENT)
    path = explicit or Path(named or FILE)
    if path.exists() or os.environ.get(COPY):
        return path
    if explicit is None and named:
        raise ConfigError(f"{path}: there is no such file, though ${ENVIRONMENT} names it; correct or unset it")
    raise ConfigError(f"{path}: there is no such file; 'onrecord init' writes one to start from")


def example() -> str:
    """The commented topics.yaml that `onrecord init` writes."""
    return files(__name__).joinpath(FILE).read_text("utf-8")
