"""What a crawl is to do: which feeds, how politely, into which store."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from onrecord import config as configuration
from onrecord.config import Config, Crawl
from onrecord.errors import ConfigError
from scraper.extract.addresses import is_web

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import URL

    from onrecord.config import Source


@dataclass(frozen=True, slots=True)
class Target:
    """A feed to read."""

    source: str
    feed: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """Feeds to read, the rules of politeness, and the store."""

    targets: tuple[Target, ...]
    rules: Crawl
    store_url: URL


def from_arguments(source: str | None, url: str | None) -> Job:
    """The job that `scrapy crawl feed -a source=NAME` or `-a url=URL` asks for. Raises `ConfigError`."""
    if (source is None) == (url is None):
        raise ConfigError("give one of -a source=NAME (a source of topics.yaml) and -a url=URL (a feed's address)")
    if source is not None:
        config = configuration.load(configuration.find())
        return from_config(config, chosen(config, [source]))
    config = _config_if_any()
    if not is_web(url or ""):
        raise ConfigError(f"{url}: expected a feed's address that begins with http:// or https://")
    target = Target(urlsplit(url or "").netloc.rpartition("@")[2], url or "")
    return Job((target,), config.crawl, config.store.engine_url())


def from_config(config: Config, sources: Sequence[Source]) -> Job:
    """The job of reading these sources' feeds."""
    targets = tuple(Target(one.name, one.feed, one.language) for one in sources if one.feed)
    return Job(targets, config.crawl, config.store.engine_url())


def chosen(config: Config, names: Sequence[str]) -> tuple[Source, ...]:
    """The named sources, or all that are enabled. Raises `ConfigError` for a name that is none."""
    if not names:
        return tuple(source for source in config.sources if source.enabled)
    by_name = {source.name: source for source in config.sources}
    problems = [_unknown(name, config) for name in dict.fromkeys(names) if name not in by_name]
    if problems:
        raise ConfigError(*problems)
    return tuple(by_name[name] for name in dict.fromkeys(names))


def _unknown(name: str, config: Config) -> str:
    known = {source.name.casefold(): source.name for source in config.sources}
    near = get_close_matches(name.casefold(), known, n=1, cutoff=0.5)
    listed = ", ".join(repr(one) for one in list(known.values())[:10]) or "none"
    remedy = f"did you mean {known[near[0]]!r}?" if near else f"its sources are: {listed}"
    return f"{config.path}: sources: there is no source {name!r}; {remedy}"


def _config_if_any() -> Config:
    """The configuration; without a file, the defaults with the store in the current folder."""
    try:
        path = configuration.find()
    except ConfigError:
        return Config.model_validate({}, context=Path("topics.yaml"))
    return configuration.load(path)
