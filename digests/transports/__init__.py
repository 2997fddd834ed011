"""The ways out: a mail server, or a folder that stands in for one.

`smtp` speaks to a server, `folders` writes files; each is a `Transport`, and `digests.outbox` knows no more of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from onrecord.store import outbox

if TYPE_CHECKING:
    from datetime import timedelta

    from onrecord.config import Mail
    from onrecord.model import Delivery


class Transport(Protocol):
    """A way out. `lease` is longer than one message can take.

    `lane` tells which deliveries leave this way, and how often one may be handed over while no answer comes.
    """

    lease: timedelta
    lane: outbox.Lane = outbox.MAIL

    @property
    def handed_over(self) -> bool:
        """Whether the message that is being sent may have left; asked when the sending is stopped meanwhile."""
        return False

    def open(self) -> None:
        """Be ready for the next message; asked before each, while no delivery is claimed yet.

        Raises `UnreachableError` where no message can leave now, `ConfigError` where the settings are at fault.
        """
        return

    def send(self, delivery: Delivery) -> None:
        """Hand one message over. What it raises tells how that went.

        `RefusedError`: it never will be taken; `UnansweredError`: it was handed over, and the answer was lost; any
        other `SendError`: it was not taken this time; `UnreachableError` and `ConfigError`: as `open` does, and this
        message was not handed over.
        """

    def close(self) -> None:
        """Let go of what `open` holds."""
        return


def of_mail(settings: Mail) -> Transport:
    """The one that `mail` names: the server, the folder, or else the Maildir."""
    # They are made as this module says, and import it.
    from digests.transports.folders import Folder, Maildir  # noqa: PLC0415
    from digests.transports.smtp import SmtpServer  # noqa: PLC0415

    if settings.smtp is not None:
        return SmtpServer(settings, settings.smtp)
    return Maildir(settings) if settings.folder is None else Folder(settings, settings.folder)
