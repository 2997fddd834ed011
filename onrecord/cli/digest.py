"""`onrecord digest`: from matches to an edition."""

from __future__ import annotations

import webbrowser
from datetime import UTC, date, datetime
from email.utils import make_msgid
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import complain, progress, say
from onrecord.errors import ConfigError, OnRecordError
from onrecord.model import Delivery, DeliveryStatus

if TYPE_CHECKING:
    from onrecord.config import Config, Digest, Mail
    from onrecord.model import Message
    from onrecord.store import Store

FORMS = ("html", "text", "md", "json", "eml")


@click.command("digest")
@click.argument("name", required=False)
@click.option(
    "--date",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The edition's date.  [default: today, in its zone]",
)
@click.option("--due", is_flag=True, help="Each digest whose time has come, if it is not composed yet, and no other.")
@click.option("--preview", is_flag=True, help="Show it as it would be composed now; enter nothing, send nothing.")
@click.option(
    "--format", "form", type=click.Choice(FORMS), help="Write it in this form.  [default: text, of a preview]"
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True), help="Write to this file.")
@click.option("--open", "opened", is_flag=True, help="Open the HTML in the browser.")
@config_option
def digest_(  # noqa: PLR0913 - an argument for each option
    name: str | None,
    day: datetime | None,
    *,
    due: bool,
    preview: bool,
    form: str | None,
    output: Path | None,
    opened: bool,
) -> None:
    r"""Compose today's edition of a digest (NAME; default: of each) and put it in the outbox.

    Articles that wait are read first, as `onrecord enrich` does. An edition is composed once for a date;
    composing it again shows the one there is. `onrecord send` empties the outbox. With --due it waits for sources that
    are being read, as long as the digest's `wait` says.

    \b
    Example:
      onrecord digest --preview
      onrecord digest morning --preview --open
      onrecord digest morning --date 2026-11-24 --format html --output morning.html
      onrecord digest morning && onrecord send
    """
    if due:
        _compose_due(alone=not any((name, day, preview, form, output, opened)))
        return
    from digests import compose  # noqa: PLC0415  # keeps --help quick
    from digests.data import as_json  # noqa: PLC0415  # as above

    config = configuration()
    wanted = _digests(config, name)
    if output == Path("-"):
        form, output = form or "text", None
    _agree(wanted, form, output, preview=preview, opened=opened)
    if day and not preview:
        _not_to_come(day.date(), wanted)
    if form is None and (preview or output):
        form = "text"
    kept = store(config)
    _read(config, kept, until=datetime.now(UTC) + max(digest.wait for digest in wanted))
    now = datetime.now(UTC)
    for digest in wanted:
        of_day = day.date() if day else now.astimezone(digest.zone).date()
        if form == "json":
            _show(as_json(compose.draft(kept, config, digest, of_day, now=now)), output)
            continue
        if preview:
            message = compose.preview(kept, config, digest, of_day, now=now)
        else:
            message, new = compose.compose(kept, config, digest, of_day, now=now)
            outcome = f"{digest.name} of {of_day}: {_outcome(kept, digest, of_day, new=new)} {message.subject}"
            click.echo(outcome, err=form is not None and output is None)
        if form is not None and not (opened and output is None):
            texts = {"html": message.html, "text": message.text, "md": message.markdown}
            _show(texts[form] if form in texts else _first(message, digest, of_day, config.mail), output)
        if opened:
            _open(message.html)


def _read(config: Config, kept: Store, *, until: datetime) -> None:
    """Read the articles that wait, but not for longer."""
    from onrecord.enrich import run  # noqa: PLC0415  # keeps --help quick

    with progress("Reading articles") as advance:
        shown = run.Shown(advance)
        found = run.enrich(kept, config.rules, language=config.language, how=config.enrich, until=until, shown=shown)
    if found.left:
        complain(f"{found.left:,} articles wait to be read still, and are not in it")


def _compose_due(*, alone: bool) -> None:
    if not alone:
        raise click.UsageError("--due goes alone: it is for the digests whose time has come, on their own day.")
    from onrecord.schedule.run import compose  # noqa: PLC0415  # keeps --help quick
    from onrecord.schedule.steps import Done  # noqa: PLC0415  # as above

    config = configuration()
    done = Done()
    with progress("Reading articles") as advance:
        compose(done, config, store(config), advance)
    for line in done.told:
        say(line)
    for line in done.errors:
        complain(line)
    if done.errors:
        raise OnRecordError("not every digest could be composed; it is tried again at the next run")


def _digests(config: Config, name: str | None) -> list[Digest]:
    from onrecord.config import Digest  # noqa: PLC0415  # keeps --help quick

    if name is None:
        return list(config.digests) or [Digest(name="digest")]
    found = [digest for digest in config.digests if digest.name.casefold() == name.casefold()]
    if not found:
        known = ", ".join(digest.name for digest in config.digests) or "none yet"
        raise ConfigError(f"{config.path}: no digest is named {name!r}; there are: {known}")
    return found


def _agree(wanted: list[Digest], form: str | None, output: Path | None, *, preview: bool, opened: bool) -> None:
    """Refuse options that do not go together."""
    if (output or form not in {None, "text"}) and len(wanted) > 1:
        raise click.UsageError("--format and --output take one digest: name it.")
    if opened and form not in {None, "html"} and (output is None or form == "json"):
        raise click.UsageError(f"--open shows the HTML: leave out --format {form}.")
    if form == "json" and not preview:
        raise click.UsageError("--format json shows an edition before it is composed: add --preview.")


def _not_to_come(day: date, digests: list[Digest]) -> None:
    """Refuse an edition of a day to come: it would take what those before it are to bring."""
    for digest in digests:
        if day > (today := datetime.now(digest.zone).date()):
            told = f"{day} is still to come (today is {today} in {digest.zone}): correct --date, or add --preview."
            raise click.UsageError(told)


def _first(message: Message, digest: Digest, day: date, settings: Mail) -> str:
    """The mail that the first recipient would get; the sender, where there is none."""
    from digests.mail import mail  # noqa: PLC0415  # keeps --help quick

    to = digest.recipients[0] if digest.recipients else settings.from_
    message_id = make_msgid(domain=settings.domain)
    delivery = Delivery(0, digest.name, day, to, message_id, datetime.now(UTC), message, DeliveryStatus.QUEUED)
    return mail(delivery, settings).decode("ascii")


def _show(text: str, output: Path | None) -> None:
    """Write to a file, or to standard output."""
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise OnRecordError(f"{output}: can't be written ({error.strerror}); name another file") from error
    click.echo(f"Wrote {output}", err=True)


def _open(html: str) -> None:
    """Show a page in the browser; it stays in the folder for temporary files, which the browser reads it from."""
    with NamedTemporaryFile("w", prefix="onrecord-", suffix=".html", delete=False, encoding="utf-8") as file:
        file.write(html)
    if not webbrowser.open(Path(file.name).as_uri()):
        complain(f"no browser could be opened; open {file.name} yourself")


def _outcome(kept: Store, digest: Digest, day: date, *, new: bool) -> str:
    if not new:
        return "was composed before:"
    from onrecord.store import choices  # noqa: PLC0415  # keeps --help quick

    with kept.read() as tx:
        goes = digest.webhooks or choices.recipients(tx, digest.name, digest.recipients)
    return "composed:" if goes else f"composed for nobody (no recipients), {day}:"
