"""`onrecord send`: what waits in the outbox, or a message to try the way."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import complain, count, progress, say
from onrecord.errors import RefusedError, SendError
from onrecord.model import DeliveryStatus

if TYPE_CHECKING:
    from digests.transports import Transport
    from onrecord.config import Config
    from onrecord.model import Delivery


@click.command("send")
@click.option(
    "--test", "to", metavar="ADDRESS", help="Send a short test message to this address, or a webhook's name, instead."
)
@click.option(
    "--again",
    is_flag=True,
    help="Also send once more what failed or may have arrived, to those who still get it: some may get a repeat.",
)
@config_option
def send_(to: str | None, *, again: bool) -> None:
    r"""Send what is in the outbox: to the mail server of topics.yaml or into a folder, and to chats.

    With --test, the outbox is left alone: one short mail, with all that a digest's mail has, goes the same way.

    \b
    Example:
      onrecord send
      onrecord send --test anna@example.org
      onrecord send --again
    """
    if to is not None and again:
        raise click.UsageError("--test leaves the outbox alone: give it or --again.")
    from digests import outbox  # noqa: PLC0415  # keeps --help quick
    from digests.reader_links import Linking  # noqa: PLC0415  # as above
    from digests.transports.webhook import Webhooks  # noqa: PLC0415  # as above
    from onrecord.state.recipients import wanted  # noqa: PLC0415  # as above
    from onrecord.store import holding, tasks  # noqa: PLC0415  # as above
    from onrecord.store import outbox as rows  # noqa: PLC0415  # as above

    config = configuration()
    if to is not None:
        _try(config, to)
        return
    opened = store(config)
    if again:
        with opened.write() as tx:
            queued = rows.again(tx, now=datetime.now(UTC), wanted=wanted(tx, config))
        say(f"{count(queued, 'message')} queued once more.")
    with progress("Sending") as advance, holding.holding(opened, tasks.SENDING) as held:
        linking, ways = Linking.of(opened, config), [Webhooks(config.webhooks)]
        done = outbox.send(opened, config.mail, others=ways, linking=linking, progress=advance)
        held.done(tasks.SENDING, done.errors[0] if done.errors else None)
    for error in done.errors:
        complain(error)
    say(done.told)
    if done.errors:
        raise SendError("not everything was sent; `onrecord status` shows what waits")
    with opened.read() as tx:
        waiting = rows.counts(tx).get(DeliveryStatus.QUEUED, 0)
    if waiting:
        say(f"{count(waiting, 'message waits', 'messages wait')} for the next try; `onrecord status` tells why.")


def _try(config: Config, to: str) -> None:
    """Send the test message, and say where it went."""
    from digests import headers, transports  # noqa: PLC0415  # keeps --help quick
    from digests.transports.webhook import Webhooks  # noqa: PLC0415  # as above
    from digests.trial import trial  # noqa: PLC0415  # as above
    from onrecord.store.outbox import WEBHOOK  # noqa: PLC0415  # as above

    now = datetime.now(UTC)
    if to in {channel.name for channel in config.webhooks}:
        _hand_over(Webhooks(config.webhooks), trial(config, f"{WEBHOOK}{to}", now=now))
        say(f"The service took the test message for {to}: look into the channel.")
        return
    try:
        _, address = headers.split(to)
    except RefusedError:
        known = "".join(f", or {channel.name}" for channel in config.webhooks)
        raise click.BadParameter(
            f"{to!r} is no mail address; give one such as anna@example.org{known}", param_hint="--test"
        ) from None
    mail = config.mail
    _hand_over(transports.of_mail(mail), trial(config, to, now=now))
    if mail.smtp is None:
        folder = mail.folder or mail.maildir
        say(f"The test mail lies in {folder}. It was not sent: topics.yaml names no server (mail.smtp).")
        return
    say(f"{mail.smtp.host}:{mail.smtp.port} took the test mail for {address}.")
    say("If it is not there in a few minutes, look into the spam folder, and ask: onrecord doctor")


def _hand_over(out: Transport, delivery: Delivery) -> None:
    with closing(out):
        out.open()
        out.send(delivery)
