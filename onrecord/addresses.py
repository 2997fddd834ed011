"""Web addresses as names of pages: which of them mean the same one."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

_LONGEST = 1_000  # characters; PostgreSQL indexes no more than 2,700 bytes

_MIRRORS = {"www", "m", "mobile", "amp"}  # parts of a host that serve the same pages
_CACHED = re.compile(
    r"https?://(?:[^/]+\.cdn\.ampproject\.org/[cv]|(?:www\.)?google\.[a-z.]{2,6}/amp)/(s/)?", re.IGNORECASE
)
_SESSION = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_AMP_ENDING = re.compile(r"\.amp(?=\.html?$|$)", re.IGNORECASE)
_INDEX = re.compile(r"(?:index|default)\.(?:html?|php|aspx?|jsp|cfm)", re.IGNORECASE)

# Parameters that say where a reader came from, never which story it is.
_TRACKING = re.compile(
    r"""(?:utm|mtm|itm|hsa|oly|vero|ns|at|wt|mkt|guce|amp)_.+
    |(?:pk|piwik)_(?:campaign|kwd|keyword|source|medium|content|cid)
    |(?:fb|g|d|y|tw|tt)clid|msclkid|[gw]braid|mc_[ce]id|_g[al]|_hs(?:enc|mi)|igsh(?:id)?|smid|s_cid|cmp(?:id)?|icid
    |ncid|ocid|mbid|ito|xtor|ftag|ref_(?:src|url)|usqp|traffic_source|__twitter_impression|__source
    |(?:php|asp|j)sess(?:ion)?id""",
    re.VERBOSE | re.IGNORECASE,
)
# Often so as well, but a value with a digit may be a story's.
_MAYBE_TRACKING = {
    "ref", "referrer", "referer", "source", "src", "partner", "cid", "campaign", "rss", "share", "via", "from", "feed",
}  # fmt: skip
_FORM = {"output", "outputtype", "view", "mode", "format", "type"}  # may ask for the page in its AMP form


@lru_cache(maxsize=4096)
def identity(address: str) -> str:
    """What all addresses of one page have in common, for comparing only: `paper.example/story?id=7`.

    Scheme, `www.`, mobile and AMP forms, tracking parameters, index pages, trailing slashes and fragments make no
    difference. Parameters that may name a story do, and so does all else. What is no web address stays as it is.
    """
    address = address.strip()
    cached = _CACHED.match(address)
    if cached:
        address = f"http{'s' if cached[1] else ''}://{address[cached.end() :]}"
    parts = _split(address)
    if parts is None:
        return _short(address)
    port = f":{parts.port}" if parts.port not in {None, _default_port(parts)} else ""
    query = naming(parts.query)
    route = parts.fragment if parts.fragment.startswith(("!", "/")) else ""  # of a site that is one page of code
    return _short(f"{_host(parts)}{port}{_path(parts.path)}{'?' if query else ''}{query}{'#' if route else ''}{route}")


def naming(query: str) -> str:
    """The fields of a query that may name a story, as they are: without those that say where a reader came from."""
    return "&".join(field for field in query.split("&") if field and _names_story(field))


def site(address: str) -> str:
    """Whose page it is: the registered domain (`bbc.co.uk`), else the host with its port; empty for no web address."""
    parts = _split(address.strip())
    if parts is None:
        return ""
    return _registered((parts.hostname or "").lower()) or parts.netloc.rpartition("@")[2].lower()


def domain(address: str) -> str:
    """Who is asked for a page: the registered domain, else the host, whatever its port; empty for no web address."""
    parts = _split(address.strip())
    host = "" if parts is None else (parts.hostname or "").lower().rstrip(".")
    return _registered(host) or host


def entry_name(guid: str, feed: str) -> str:
    """The name that a feed's entry goes by: its GUID if that is an address or a URN, else its site's and its own."""
    guid = guid.strip()
    whole = _split(guid) is not None or guid.lower().startswith(("urn:", "tag:"))
    return guid if whole else f"urn:onrecord:guid:{site(feed)}:{guid}"


def _split(address: str) -> SplitResult | None:
    """The parts of a web address in a regular spelling; None for anything else."""
    if not address[:8].lower().startswith(("http://", "https://")):
        return None
    try:
        from w3lib.url import canonicalize_url  # noqa: PLC0415  imports HTTP clients: 8 ms of each start

        parts = urlsplit(canonicalize_url(address, keep_fragments=True))
        _ = parts.port  # read to be checked
    except ValueError:
        return None
    return parts if parts.hostname else None


def _default_port(parts: SplitResult) -> int:
    return 443 if parts.scheme == "https" else 80


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").lower().rstrip(".")
    if ":" in host:
        return f"[{host}]"
    registered = _registered(host)
    front = host.removesuffix(registered).split(".")
    return (
        ".".join([*(label for label in front if label and label not in _MIRRORS), registered]) if registered else host
    )


def _registered(host: str) -> str:
    """The domain that somebody holds; empty for a number, a bare name, and what only holds others' domains."""
    found = _suffixes()(host)
    if found.suffix or found.ipv4:
        return found.top_domain_under_public_suffix
    return ".".join(host.split(".")[-2:]) if found.subdomain else ""  # in a suffix that the list does not know


@cache
def _suffixes() -> TLDExtract:
    """The list of public suffixes that the package carries (none is fetched). A host of many sites is one."""
    from tldextract import TLDExtract  # noqa: PLC0415  # loads Requests, and few commands ask for a site

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _path(path: str) -> str:
    segments = [segment for segment in _SESSION.sub("", path).split("/") if segment]
    if segments and _INDEX.fullmatch(segments[-1]):
        segments.pop()
    plain = [segment for segment in segments if segment.lower() != "amp"] or segments
    if plain:
        plain[-1] = _AMP_ENDING.sub("", plain[-1]) or plain[-1]
    return "/" + "/".join(plain)


def _names_story(field: str) -> bool:
    name, _, value = field.partition("=")
    name, value = name.lower(), value.lower()
    if name == "amp" or (name in _FORM and value == "amp") or _TRACKING.fullmatch(name):
        return False
    return name not in _MAYBE_TRACKING or any(map(str.isdecimal, value))


def _short(name: str) -> str:
    """A name that an index takes, still another one for each."""
    if len(name.encode()) <= _LONGEST:
        return name
    return f"{name[: _LONGEST // 8]}#{blake2b(name.encode(), digest_size=16).hexdigest()}"
