"""`onrecord enrich`: from stored articles to statements."""

from __future__ import annotations

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import count, progress, say


@click.command("enrich")
@config_option
def enrich_() -> None:
    r"""Find the statements of all stored articles that wait for it, and match them to the topics.

    Stop it at any time: the next run goes on where this one stopped.

    \b
    Example:
      onrecord enrich
    """
    from onrecord.enrich import run  # noqa: PLC0415  # keeps --help quick

    config = configuration()
    with (
        progress("Reading articles", paced=True) as reading,
        progress("Holding against topics", paced=True) as matching,
    ):
        shown = run.Shown(reading, matching)
        done = run.enrich(store(config), config.rules, language=config.language, how=config.enrich, shown=shown)
    say(
        f"{count(done.articles, 'article')} read, {count(done.statements, 'statement')} found; "
        f"{count(done.matched, 'article')} held against {count(len(config.rules), 'topic')}."
    )
