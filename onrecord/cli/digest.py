"""`onrecord digest`: from matches to an edition."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from digests import compose
from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import progress, say
from onrecord.config import Digest
from onrecord.enrich.run import enrich
from onrecord.errors import ConfigError, OnRecordError

if TYPE_CHECKING:
    from onrecord.config import Config


@click.command("digest")
@click.argument("name", required=False)
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The edition's date.  [default: today, in its zone]",
)
@click.option("--preview", is_flag=True, help="Show it on the terminal; enter nothing, send nothing.")
@click.option("--html", type=click.Path(path_type=Path, dir_okay=False), help="Also write the HTML to this file.")
@config_option
def digest_(name: str | None, day: datetime | None, *, preview: bool, html: Path | None) -> None:
    r"""Compose today's edition of a digest (NAME; default: of each) and put it in the outbox.

    Articles that wait are read first, as `onrecord enrich` does. An edition is composed once for a date;
    composing it again shows the one there is. `onrecord send` empties the outbox.

    \b
    Example:
      onrecord digest --preview
      onrecord digest morning --preview --html morning.html
      onrecord digest morning && onrecord send
    """
    config = configuration()
    wanted = _digests(config, name)
    if html and len(wanted) > 1:
        raise click.UsageError("--html takes one digest: name it.")
    opened = store(config)
    with progress("Reading articles") as advance:
        enrich(opened, config.rules, model=config.language.model, engine=config.language.engine, progress=advance)
    now = datetime.now(UTC)
    for digest in wanted:
        of_day = day.date() if day else now.astimezone(digest.zone).date()
        if preview:
            message = compose.preview(opened, config, digest, of_day, now=now)
            say(message.text)
        else:
            message, new = compose.compose(opened, config, digest, of_day, now=now)
            say(f"{digest.name} of {of_day}: {_outcome(digest, of_day, new=new)} {message.subject}")
        if html:
            _write(html, message.html)


def _digests(config: Config, name: str | None) -> list[Digest]:
    if name is None:
        return list(config.digests) or [Digest(name="digest")]
    found = [digest for digest in config.digests if digest.name.casefold() == name.casefold()]
    if not found:
        known = ", ".join(digest.name for digest in config.digests) or "none yet"
        raise ConfigError(f"{config.path}: no digest is named {name!r}; there are: {known}")
    return found


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise OnRecordError(f"{path}: can't be written ({error.strerror}); name another file") from error
    say(f"Wrote {path}")


def _outcome(digest: Digest, day: date, *, new: bool) -> str:
    if not new:
        return "was composed before:"
    return "composed:" if digest.recipients or digest.webhooks else f"composed for nobody (no recipients), {day}:"
