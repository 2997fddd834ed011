"""Composing an edition, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digests import pages
from digests.compose import compose, preview
from digests.render import render
from onrecord.config import Config, Digest, TopicRule, Web
from onrecord.errors import ConfigError
from onrecord.model import DeliveryStatus
from onrecord.store import Store, choices, editions, outbox
from tests.samples import add, article, statement

if TYPE_CHECKING:
    from collections.abc import Iterator
    from unittest.mock import Mock

    from onrecord.model import Message

DAY = date(2026, 11, 24)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def digest(**changes: object) -> Digest:
    return Digest.model_validate({"name": "morning", "recipients": ["ana@example.org"]} | changes)


def config(*digests: Digest) -> Config:
    return Config(topics=(TopicRule(name="grid"),), digests=digests or (digest(),))


def waiting(store: Store) -> int:
    with store.read() as tx:
        return outbox.counts(tx).get(DeliveryStatus.QUEUED, 0)


@pytest.fixture
def full(store: Store, now: datetime) -> Store:
    add(store, article(), statement(), now=now, topics=config().rules)
    return store


def test_an_edition_goes_to_each_recipient(full: Store, now: datetime) -> None:
    three = digest(recipients=["ana@example.org", "Ben Ok <ben@example.org>", "cem@example.org"])
    message, new = compose(full, config(three), three, DAY, now=now)
    assert new
    assert "the grid is safe" in message.text
    assert waiting(full) == 3


def test_an_edition_goes_to_who_signed_up_and_not_to_who_left(full: Store, now: datetime) -> None:
    three = digest(recipients=["Ana <Ana@example.org>", "ben@example.org", "cem@example.org"])
    with full.write() as tx:
        for address in ("dan@example.org", "ana@EXAMPLE.org"):
            choices.join(tx, address, "Morning", now=now, by=choices.By.READER)
        choices.leave(tx, "BEN@example.org", "morning", now=now, by=choices.By.READER)
        choices.leave(tx, "cem@example.org", choices.ALL, now=now, by=choices.By.OPERATOR)
        choices.join(tx, "eve@example.org", "evening", now=now, by=choices.By.READER)
    compose(full, config(three), three, DAY, now=now)
    with full.write() as tx:
        taken = [outbox.claim(tx, now=now, lease=timedelta(minutes=1)) for _ in range(3)]
    assert [one and one.recipient for one in taken] == ["Ana <Ana@example.org>", "dan@example.org", None]


def test_composing_again_gives_the_same_edition_and_no_more_mail(full: Store, now: datetime) -> None:
    first, _ = compose(full, config(), digest(), DAY, now=now)
    add(full, article(2), statement("the grid is old"), now=now, topics=config().rules)
    again, new = compose(full, config(), digest(), DAY, now=now)
    assert (again, new) == (first, False)
    assert waiting(full) == 1


def test_composing_many_times_at_once_enters_one_edition(full: Store, now: datetime) -> None:
    def one(_: int) -> tuple[Message, bool]:
        return compose(full, config(), digest(), DAY, now=now)

    with ThreadPoolExecutor(4) as pool:
        composed = list(pool.map(one, range(8)))
    assert sum(new for _, new in composed) == 1
    assert len({message for message, _ in composed}) == 1
    assert waiting(full) == 1


def test_a_preview_enters_nothing(full: Store, now: datetime) -> None:
    assert "the grid is safe" in preview(full, config(), digest(), DAY, now=now).text
    assert waiting(full) == 0
    assert compose(full, config(), digest(), DAY, now=now)[1]


def test_an_empty_edition_is_entered_and_sent_only_where_asked_for(store: Store, now: datetime) -> None:
    compose(store, config(), digest(), DAY, now=now)
    assert waiting(store) == 0
    assert not compose(store, config(), digest(), DAY, now=now)[1]
    short = digest(name="evening", when_empty="short")
    compose(store, config(short), short, DAY, now=now)
    assert waiting(store) == 1


def test_an_edition_of_the_past_holds_nothing_of_the_days_after(full: Store, now: datetime) -> None:
    message, _ = compose(full, config(), digest(), date(2026, 11, 20), now=now)
    assert "the grid is safe" not in message.text


def test_a_message_id_names_the_senders_domain(full: Store, now: datetime) -> None:
    settings = Config.model_validate(
        {"topics": [{"name": "grid"}], "mail": {"from": "Desk <desk@paper.example>"}},
        context=Path("topics.yaml"),
    )
    compose(full, settings, digest(), DAY, now=now)
    with full.write() as tx:
        delivery = outbox.claim(tx, now=now, lease=now - now)
    assert delivery is not None
    assert delivery.message_id.endswith("@paper.example>")


def many(store: Store, now: datetime, number: int = 3) -> None:
    words = ["the grid is safe", "power is cheap in the north", "no engineer counts the old pylons of the grid"]
    for place, said in enumerate(words[:number]):
        add(store, article(place, text=f"Text {place}."), statement(said), now=now, topics=SHORT.rules)


SHORT = Config(topics=(TopicRule(name="grid", any=("grid", "power")),), digests=(digest(limit=1),))


def in_folder(tmp_path: Path, **editions: str) -> Config:
    """A configuration that shows one statement, as `topics.yaml` in a folder would give it."""
    raw = {"topics": [{"name": "grid", "any": ["grid", "power"]}], "digests": [{"name": "morning", "limit": 1}]}
    return Config.model_validate(raw | {"editions": editions}, context=tmp_path / "topics.yaml")


def composed(store: Store, settings: Config, now: datetime) -> Message:
    message, new = compose(store, settings, settings.digests[0], DAY, now=now)
    assert new
    return message


def test_what_the_mail_leaves_out_stands_in_a_page_beside_topics_yaml(
    store: Store, now: datetime, tmp_path: Path
) -> None:
    many(store, now)
    message = composed(store, in_folder(tmp_path), now)
    [page] = (tmp_path / "editions").iterdir()
    assert page.name == "morning-2026-11-24.html"
    assert page.read_text("utf-8") == message.full
    for words in ("the grid is safe", "power is cheap in the north", "the old pylons of the grid"):
        assert words in (message.full or "")
    with store.read() as tx:
        assert editions.find(tx, "morning", DAY) == message


def test_where_all_is_shown_there_is_no_page(store: Store, now: datetime, tmp_path: Path) -> None:
    many(store, now, 1)
    assert composed(store, in_folder(tmp_path), now).full is None
    assert not (tmp_path / "editions").exists()


def test_a_preview_writes_no_page(store: Store, now: datetime, tmp_path: Path) -> None:
    many(store, now)
    settings = in_folder(tmp_path)
    preview(store, settings, settings.digests[0], DAY, now=now)
    assert not (tmp_path / "editions").exists()


@pytest.fixture
def asked() -> Iterator[Mock]:
    """How the rendering was asked for."""
    with mock.patch("digests.compose.render", wraps=render) as asked:
        yield asked


@pytest.mark.parametrize(
    "place",
    [
        ({}, "editions/morning-2026-11-24.html"),
        ({"folder": "../pages"}, "../pages/morning-2026-11-24.html"),
        ({"url": "https://desk.example/all/"}, "https://desk.example/all/morning-2026-11-24.html"),
    ],
    ids=["beside topics.yaml", "elsewhere", "on the web"],
)
def test_a_reader_is_told_where_the_page_is(
    store: Store, now: datetime, tmp_path: Path, asked: Mock, place: tuple[dict[str, str], str]
) -> None:
    many(store, now)
    given, found_at = place
    composed(store, in_folder(tmp_path, **given), now)
    assert asked.call_args.kwargs["full_at"] == found_at


def test_a_reader_is_led_to_the_web_edition_where_there_is_one(
    store: Store, now: datetime, tmp_path: Path, asked: Mock
) -> None:
    many(store, now)
    web = Web(url="https://record.example/")
    composed(store, in_folder(tmp_path).model_copy(update={"web": web}), now)
    assert asked.call_args.kwargs["full_at"] == "https://record.example/editions/morning/2026-11-24/"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_on_a_full_disk_the_mail_goes_out_and_promises_no_page(
    store: Store, now: datetime, tmp_path: Path, asked: Mock, caplog: pytest.LogCaptureFixture
) -> None:
    many(store, now)
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / ".morning-2026-11-24.html.new").symlink_to("/dev/full")
    message = composed(store, in_folder(tmp_path), now)
    assert message.full is None
    assert asked.call_args.kwargs["full_at"] is None
    assert list((tmp_path / "editions").iterdir()) == []
    assert "No space left on device" in caplog.text
    assert "editions.folder" in caplog.text


def test_a_folder_that_is_a_file_keeps_no_mail_back(
    store: Store, now: datetime, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "editions").write_text("mine")
    many(store, now)
    assert composed(store, in_folder(tmp_path), now).full is None
    assert "without a link" in caplog.text
    assert (tmp_path / "editions").read_text() == "mine"


def test_a_page_left_by_a_run_that_was_killed_is_written_over(store: Store, now: datetime, tmp_path: Path) -> None:
    many(store, now)
    settings = in_folder(tmp_path)
    with (
        mock.patch("pathlib.Path.replace", side_effect=KeyboardInterrupt),
        pytest.raises(KeyboardInterrupt),
    ):
        composed(store, settings, now)
    assert list((tmp_path / "editions").iterdir()) == []
    (tmp_path / "editions" / "morning-2026-11-24.html").write_text("half a p")
    message = composed(store, settings, now)
    assert (tmp_path / "editions" / "morning-2026-11-24.html").read_text("utf-8") == message.full


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=100), min_size=2, max_size=2, unique=True))
def test_each_digest_has_a_file_of_its_own_under_a_plain_name(names: list[str]) -> None:
    files = [pages.file_of(SHORT, name, DAY).name for name in names]
    assert len(set(files)) == 2
    for file in files:
        assert len(file.encode()) < 255
        assert not set(file) & set('/\\:*?"<>| \n\0')


@pytest.mark.parametrize("day", [DAY + timedelta(days=1), date.max])
def test_a_day_that_has_not_begun_is_previewed_only(full: Store, now: datetime, day: date) -> None:
    assert "the grid is safe" in preview(full, config(), digest(), day, now=now).text
    with pytest.raises(ConfigError, match=f"digest morning: {day} has not begun in UTC, where it is {DAY}; name "):
        compose(full, config(), digest(), day, now=now)
    assert compose(full, config(), digest(), DAY, now=now)[1]


def test_an_edition_of_times_before_any_article_is_a_quiet_one(full: Store, now: datetime) -> None:
    assert "A quiet day" in preview(full, config(), digest(), date.min, now=now).text


def test_an_edition_that_is_made_up_for_keeps_nothing_from_the_next(store: Store, now: datetime) -> None:
    add(store, article(), statement(), now=now - timedelta(days=11), topics=config().rules)
    compose(store, config(), digest(), DAY - timedelta(days=15), now=now - timedelta(days=15))
    compose(store, config(), digest(), DAY - timedelta(days=14), now=now)
    assert "the grid is safe" in compose(store, config(), digest(), DAY, now=now)[0].text
