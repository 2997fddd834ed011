"""The Message-ID of a delivery: the same wherever and however often its edition is composed."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

_BYTES = 16  # no two deliveries have the same by chance


def message_id(digest: str, day: date, recipient: str, *, domain: str) -> str:
    """The Message-ID of a digest's edition for one recipient (RFC 5322, section 3.6.4).

    Readers' mail programs know a repeat by it, also one from another machine that composed the same edition. It
    ends in the sender's `domain`, which goes into its hash too, and tells nothing of the recipient.
    """
    delivery = f"{digest}\0{day.isoformat()}\0{recipient}\0{domain}"
    return f"<{blake2b(delivery.encode('utf-8', 'surrogatepass'), digest_size=_BYTES).hexdigest()}@{domain}>"
