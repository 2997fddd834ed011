"""`onrecord init` and `onrecord check`: having a configuration that works."""

from __future__ import annotations

from pathlib import Path

import click

from onrecord.cli.context import config_option, config_path, configuration
from onrecord.cli.terminal import count, say
from onrecord.errors import ConfigError


@click.command("init")
@config_option
def init_() -> None:
    r"""Write a commented topics.yaml to fill in.

    An existing file is left as it is.

    \b
    Example:
      onrecord init
    """
    from onrecord import config  # noqa: PLC0415  # keeps --help quick

    path = config_path() or Path("topics.yaml")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(config.example())
    except FileExistsError as error:
        raise ConfigError(f"{path}: exists already; edit it, or name another file with --config") from error
    except OSError as error:
        raise ConfigError(f"{path}: can't be written: {error.strerror}") from error
    say(f"Wrote {path}. Open it in an editor, fill in your topics, then run: onrecord check")


@click.command("check")
@config_option
def check_() -> None:
    r"""Check topics.yaml and say what it asks for.

    Each fault gets a line with its place: file, line, column, key, what was expected.

    \b
    Example:
      onrecord check
      onrecord check --config work/topics.yaml
    """
    from onrecord.config.schema import WEEK  # noqa: PLC0415  # keeps --help quick
    from scraper.job import chosen, require_contact  # noqa: PLC0415  # as above

    settings = configuration()
    parts = (
        count(len(settings.sources), "source"),
        count(len(settings.topics), "topic"),
        count(len(settings.digests), "digest"),
    )
    say(f"{settings.path}: fine. {', '.join(parts)}.")
    try:
        if settings.store.url_env is not None:
            settings.store.engine_url()  # it may not be set; an address in the file was looked at
        require_contact(chosen(settings, ()), settings)
    except ConfigError as error:
        say(f"  but no crawl can start: {error}")
    for digest in settings.digests:
        days = "every day" if len(digest.days) == len(WEEK) else ", ".join(digest.days)
        people = ", ".join((*digest.recipients, *digest.webhooks)) or "nobody yet: add recipients"
        say(f"  {digest.name}: {days} at {digest.at:%H:%M} {digest.timezone}, to {people}")
