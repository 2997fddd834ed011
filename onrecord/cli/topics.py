"""`onrecord topics`: a rule tried before it is used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from onrecord.cli import texts
from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.moments import moment
from onrecord.cli.terminal import complain, count, progress, say
from onrecord.cli.views import topics as views
from onrecord.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from onrecord.config import Config
    from onrecord.enrich.topics import Matcher
    from onrecord.model import Topic
    from onrecord.store import Store
    from onrecord.store.matches import Report

RECENT = timedelta(days=7)


@dataclass(slots=True)
class _Tried:
    """What came of a topic: its matches by day, how many nearly matched, and the first of both to be shown."""

    days: Counter[str] = field(default_factory=Counter)
    missed: Counter[bool] = field(default_factory=Counter)  # whether its words stand elsewhere
    matches: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)


@click.group("topics")
def topics_() -> None:
    r"""Try the rules of topics.yaml.

    \b
    Example:
      onrecord topics test
    """


@topics_.command("test")
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option(
    "--since",
    callback=moment,
    metavar="WHEN",
    help="Statements in articles since then: 3d, 12h, 2w, or a date.  [default: 7d]",
)
@click.option("--text", "file", metavar="FILE", help="Statements in this text instead (- is standard input).")
@click.option("--show", default=5, show_default=True, type=click.IntRange(min=0), help="Matches to show of each topic.")
@config_option
def test_(names: tuple[str, ...], since: datetime | None, file: str | None, show: int) -> None:
    r"""Show which statements fall under the named topics (default: all), and why; and which nearly do.

    Nothing is stored, so a rule can be changed and tried again before a digest uses it.

    \b
    Example:
      onrecord topics test
      onrecord topics test "energy security" --since 30d --show 20
      onrecord topics test --text article.txt
    """
    from onrecord.enrich.topics import Matcher  # noqa: PLC0415  # keeps the other commands quick

    if file is not None and since is not None:
        raise click.UsageError("--since is for stored articles, and --text for one text instead: choose one.")
    config = configuration()
    topics = _chosen(config, names)
    matcher = Matcher(topics)
    tried = {topic.name: _Tried() for topic in topics}
    statements = 0
    with progress("Trying") as advance:
        reports = _of_text(config, file) if file is not None else _stored(store(config), since or _recent())
        for report in reports:
            _try(matcher, report, tried, show)
            statements += len(report.said)
            advance(statements, None)
    if not statements:
        complain(_nothing(file))
    for name, one in tried.items():
        matched, nearly, elsewhere = one.days.total(), one.missed[False], one.missed[True]
        say(
            f"{name}: {matched:,} of {count(statements, 'statement')} match, {nearly:,} nearly; "
            f"{elsewhere:,} have its words elsewhere in the article."
        )
        for line in (*views.days(one.days), *one.matches, *one.misses):
            say(line)


def _try(matcher: Matcher, report: Report, tried: dict[str, _Tried], show: int) -> None:
    from onrecord.enrich.jobs import about  # noqa: PLC0415  # as above

    for said in report.said.values():
        asked = about(report, said)
        for match in matcher.match(said.content, asked):
            one = tried[match.topic]
            one.days[f"{report.moment:%Y-%m-%d}"] += 1
            if len(one.matches) < show * views.LINES:
                one.matches += views.match(report, said, match)
        for miss in matcher.misses(said.content, asked):
            one = tried[miss.topic]
            one.missed[miss.elsewhere] += 1
            if not miss.elsewhere and len(one.misses) < show * views.LINES:
                one.misses += views.miss(report, said, miss)


def _chosen(config: Config, names: Sequence[str]) -> tuple[Topic, ...]:
    by_name = {topic.name: topic for topic in config.rules}
    if not by_name:
        raise ConfigError(f"{config.path}: topics: there are none yet; write one under 'topics:'")
    for name in names:
        if name not in by_name:
            near = get_close_matches(name, by_name, n=1)
            remedy = f"did you mean {near[0]!r}?" if near else f"its topics are: {', '.join(map(repr, by_name))}"
            raise ConfigError(f"{config.path}: topics: there is no topic {name!r}; {remedy}")
    return tuple(by_name[name] for name in dict.fromkeys(names)) or config.rules


def _stored(opened: Store, since: datetime) -> Iterator[Report]:
    from onrecord.store import matches  # noqa: PLC0415  # as above

    last = 0
    while True:
        with opened.read() as tx:
            reports = matches.since(tx, since, after=last)
        if not reports:
            return
        yield from reports
        last = reports[-1].id


def _of_text(config: Config, file: str) -> Iterator[Report]:
    from onrecord.enrich import annotate  # noqa: PLC0415  # spaCy takes seconds to load
    from onrecord.store.matches import Report, Said  # noqa: PLC0415  # as above

    [(_, text)] = texts.whole([file])
    nlp = annotate.load(config.language.model, config.language.engine)
    [found] = annotate.annotate(nlp, [text])
    said = {}
    for number, one in enumerate(found):
        cue, speaker = one.cue, one.speaker
        act, who = cue.act if cue else None, (speaker.name, speaker.kind, speaker.title) if speaker else ()
        said[number] = Said(one.content, act, *who)
    yield Report(0, "", None, "", text, datetime.now(UTC), said)


def _nothing(file: str | None) -> str:
    if file is not None:
        return f"{texts.name(file)}: no statements were found in it; 'onrecord annotate' shows what is found in a text"
    return "no statements in articles since then; --since 30d looks further back, 'onrecord run' collects new ones"


def _recent() -> datetime:
    return datetime.now(UTC) - RECENT
