"""`onrecord recipients`: who gets what, and what readers asked the operator for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import count, say
from onrecord.errors import ConfigError

if TYPE_CHECKING:
    from onrecord.config import Config, Digest


@click.group("recipients", invoke_without_command=True)
@config_option
@click.pass_context
def recipients_(ctx: click.Context) -> None:
    r"""Show who gets which digest, since when and how, and note what readers ask you for.

    To those whom topics.yaml names come readers who signed up on the web edition and confirmed it. Who left a digest
    never gets it again, whatever topics.yaml says, until that reader asks for it, or you say `allow`.

    \b
    Example:
      onrecord recipients
      onrecord recipients add anna@example.org morning
      onrecord recipients remove anna@example.org morning
      onrecord recipients allow anna@example.org
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_)


@recipients_.command("list")
@click.argument("digest", required=False)
@config_option
def list_(digest: str | None = None) -> None:
    r"""List who gets which digest, since when and how, and who left; with DIGEST, of that one.

    \b
    Example:
      onrecord recipients list
      onrecord recipients list morning
    """
    from onrecord.cli.views import recipients as views  # noqa: PLC0415  # keeps --help quick
    from onrecord.store import choices  # noqa: PLC0415  # as above

    config = configuration()
    only = None if digest is None else _digest(config, digest).name
    with store(config).read() as tx:
        made = choices.every(tx)
    for line in views.lines(config.digests, made, only=only):
        say(line)


@recipients_.command("add")
@click.argument("address")
@click.argument("digest")
@config_option
def add_(address: str, digest: str) -> None:
    r"""Send DIGEST to ADDRESS from now on: on your word that the reader asked for it.

    Who left it is not added: if the reader wants to come back, say `allow` first.

    \b
    Example:
      onrecord recipients add anna@example.org morning
    """
    from onrecord.store import choices  # noqa: PLC0415  # keeps --help quick

    config = configuration()
    bare, wanted = _address(address), _digest(config, digest)
    with store(config).write() as tx:
        made = choices.of(tx, bare)
        choice = choices.deciding(made, wanted.name)
        if choice is not None and not choice.gets:
            raise ConfigError(
                f"{bare} left {wanted.name} on {choice.made:%Y-%m-%d}; if the reader asks for it again: "
                f"onrecord recipients allow {bare}"
            )
        choices.join(tx, bare, wanted.name, now=datetime.now(UTC), by=choices.By.OPERATOR)
    say(f"{bare} gets {wanted.name} from its next edition on.")


@recipients_.command("remove")
@click.argument("address")
@click.argument("digest", required=False)
@config_option
def remove_(address: str, digest: str | None) -> None:
    r"""Never send DIGEST to ADDRESS again, or without DIGEST none, also none to come: as though the reader had left.

    It holds whatever topics.yaml says, and for what waits in the outbox.

    \b
    Example:
      onrecord recipients remove anna@example.org morning
      onrecord recipients remove anna@example.org
    """
    from onrecord.store import choices, recipients  # noqa: PLC0415  # keeps --help quick

    config = configuration()
    bare = _address(address)
    name = choices.ALL if digest is None else _digest(config, digest).name
    with store(config).write() as tx:
        stopped = recipients.leave(tx, bare, name, now=datetime.now(UTC), by=choices.By.OPERATOR)
    waiting = f" {count(stopped, 'message')} in the outbox will not be sent." if stopped else ""
    what = f"gets {name} no more" if name else "gets no digest any more, also none to come"
    say(f"{bare} {what}.{waiting}")


@recipients_.command("allow")
@click.argument("address")
@config_option
def allow_(address: str) -> None:
    r"""Forget that ADDRESS left: topics.yaml and the page to sign up hold for it again. Do so when the reader asks.

    \b
    Example:
      onrecord recipients allow anna@example.org
    """
    from onrecord.store import choices  # noqa: PLC0415  # keeps --help quick

    config = configuration()
    bare = _address(address)
    with store(config).write() as tx:
        forgotten = choices.allow(tx, bare)
    if not forgotten:
        say(f"{bare} has left nothing.")
        return
    say(f"{bare} may be written to again: by topics.yaml, after signing up, or with 'onrecord recipients add'.")


def _address(text: str) -> str:
    """The bare address, as the store has it."""
    from pydantic_core import PydanticCustomError  # noqa: PLC0415  # keeps --help quick

    from onrecord.config import kinds  # noqa: PLC0415  # as above
    from onrecord.mailboxes import folded  # noqa: PLC0415  # as above

    try:
        return folded(kinds.address(text))
    except (PydanticCustomError, ValueError):
        raise click.BadParameter(f"{text!r} is no mail address; give one such as anna@example.org") from None


def _digest(config: Config, name: str) -> Digest:
    """The digest of this name."""
    for digest in config.digests:
        if digest.name.casefold() == name.casefold():
            return digest
    known = ", ".join(digest.name for digest in config.digests) or "none yet"
    raise ConfigError(f"{config.path}: no digest is named {name!r}; there are: {known}")
