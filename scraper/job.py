"""What a crawl is to do: which sources, how politely, how far, into which store."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from onrecord import config as configuration
from onrecord.config import Config, Crawl
from onrecord.config.collecting import without_login
from onrecord.errors import ConfigError
from scraper.private import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import URL

    from onrecord.config import Kind, Source


@dataclass(frozen=True, slots=True)
class Target:
    """A source to read: the address of its listing, or the addresses of its pages, without a login.

    `logins` holds what to send in `Authorization` to an origin (scheme and host) whose address had a login.
    """

    source: str
    kind: Kind
    addresses: tuple[str, ...]
    language: str | None = None
    logins: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def listing(self) -> str:
        """The listing's name among the addresses that failed."""
        from onrecord.store import setbacks  # noqa: PLC0415  # not needed to check a configuration

        return setbacks.listing(self.addresses[0])

    def waits(self, url: str, page: str) -> str:
        """What waits when the site of `url` asks for time: the listing where it lies there, else the article's page."""
        its = self.kind != "page" and urlsplit(self.addresses[0]).netloc == urlsplit(url).netloc
        return self.listing if its else page


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a crawl goes: articles not older than `since`, at most `most` a source, and `dry`: none is fetched.

    With `insist`, what failed before is asked all the same.
    """

    since: datetime | None = None
    most: int | None = None
    dry: bool = False
    insist: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """Sources to read, all of which may or may not lie in a private network, and the rules for it."""

    targets: tuple[Target, ...]
    rules: Crawl
    store_url: URL
    limits: Limits = field(default_factory=Limits)
    allow_private: bool = False


def from_config(config: Config, sources: Iterable[Source], limits: Limits | None = None) -> tuple[Job, ...]:
    """The jobs of reading these sources of the web: one for all on the internet, one for all in private networks.

    Raises `ConfigError` when a site beyond this computer would be read without a `contact`.
    """
    found = []
    web = [source for source in sources if source.addresses]
    for private in (False, True):
        targets = tuple(
            _target(one.name, one.kind, one.addresses, one.language) for one in web if one.allow_private is private
        )
        if targets:
            found.append(Job(targets, config.crawl, config.store.engine_url(), limits or Limits(), private))
            require_contact(targets, config)
    return tuple(found)


def from_arguments(kind: Any, arguments: Mapping[str, str]) -> Job:  # noqa: ANN401  # a spider's name is any text
    """The job that `scrapy crawl KIND -a source=NAME` or `-a url=URL` asks for. Raises `ConfigError`.

    `urls` may hold several, divided by spaces; `allow_private=true` goes with them.
    """
    from scraper.extract.addresses import is_web  # noqa: PLC0415  # loads Trafilatura, and `onrecord check` comes by

    source = arguments.get("source")
    given = tuple(url for name in ("url", "urls") for url in arguments.get(name, "").split())
    private = arguments.get("allow_private", "").lower() in {"1", "true", "yes"}
    if (source is None) == (not given):
        raise ConfigError(f"give one of -a source=NAME (a source of topics.yaml) and -a url=URL (the {kind}'s address)")
    if source is not None:
        config = configuration.load(configuration.find())
        [wanted] = chosen(config, [source])
        if wanted.kind != kind:
            raise ConfigError(f"{config.path}: sources: {source!r} is a {wanted.kind}, not a {kind}")
        [job] = from_config(config, [wanted], Limits(insist=True))
        return job
    config = _config_if_any()
    for url in given:
        if not is_web(url):
            raise ConfigError(f"{url}: expected a {kind}'s address that begins with http:// or https://")
    if len(given) > 1 and kind != "page":
        raise ConfigError(f"one -a url=URL at a time; a {kind} has one address")
    target = _target(urlsplit(given[0]).netloc.rpartition("@")[2], kind, given, None)
    job = Job((target,), config.crawl, config.store.engine_url(), Limits(insist=True), private)
    require_contact((target,), config)
    return job


def require_contact(wanted: Iterable[Target | Source], config: Config) -> None:
    """Raise `ConfigError` when reading these leaves this computer, and nobody says whom to ask about it."""
    beyond = [url for one in wanted for url in one.addresses if not is_loopback(url)]
    if beyond and config.crawl.contact is None:
        raise ConfigError(
            f"{config.path}: crawl.contact is missing, and {urlsplit(beyond[0]).hostname} must be able to reach you: "
            "write your mail address or a web page under 'crawl:', such as 'contact: desk@example.org'"
        )


def origin(url: str) -> str:
    """Scheme, host and port of an address: what a login is good for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or {'http': 80, 'https': 443}.get(parts.scheme)}"


def chosen(config: Config, names: Sequence[str]) -> tuple[Source, ...]:
    """The named sources, or all that are enabled. Raises `ConfigError` for a name that is none."""
    if not names:
        return tuple(source for source in config.sources if source.enabled)
    by_name = {source.name: source for source in config.sources}
    problems = [_unknown(name, config) for name in dict.fromkeys(names) if name not in by_name]
    if problems:
        raise ConfigError(*problems)
    return tuple(by_name[name] for name in dict.fromkeys(names))


def _target(source: str, kind: Kind, addresses: Sequence[str], language: str | None) -> Target:
    logins = {origin(url): login for url in addresses if (login := _login(url))}
    return Target(source, kind, tuple(dict.fromkeys(map(without_login, addresses))), language, logins)


def _login(url: str) -> str | None:
    """The user and password of an address, as the scheme `Basic` sends them (RFC 7617)."""
    parts = urlsplit(url)
    if not parts.username:
        return None
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return f"Basic {b64encode(pair.encode()).decode()}"


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
