"""`onrecord doctor`: is everything there that digests need to be made and to arrive, and if not, what to do."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.context import config_option, configuration
from onrecord.cli.doctor.findings import State
from onrecord.cli.terminal import count, say
from onrecord.errors import OnRecordError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.cli.doctor.findings import Finding
    from onrecord.config import Config

_COLOURS = {State.OK: "green", State.WARNING: "yellow", State.WRONG: "red"}
_INDENT = " " * 10
_WIDTH = 100


@click.command("doctor")
@click.option("--offline", is_flag=True, help="Look only at what is on this computer; ask no server.")
@click.option(
    "--make-dkim-key",
    "key",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a new key for signing mail to this file, and show the record for it. Looks at nothing else.",
)
@config_option
def doctor_(key: Path | None, *, offline: bool) -> None:
    r"""Look whether digests can be made and will arrive, and say what to do where not.

    On this computer: configuration, store, language model, templates, outbox. Of the mail server: name, encryption,
    certificate, login. Of the sender's domain: the records by which receivers tell mail from forgeries (SPF, DKIM,
    DMARC), with the very lines to enter. No mail is sent. Exit code 1 where something is wrong.

    \b
    Example:
      onrecord doctor
      onrecord doctor --offline
      onrecord doctor --make-dkim-key dkim.pem
    """
    if key is not None:
        _make(key)
        return
    config = configuration()
    states = []
    for heading, findings in _all(config, offline=offline):
        say(f"{heading}:")
        for finding in findings:
            _tell(finding)
            states.append(finding.state)
    bad, poor = states.count(State.WRONG), states.count(State.WARNING)
    if bad:
        raise OnRecordError(f"{count(bad, 'thing')} wrong; the lines above say what to do")
    better = f", {count(poor, 'thing')} could be better" if poor else ""
    say(f"Nothing is wrong{better}.")


def _all(config: Config, *, offline: bool) -> Iterator[tuple[str, Iterator[Finding]]]:
    from onrecord.cli.doctor import domain, here, server  # noqa: PLC0415  # keeps --help quick
    from onrecord.cli.doctor.names import Names  # noqa: PLC0415  # as above

    yield "On this computer", here.findings(config)
    smtp = config.mail.smtp
    if smtp is None or offline:
        return
    yield f"Mail server {smtp.host}:{smtp.port}", server.findings(config.mail, smtp)
    yield f"Domain of the sender, {config.mail.domain}", domain.findings(config.mail, smtp, Names())


def _tell(finding: Finding) -> None:
    state = click.style(f"{finding.state:<8}", fg=_COLOURS[finding.state])
    for number, line in enumerate(textwrap.wrap(finding.what, _WIDTH - len(_INDENT), break_long_words=False)):
        say(f"{_INDENT}{line}" if number else f"  {state}{line}")
    for line in textwrap.wrap(finding.remedy, _WIDTH - len(_INDENT) - 2, break_long_words=False):
        say(f"{_INDENT}  {line}")
    if finding.record:
        say(f"{_INDENT}    {finding.record}")


def _make(path: Path) -> None:
    from digests import dkim  # noqa: PLC0415  # keeps --help quick

    dkim.make(path)
    say(f"Wrote {path}, which only you can read. Keep it; whoever has it can sign as you.")
    say("1. Where your domain is managed, enter a TXT record with the name   onrecord._domainkey   and the text")
    say(f"   {dkim.record(path)}")
    say("2. Write into topics.yaml, under mail:")
    say(f"     dkim:\n       selector: onrecord\n       key_file: {path}")
    say("3. An hour later, ask: onrecord doctor")
