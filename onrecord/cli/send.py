"""`onrecord send`: what waits in the outbox, or a message to try the way."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from digests import headers, outbox
from digests.mail import mail
from digests.transports_webhook import Webhooks
from digests.trial import trial
from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import complain, count, say
from onrecord.errors import RefusedError, SendError
from onrecord.store.outbox import WEBHOOK

if TYPE_CHECKING:
    from onrecord.config import Config
    from onrecord.model import Delivery


@click.command("send")
@click.option(
    "--test", "to", metavar="ADDRESS", help="Send a short test message to this address, or a webhook's name, instead."
)
@config_option
def send_(to: str | None) -> None:
    r"""Send what is in the outbox: to the SMTP server of topics.yaml, or into the Maildir.

    With --test, the outbox is left alone: one short mail, with all that a digest's mail has, goes the same way.

    \b
    Example:
      onrecord send
      onrecord send --test anna@example.org
    """
    config = configuration()
    if to is not None:
        _try(config, to)
        return
    done = outbox.send(store(config), config.mail)
    for error in done.errors:
        complain(error)
    say(f"{count(done.accepted, 'message')} sent, {done.postponed} to be tried again, {done.failed} failed.")
    if done.errors:
        raise SendError("not everything was sent; `onrecord status` shows what waits")


def _try(config: Config, to: str) -> None:
    """Send the test message, and say where it went."""
    now = datetime.now(UTC)
    if to in {channel.name for channel in config.webhooks}:
        channels = Webhooks(config.webhooks)
        channels.open()
        channels.send(trial(config, f"{WEBHOOK}{to}", now=now))
        say(f"The service took the test message for {to}: look into the channel.")
        return
    try:
        _, address = headers.split(to)
    except RefusedError:
        known = "".join(f", or {channel.name}" for channel in config.webhooks)
        raise click.BadParameter(
            f"{to!r} is no mail address; give one such as anna@example.org{known}", param_hint="--test"
        ) from None
    _hand_over(config, trial(config, to, now=now))
    server = config.mail.smtp
    if server is None:
        say(f"The test mail lies in {config.mail.maildir}. It was not sent: topics.yaml names no server (mail.smtp).")
        return
    say(f"{server.host}:{server.port} took the test mail for {address}.")
    say("If it is not there in a few minutes, look into the spam folder, and ask: onrecord doctor")


def _hand_over(config: Config, delivery: Delivery) -> None:
    outbox.transport(config.mail).send(delivery, mail(delivery, config.mail))
