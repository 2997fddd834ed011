"""Web addresses: which names a page, which belong together."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit

from tldextract import TLDExtract
from w3lib.url import safe_url_string

from onrecord.addresses import naming

MAX_LENGTH = 2_000

# The list of public suffixes that the package carries: nothing is fetched.
_suffixes = TLDExtract(suffix_list_urls=(), cache_dir=None)


def is_web(url: str) -> bool:
    """Whether this is the http(s) address of a host."""
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and len(url) <= MAX_LENGTH
    except ValueError:
        return False


def absolute(base: str, link: str) -> str | None:
    """A page's link as a whole http(s) address, safely encoded; None where it is none."""
    try:
        url = safe_url_string(urljoin(base, link.strip()))
    except (ValueError, UnicodeError):
        return None
    return url if is_web(url) else None


def clean(url: str) -> str:
    """An address without its fragment and tracking parameters, host in lower case, default port left out."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        host = f"[{host}]" if ":" in host else host
        port = parts.port
    except ValueError:
        return url
    scheme = parts.scheme.lower()
    if port is not None and port != {"http": 80, "https": 443}.get(scheme):
        host = f"{host}:{port}"
    return urlunsplit((scheme, host, parts.path or "/", naming(parts.query), ""))


@lru_cache(maxsize=1024)
def site(url: str) -> str:
    """The registered domain (`bbc.co.uk`), else the host, with its port where that names another server."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    return _suffixes(host).top_domain_under_public_suffix or parts.netloc.lower().rpartition("@")[2]


def canonical(fetched: str, offered: list[str]) -> str:
    """The address that identifies the page: the first that it offers on its own site, else where it was found.

    A page that names its site's front page is not believed.
    """
    for link in offered:
        url = absolute(fetched, link)
        if url is None or site(url) != site(fetched):
            continue
        if urlsplit(url).path in {"", "/"} and urlsplit(fetched).path not in {"", "/"}:
            continue
        return clean(url)
    return clean(fetched)
