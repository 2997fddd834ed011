"""To whom topics.yaml says that mail goes."""

from __future__ import annotations

from email.utils import parseaddr
from typing import TYPE_CHECKING

from onrecord.store.outbox import WEBHOOK

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.config import Config


def named(config: Config) -> Callable[[str], bool]:
    """Whether a digest or what the operator is told still goes to a recipient, whatever name stands by the address."""
    readers = {_bare(to) for digest in config.digests for to in digest.recipients}
    readers |= {_bare(config.mail.operator)} if config.mail.operator else set()
    channels = {f"{WEBHOOK}{name}" for digest in config.digests for name in digest.webhooks}
    return lambda to: to in channels or _bare(to) in readers


def _bare(recipient: str) -> str:
    return parseaddr(recipient)[1].lower()
