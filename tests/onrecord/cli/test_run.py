"""`onrecord run`: all that is due, whatever happens meanwhile."""

from __future__ import annotations

import random
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.cli.newsstand import newsstand
from onrecord.model import Edition, Message
from onrecord.store import Store, editions
from tests import stores
from tests.command import onrecord, started
from tests.scraper.loopback import on_a_terminal

SITE = Path(__file__).parents[3] / "seeds" / "site"
MOMENTS = 6

CONTENT = """
SELECT 'article', a.url, a.title, a.text, CAST(a.enriched_with IS NOT NULL AS TEXT), a.matched_with FROM articles a
UNION ALL SELECT 'url', u.url, a.url, '', '', '' FROM article_urls u JOIN articles a ON a.id = u.article_id
UNION ALL SELECT 'related', a.url, CAST(r.position AS TEXT), r.title, r.url, r.box
    FROM related_headlines r JOIN articles a ON a.id = r.article_id
UNION ALL SELECT 'statement', s.key, CAST(s.position AS TEXT), s.content, CAST(s.spans AS TEXT), p.name
    FROM statements s LEFT JOIN speakers p ON p.id = s.speaker_id
UNION ALL SELECT 'match', s.key, m.topic, CAST(m.reason AS TEXT), '', ''
    FROM matches m JOIN statements s ON s.id = m.statement_id
UNION ALL SELECT 'edition', digest, CAST(statements AS TEXT), '', '', '' FROM editions
UNION ALL SELECT 'dealt with', key, '', '', '', '' FROM edition_statements
UNION ALL SELECT 'delivery', recipient, status, '', '', '' FROM deliveries
ORDER BY 1, 2, 3, 4, 5, 6
"""


def prepare(folder: Path, address: str) -> None:
    folder.mkdir()
    (folder / "topics.yaml").write_text(
        f"""
sources:
  - {{name: Gazette, feed: "{address}/harbour-gazette/feed.xml", allow_private: true}}
topics:
  - {{name: harbour, any: [Port Authority, "dredg*", container terminal]}}
  - {{name: health, any: [measles, "hospital*"]}}
digests:
  - {{name: morning, recipients: [ana@example.org], at: "00:00"}}
crawl: {{delay: 0}}
"""
    )


def run(folder: Path) -> None:
    ended = onrecord(folder, "run")
    assert ended.returncode == 0, ended.stderr


def content(folder: Path) -> list[tuple[object, ...]]:
    return stores.rows(folder, CONTENT)


def mails(folder: Path) -> int:
    return len(list((folder / "outbox").glob("[nc]*/*.eml")))


def test_a_run_killed_at_any_moment_is_made_good_by_the_next(tmp_path: Path) -> None:
    chance = random.Random(20261124)  # noqa: S311  # moments, no secrets
    with newsstand(SITE) as address:
        prepare(tmp_path / "undisturbed", address)
        begin = time.monotonic()
        run(tmp_path / "undisturbed")
        duration = time.monotonic() - begin
        expected = content(tmp_path / "undisturbed")
        assert {row[0] for row in expected} >= {"article", "statement", "match", "edition", "delivery"}
        assert mails(tmp_path / "undisturbed") == 1
        folder = tmp_path / "killed"
        prepare(folder, address)
        for number in range(MOMENTS):
            # The first moments fall all over a whole run; a killed run leaves less to do for the next.
            moment = duration * (number + chance.random()) / MOMENTS
            with started(folder, "run") as command:
                command.process.join(moment)  # and at the end of the block it is killed, if it is at work still
        run(folder)
        assert content(folder) == expected
        assert mails(folder) == 1


def test_a_second_run_finds_nothing_to_do(tmp_path: Path) -> None:
    with newsstand(SITE) as address:
        prepare(tmp_path / "a", address)
        run(tmp_path / "a")
        before = content(tmp_path / "a")
        run(tmp_path / "a")
    assert content(tmp_path / "a") == before
    assert mails(tmp_path / "a") == 1


def test_two_runs_at_once_send_one_mail(tmp_path: Path) -> None:
    with newsstand(SITE) as address:
        prepare(tmp_path / "a", address)
        with started(tmp_path / "a", "run") as one, started(tmp_path / "a", "run") as other:
            ended = [command.ended() for command in (one, other)]
    assert [(command.stderr, command.returncode) for command in ended] == [("", 0), ("", 0)]
    assert mails(tmp_path / "a") == 1


@pytest.mark.parametrize("fault", ["feed", "mail"])
def test_a_step_that_fails_does_not_keep_the_others_from_their_work(tmp_path: Path, fault: str) -> None:
    with newsstand(SITE) as address:
        prepare(tmp_path / "a", address)
        path = tmp_path / "a" / "topics.yaml"
        if fault == "feed":
            path.write_text(
                path.read_text().replace("sources:", f'sources:\n  - {{name: Gone, feed: "{address}/gone"}}')
            )
        else:
            (tmp_path / "a" / "outbox").write_text("in the way")
        ended = onrecord(tmp_path / "a", "run")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert ("Gone" if fault == "feed" else "outbox") in ended.stderr
    assert {row[0] for row in content(tmp_path / "a")} >= {"article", "statement", "edition", "delivery"}
    if fault == "feed":
        assert mails(tmp_path / "a") == 1


def test_on_a_terminal_the_steps_stand_below_each_other(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "a.txt").write_text(" date 2026-11-24 Port\n“The port opens,” said Mirela Tonquist.\n")
    (tmp_path / "topics.yaml").write_text("sources: [{name: papers, folder: ./papers}]\n")
    now = datetime.now(UTC)
    with Store.open(stores.at(tmp_path)) as store, store.write() as tx:
        edition = Edition("morning", now.date(), "UTC", now, ())
        editions.add(tx, edition, Message("News", "html", "text"), keys=[], outbox={"ana@reader.example": "<1@a>"})
    shown = on_a_terminal(tmp_path, "run")
    steps = re.findall(r"(?m)^(Collecting|Reading articles|Sending) .* 1/1 ", shown)
    assert steps[-3:] == ["Collecting", "Reading articles", "Sending"]  # as they are left on the screen
