"""When a digest is due: once for each of its local dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.config import Digest, times

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca", "UTC")


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def digest(**changes: object) -> Digest:
    return Digest.model_validate({"name": "morning"} | changes)


@pytest.mark.parametrize(
    ("moment", "edition"),
    [
        ("2026-11-24 05:59", None),
        ("2026-11-24 06:00", date(2026, 11, 24)),  # 07:00 in Berlin
        ("2026-11-24 18:00", date(2026, 11, 24)),
        ("2026-11-24 18:01", None),
        ("2026-07-24 05:00", date(2026, 7, 24)),  # summer time
    ],
)
def test_a_digest_is_due_from_its_local_time_on_for_twelve_hours(moment: str, edition: date | None) -> None:
    berlin = digest(at="07:00", timezone="Europe/Berlin")
    assert times.due(berlin, utc(moment), known=LONG_AGO) == edition


def test_how_long_it_is_due_can_be_set() -> None:
    early = digest(at="07:00", catch_up="30m")
    assert times.due(early, utc("2026-11-24 07:30"), known=LONG_AGO) == date(2026, 11, 24)
    assert times.due(early, utc("2026-11-24 07:31"), known=LONG_AGO) is None


def test_of_several_that_were_missed_the_newest_is_due() -> None:
    patient = digest(at="07:00", catch_up="5d")
    assert times.due(patient, utc("2026-11-24 08:00"), known=LONG_AGO) == date(2026, 11, 24)
    assert times.due(patient, utc("2026-11-24 06:00"), known=LONG_AGO) == date(2026, 11, 23)


def test_a_digest_is_due_on_its_days_only() -> None:
    weekdays = digest(at="00:00", days=["mon", "tue", "wed", "thu", "fri"])
    assert times.due(weekdays, utc("2026-11-27 12:00"), known=LONG_AGO) == date(2026, 11, 27)
    assert times.due(weekdays, utc("2026-11-28 12:01"), known=LONG_AGO) is None


@pytest.mark.parametrize(
    ("moment", "edition"),
    [
        ("2026-11-24 22:45", None),  # 23:45 in Berlin
        ("2026-11-24 22:50", date(2026, 11, 24)),
        ("2026-11-24 23:00", date(2026, 11, 24)),  # the 25th has begun there
        ("2026-11-25 10:50", date(2026, 11, 24)),
        ("2026-11-25 10:51", None),
        ("2026-10-25 09:50", date(2026, 10, 24)),  # twelve hours, in a night that had an hour more
        ("2026-10-25 09:51", None),
        ("2026-11-28 01:00", date(2026, 11, 27)),  # early on a Saturday: Friday's
        ("2026-11-30 01:00", None),  # early on a Monday: Sunday has none
    ],
)
def test_an_edition_of_late_evening_is_due_on_the_day_after_too(moment: str, edition: date | None) -> None:
    late = digest(at="23:50", timezone="Europe/Berlin", days=["mon", "tue", "wed", "thu", "fri", "sat"])
    assert times.due(late, utc(moment), known=LONG_AGO) == edition


@pytest.mark.parametrize(("known", "edition"), [("2026-11-24 23:50", date(2026, 11, 24)), ("2026-11-24 23:51", None)])
def test_a_digest_owes_nothing_for_the_days_before_it_was_known(known: str, edition: date | None) -> None:
    assert times.due(digest(at="23:50"), utc("2026-11-25 08:00"), known=utc(known)) == edition


def test_a_digest_that_was_set_up_after_its_time_begins_on_that_day_however_late() -> None:
    morning = digest(at="07:00")
    assert times.due(morning, utc("2026-11-24 21:00"), known=utc("2026-11-24 20:59")) == date(2026, 11, 24)
    assert times.due(morning, utc("2026-11-25 00:00"), known=utc("2026-11-24 20:59")) is None


def test_a_time_that_the_clock_jumps_over_is_due_all_the_same() -> None:
    night = digest(at="02:30", timezone="Europe/Berlin")
    assert times.due(night, utc("2026-03-29 01:29"), known=LONG_AGO) is None
    assert times.due(night, utc("2026-03-29 01:30"), known=LONG_AGO) == date(2026, 3, 29)


def test_a_time_that_the_clock_shows_twice_is_due_at_its_first() -> None:
    night = digest(at="02:30", timezone="Europe/Berlin")
    assert times.due(night, utc("2026-10-25 00:30"), known=LONG_AGO) == date(2026, 10, 25)
    assert times.coming(night, utc("2026-10-25 00:30")) == utc("2026-10-26 01:30")


def test_what_nothing_ran_for_in_time_is_missed() -> None:
    morning = digest(at="07:00", days=["mon", "tue", "wed", "thu", "fri"])
    known, since = utc("2026-11-19 07:00"), utc("2026-11-01 00:00")
    at = utc("2026-11-24 08:00")
    assert list(times.missed(morning, at, known=known, since=since)) == [
        date(2026, 11, 23),
        date(2026, 11, 20),
        date(2026, 11, 19),
    ]
    assert next(times.missed(morning, utc("2026-11-24 19:01"), known=known, since=since)) == date(2026, 11, 24)


@given(
    st.integers(0, 3 * 366 * 24 * 60).map(lambda minutes: LONG_AGO + timedelta(days=1, minutes=minutes)),
    st.sampled_from(ZONES),
    st.times(),
    st.sets(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1),
)
def test_the_next_time_is_the_first_at_which_another_date_is_due(
    now: datetime, zone: str, at: datetime, days: set[str]
) -> None:
    one = digest(at=f"{at:%H:%M}", timezone=zone, days=sorted(days))
    coming = times.coming(one, now)
    assert now < coming <= now + timedelta(days=7, hours=2)
    [day] = {times.due(one, coming, known=LONG_AGO)}
    assert day is not None
    assert times.moment(one, day) == coming
    assert times.due(one, coming - timedelta(microseconds=1), known=LONG_AGO) != day
    assert coming.astimezone(ZoneInfo(zone)).date() == day
