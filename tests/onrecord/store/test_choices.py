"""What readers chose holds before what topics.yaml says, however an address or a digest is spelt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete

from onrecord.mailboxes import folded
from onrecord.model import DeliveryStatus, Edition, Message
from onrecord.store import Store, choices, editions, outbox, readers, recipients, signups
from onrecord.store.choices import ALL, By
from onrecord.store.schema import choices as table
from tests import stores

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW: Final = datetime.fromisoformat("2026-11-24T06:30:00+00:00")
ANNA: Final = "anna@desk.example"


@pytest.fixture(scope="module")
def empty_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store, in memory where there is no server, that tests of any number may fill and empty."""
    with Store.open(stores.at(tmp_path_factory.mktemp("choices")) if stores.on_postgres() else "sqlite://") as store:
        yield store


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Anna.Lee@Desk.Example", "anna.lee@desk.example"),
        ('"Lee, Anna" <Anna@Desk.Example>', ANNA),
        ("anna@BÜCHER.example", "anna@xn--bcher-kva.example"),
        ("anna@xn--bcher-kva.example", "anna@xn--bcher-kva.example"),
        ("anna@desk.example.", ANNA),
        ("anna+news@desk.example", "anna+news@desk.example"),
        ("webhook:newsroom", ""),
    ],
)
def test_a_mailbox_is_known_however_it_is_written(written: str, bare: str) -> None:
    assert folded(written) == bare
    assert folded(bare) == bare


names = st.sampled_from(["morning", "Evening", "later"])
moves = st.lists(
    st.tuples(st.sampled_from(["join", "leave", "leave all", "allow"]), names, st.sampled_from([ANNA, "b@x.example"]))
)


@given(moves=moves, listed=st.booleans())
def test_whatever_was_chosen_before_what_was_chosen_last_holds(
    empty_tables: Store,
    moves: list[tuple[str, str, str]],
    listed: bool,  # noqa: FBT001
) -> None:
    said: dict[str, bool] = {}
    to = [ANNA.upper()] if listed else []
    with empty_tables.write() as tx:
        tx.execute(delete(table))
        for place, (move, digest, address) in enumerate(moves):
            now = NOW + timedelta(minutes=place)
            if move == "join":
                choices.join(tx, address, digest.upper(), now=now, by=By.READER)
            elif move == "allow":
                choices.allow(tx, address)
            else:
                recipients.leave(tx, address, ALL if move == "leave all" else digest, now=now, by=By.READER)
            if address != ANNA:
                continue
            if move == "leave all":
                said = dict.fromkeys(["morning", "Evening", "later", ""], False)
            elif move == "allow":
                said = {name: gets for name, gets in said.items() if gets}
            else:
                said[digest] = move == "join"
        for digest in ("morning", "Evening", "later", "another"):
            gets = said.get(digest, said.get("", listed))
            found = [folded(one) for one in choices.recipients(tx, digest, to)]
            assert (ANNA in found) is gets
            assert found.count(ANNA) <= 1
            assert choices.has_left(tx, f"Anna <{ANNA}>", digest) is (not gets and (digest in said or "" in said))
            if moves and not gets and listed:
                assert choices.left(tx, digest, to) >= 1


def test_leaving_again_keeps_the_time_and_who_said_so(store: Store) -> None:
    with store.write() as tx:
        choices.leave(tx, ANNA, "morning", now=NOW, by=By.READER)
        choices.leave(tx, ANNA, "morning", now=NOW + timedelta(days=1), by=By.OPERATOR)
        [kept] = choices.every(tx)
    assert (kept.made, kept.by) == (NOW, By.READER)


def entered(store: Store, name: str, *to: str) -> None:
    with store.write() as tx:
        edition = Edition(name, date(2026, 11, 24), "UTC", NOW, ())
        ids = {one: f"<{name}.{number}@desk.example>" for number, one in enumerate(to)}
        assert editions.add(tx, edition, Message("News", "<p>", "t"), keys=(), outbox=ids)


def test_what_waits_is_withdrawn_of_the_digest_alone_and_never_what_tells_the_operator(store: Store) -> None:
    for name in ("Morning", "evening", "operator: 1", "confirmation: x"):
        entered(store, name, "Anna <Anna@desk.example>", "hanna@desk.example", "webhook:anna@desk.example")
    with store.write() as tx:
        assert recipients.leave(tx, ANNA, "morning", now=NOW, by=By.READER) == 1
        assert recipients.leave(tx, ANNA, ALL, now=NOW, by=By.READER) == 2
        assert recipients.leave(tx, ANNA, ALL, now=NOW, by=By.READER) == 0
        assert outbox.counts(tx) == {DeliveryStatus.LEFT: 3, DeliveryStatus.QUEUED: 9}
        assert outbox.troubles(tx, limit=9) == []


def test_who_left_after_the_edition_was_entered_is_passed_over_when_it_is_sent(store: Store) -> None:
    with store.write() as tx:
        choices.leave(tx, ANNA, "evening", now=NOW, by=By.READER)
    for name in ("evening", "confirmation: x", "operator: 1"):
        entered(store, name, "Anna@desk.example", "ben@desk.example")
    with store.write() as tx:
        taken = [outbox.claim(tx, now=NOW, lease=timedelta(minutes=1)) for _ in range(5)]
        assert [one and (one.digest[:7], one.recipient[:3]) for one in taken] == [
            ("evening", "ben"), ("confirm", "ben"), ("operato", "Ann"), ("operato", "ben"), None,
        ]  # fmt: skip
        assert outbox.counts(tx) == {DeliveryStatus.LEFT: 2, DeliveryStatus.SENDING: 4}


def test_the_key_of_links_is_made_once_whoever_asks_first(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        [key] = set(pool.map(lambda _: readers.signing_key(store), range(8)))
    assert len(key) == 32
    with store.write() as tx:
        mark = readers.mark(tx, key, "Anna <Anna@Desk.example>")
        assert readers.mark(tx, key, ANNA) == mark
        assert readers.mark(tx, key, "ben@desk.example") != mark
        assert (readers.address(tx, mark), readers.address(tx, "x")) == (ANNA, None)
        assert "anna" not in mark


def test_a_sign_up_that_two_confirm_at_once_is_confirmed_once(store: Store) -> None:
    with store.write() as tx:
        signup = signups.enter(tx, ANNA, ["morning", "evening"], now=NOW)

    def confirm(minute: int) -> None:
        with store.write() as tx:
            signups.confirm(tx, signup, open_to=["morning"], now=NOW + timedelta(minutes=minute))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(confirm, range(1, 9)))
    with store.read() as tx:
        assert signups.got(tx, signup) == ("morning",)
        found = signups.find(tx, signup.mark)
        [choice] = choices.every(tx)
    assert found
    assert found.confirmed == choice.made
