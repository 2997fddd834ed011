"""What went wrong with a request, in words for a person."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest

_NOT_WEB = "leads to an address that is not http or https; it was not followed"
_TOO_LARGE = "is larger than On Record reads"

# Names of exceptions of Twisted and Scrapy, whose places differ from version to version; the first that fits.
_WORDS = {
    "DNSLookupError": "no such host ({host}); check the address",
    "CannotResolveHostError": "no such host ({host}); check the address",
    "ConnectionRefusedError": "{host} refuses the connection; is the site up?",
    "DownloadConnectionRefusedError": "{host} refuses the connection; is the site up?",
    "TCPTimedOutError": "{host} did not answer in time; try again later",
    "DownloadTimeoutError": "{host} did not answer in time; try again later",
    "TimeoutError": "{host} did not answer in time; try again later",
    "NotSupported": _NOT_WEB,
    "UnsupportedURLSchemeError": _NOT_WEB,
    "ResponseDataLossError": "{host} broke off in the middle; try again later",
    "ResponseDataLoss": "{host} broke off in the middle; try again later",
    "ResponseFailed": "{host} broke off in the middle; try again later",
    "ResponseNeverReceived": "{host} closed the connection without an answer; try again later",
    "ConnectionLost": "{host} closed the connection without an answer; try again later",
    "ConnectionDone": "{host} closed the connection without an answer; try again later",
    "DownloadFailedError": "{host} broke off the connection; try again later",
    "DownloadCancelledError": _TOO_LARGE,
    "CancelledError": _TOO_LARGE,
    "SSLError": "{host} has no valid certificate",
    "VerificationError": "{host} has no valid certificate",
}

# Parts of what Scrapy says where the exception's name says too little.
_TEXTS = {
    "Forbidden by robots.txt": "the site's robots.txt does not let programs read it",
    "DOWNLOAD_MAXSIZE": _TOO_LARGE,
    "max redirections": "is redirected without end",
}

_STATUS = {
    **dict.fromkeys((301, 302, 303, 307, 308), _NOT_WEB),
    401: "asks for a login",
    402: "asks for payment",
    403: "does not let programs read it",
    404: "is not there; has the address changed?",
    410: "is gone for good",
    429: "is asked too often; raise crawl.delay",
}


def explain(error: BaseException, url: str) -> str:
    """One line on a failed request: the address, what happened, and what to do where something can be done."""
    host = urlsplit(url).netloc
    answer = getattr(error, "response", None)
    if answer is not None:
        return refused(url, answer.status)
    text = str(error)
    for part, words in _TEXTS.items():
        if part in text:
            return f"{url}: {words}"
    if isinstance(error, IgnoreRequest):  # our own, in words
        return f"{url}: {text}"
    for one in _chain(error):
        for kind in type(one).__mro__:
            if kind.__name__ in _WORDS:
                return f"{url}: {_WORDS[kind.__name__].format(host=host)}"
    return f"{url}: can't be fetched ({type(error).__name__}: {text[:200]})"


def status(error: BaseException) -> int | None:
    """The HTTP status of an answer that was no page; None where there was none."""
    found = getattr(getattr(error, "response", None), "status", None) or getattr(error, "status", None)
    return found if isinstance(found, int) else None


def refused(url: str, status: int) -> str:
    """One line on an answer that is no page."""
    server = "has trouble at its server; try again later" if status >= 500 else "can't be read"  # noqa: PLR2004  # RFC 9110
    return f"{url}: {_STATUS.get(status, server)} (HTTP {status})"


def _chain(error: BaseException | None) -> list[BaseException]:
    """The error, its cause, and what Twisted keeps as its reasons."""
    found: list[BaseException] = []
    while error is not None and len(found) < 8:  # noqa: PLR2004  # enough for any chain
        found.append(error)
        reasons = getattr(error, "reasons", None) or []
        found += [reason.value for reason in reasons if hasattr(reason, "value")]
        error = error.__cause__
    return found
