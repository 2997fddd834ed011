"""Posting an edition to a channel of a chat: its Markdown form, through Apprise, which knows each service."""

from __future__ import annotations

import logging
import re
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from digests.headers import line
from digests.transports import Transport
from onrecord.errors import ConfigError, RefusedError, SendError, UnansweredError
from onrecord.store.outbox import WEBHOOK, Lane

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from onrecord.config import Webhook
    from onrecord.model import Delivery, Message

_LATER: Final = frozenset({408, 429})  # the statuses of HTTP below 500 that ask to come again
_CLIENT_FAULTS: Final = range(400, 500)
_MARGIN: Final = 100  # characters that a service's own form may take beside ours
_CALLS: Final = re.compile(
    r"(?P<url>https?://[^\s<>]*)|(?<!\w)@(?=[\w&!])|@(?=everyone|here|channel|all)|<(?=!|at>)", re.IGNORECASE
)
_REST: Final = "(The rest is in the mail.)"
_LOGGER: Final = logging.getLogger("apprise")


class Webhooks(Transport):
    """The channels that topics.yaml names; deliveries to them have the recipient `webhook:NAME`.

    What is wrong with one channel, its address among it, holds up no other: its deliveries are tried again.
    """

    lease = timedelta(minutes=5)  # each request has 8 seconds, and a service may take some
    lane = Lane(webhooks=True)

    def __init__(self, channels: Iterable[Webhook]) -> None:
        self.channels = {channel.name: channel for channel in channels}
        self._handed_over = False

    @property
    def handed_over(self) -> bool:
        """Whether the service may have the message in hand."""
        return self._handed_over

    def open(self) -> None:
        """Raise `ConfigError` where Apprise is missing."""
        _apprise()

    def send(self, delivery: Delivery) -> None:
        """Post the edition, in one message unless the channel's address asks for several."""
        self._handed_over = False
        name = delivery.recipient.removeprefix(WEBHOOK)
        channel = self.channels.get(name)
        if channel is None:
            raise RefusedError(f"no webhook is named {name!r} any more; topics.yaml names them under 'webhooks:'")
        try:
            url = channel.url()
        except ConfigError as error:
            raise SendError(str(error)) from error
        where = channel.url_env or channel.url_file
        with _heard() as heard:
            service = _apprise().Apprise.instantiate(url, asset=_asset())
            if service is None:
                raise SendError(
                    f"webhook {name}: the address in {where} is none that Apprise knows; "
                    "https://github.com/caronc/apprise/wiki tells how each service's is written"
                )
            to = _apprise().Apprise(asset=_asset())
            to.add(service)
            title = unheard(line(delivery.message.subject))
            body = _fitted(delivery.message, service, len(title))
            self._handed_over = True
            if to.notify(title=title, body=body, body_format="markdown"):
                return
        raise _trouble(name, heard, where=str(where))


def cut(markdown: str, most: int) -> str:
    """As many whole paragraphs as fit into so many characters, with a line that says that there is more."""
    if len(markdown) <= most:
        return markdown
    kept: list[str] = []
    room = most - len(_REST)
    for paragraph in markdown.split("\n\n"):
        room -= len(paragraph) + 2
        if room < 0:
            break
        kept.append(paragraph)
    return "\n\n".join([*kept, _REST])


def unheard(markdown: str) -> str:
    """The text with nothing in it that calls people: an article's '@everyone' or '<!channel>' is only words here.

    A character of no width parts the sign from the name; in addresses of pages the sign is spelt out.
    """
    return _CALLS.sub(lambda found: found[0].replace("@", "%40") if found["url"] else f"{found[0]}\u200b", markdown)


def _fitted(message: Message, service: Any, title: int) -> str:  # noqa: ANN401  # Apprise ships no types
    """What the service takes in one message; all of it where the address asks for `overflow=split`."""
    body = unheard(message.markdown or message.text)
    if service.overflow_mode == _apprise().OverflowMode.SPLIT:
        return body
    return cut(body, service.body_maxlen - title - _MARGIN)


def _trouble(name: str, heard: list[str], *, where: str) -> SendError:
    """What Apprise's log tells of a message that was not taken: it says no more than that by itself."""
    codes = [int(found[1]) for told in heard if (found := re.search(r"\berror=(\d{3})\b", told))]
    if any(told.startswith("Sent ") for told in heard):  # the first of several: again, it would be there twice
        return UnansweredError(f"webhook {name}: the service took a part of the message only")
    if not codes and any("Max retries exceeded" in told for told in heard):  # of the connection: nothing was posted
        return SendError(f"webhook {name}: the service can't be reached; is it up, and its address in {where} right?")
    if not codes:
        return UnansweredError(f"webhook {name}: the service did not answer")
    if codes[-1] in _CLIENT_FAULTS and codes[-1] not in _LATER:
        return RefusedError(f"webhook {name}: the service refused the message: HTTP {codes[-1]}; is {where} right?")
    return SendError(f"webhook {name}: the service did not take the message: HTTP {codes[-1]}")


@contextmanager
def _heard() -> Iterator[list[str]]:
    """What Apprise logs meanwhile, which goes nowhere else: addresses may stand in it, and they are secrets."""
    told: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: told.append(record.getMessage())  # type: ignore[method-assign]
    before = _LOGGER.propagate, _LOGGER.level
    _LOGGER.propagate = False
    _LOGGER.setLevel(logging.DEBUG)  # why no answer came is told on that level alone
    _LOGGER.addHandler(handler)
    try:
        yield told
    finally:
        _LOGGER.removeHandler(handler)
        _LOGGER.propagate = before[0]
        _LOGGER.setLevel(before[1])


def _asset() -> Any:  # noqa: ANN401
    """How Apprise names us to services; no pictures from elsewhere."""
    asset = _apprise().AppriseAsset(app_id="On Record", app_desc="On Record", app_url="", async_mode=False)
    asset.image_url_mask = asset.image_url_logo = ""
    return asset


def _apprise() -> Any:  # noqa: ANN401
    try:
        import apprise  # noqa: PLC0415  # an extra, and slow to load
    except ImportError:
        raise ConfigError(
            "webhooks: Apprise is missing, through which chats are reached; type: pip install 'on-record[chat]'"
        ) from None
    return apprise
