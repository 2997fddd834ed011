from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel, ValidationError
from sqlalchemy import create_engine

from onrecord.config import Config, Crawl, Digest, Smtp, Source, StoreSettings, TopicRule
from onrecord.errors import ConfigError
from onrecord.model import Field, Topic

if TYPE_CHECKING:
    from pathlib import Path


def test_a_rule_becomes_the_models_topic() -> None:
    rule = TopicRule.model_validate({"name": "energy", "any": "gas", "in": ["content"], "limit": 3})
    assert rule.topic() == Topic("energy", any=("gas",), where=(Field.CONTENT,), limit=3)


def test_a_digest_without_topics_shows_all_and_one_with_topics_keeps_its_order() -> None:
    config = Config.model_validate(
        {
            "topics": [{"name": "a"}, {"name": "b"}],
            "digests": [{"name": "x"}, {"name": "y", "topics": ["b", "a"]}],
        }
    )
    assert [topic.name for topic in config.topics_of(config.digests[0])] == ["a", "b"]
    assert [topic.name for topic in config.topics_of(config.digests[1])] == ["b", "a"]


def test_a_digest_without_settings_goes_out_each_day_at_seven_utc() -> None:
    digest = Digest(name="morning")
    assert (digest.at, digest.zone, digest.weekdays) == (time(7), ZoneInfo("UTC"), frozenset(range(7)))


@pytest.mark.parametrize(
    ("typed", "at"), [("7:05", time(7, 5)), ("00:00", time(0)), ("23:59", time(23, 59)), (" 07:00 ", time(7))]
)
def test_a_time_is_hours_and_minutes(typed: str, at: time) -> None:
    assert Digest.model_validate({"name": "x", "at": typed}).at == at


@pytest.mark.parametrize(
    "typed", ["24:00", "07:60", "7", "07:00:00", "7pm", "", 700, 7.5, True, ["07:00"], "\u0660\u0667:00"]
)
def test_what_is_no_time_is_refused(typed: object) -> None:
    with pytest.raises(ValidationError, match="expected a time"):
        Digest.model_validate({"name": "x", "at": typed})


def test_days_may_be_written_in_full() -> None:
    digest = Digest.model_validate({"name": "x", "days": ["Monday", "FRI"]})
    assert digest.weekdays == {0, 4}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("anna@example.org", "anna@example.org"),
        (" Anna Lee  <anna@example.org>", "Anna Lee <anna@example.org>"),
        ('"Lee, Anna" <anna@example.org>', '"Lee, Anna" <anna@example.org>'),
        ("Lee, Anna <anna@example.org>", '"Lee, Anna" <anna@example.org>'),
        ("Änna <anna+news@mail.example.org>", "Änna <anna+news@mail.example.org>"),
        ("root@localhost", "root@localhost"),
    ],
)
def test_mail_addresses_are_kept_in_their_standard_form(typed: str, kept: str) -> None:
    assert Digest.model_validate({"name": "x", "recipients": typed}).recipients == (kept,)


@pytest.mark.parametrize(
    "typed",
    [
        "anna", "@example.org", "anna@", "a b@example.org", "anna@exa mple.org", "anna@-x.org", "anna@x..org",
        ".a@x.org", "a@x.org, b@x.org", "Anna <a@x.org> <b@x.org>", "a@x.org\r\nBcc: b@x.org", "", "<>",
        "a@[1.2.3.4]", f"{'a' * 65}@x.org", "änna@x.org",
    ],
)  # fmt: skip
def test_what_is_no_mail_address_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="mail address"):
        Digest.model_validate({"name": "x", "recipients": [typed]})


@pytest.mark.parametrize("term", ["", "  ", "*", "a*b", "**", "gas**", "*gas"])
def test_a_term_has_letters_and_at_most_a_star_at_its_end(term: str) -> None:
    with pytest.raises(ValidationError, match="term"):
        TopicRule.model_validate({"name": "x", "none": [term]})


@pytest.mark.parametrize(
    "feed",
    [
        "http://",
        "https://[::1/x",
        "ftp://x.example/",
        "//x.example/",
        "http://x.example:99999/",
        "http://a b/",
    ],
)
def test_what_is_no_web_address_is_refused(feed: str) -> None:
    with pytest.raises(ValidationError, match="expected a web address"):
        Source(name="x", feed=feed)


@pytest.mark.parametrize(("typed", "meant"), [("europe/berlin", "Europe/Berlin"), ("New York", "America/New_York")])
def test_a_zone_typed_otherwise_is_suggested(typed: str, meant: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Digest(name="x", timezone=typed)
    assert caught.value.errors()[0]["ctx"]["nearest"] == meant


def test_the_password_is_read_from_the_environment_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    smtp = Smtp(host="smtp.example.org", username="desk", password_env="DESK_PASSWORD")  # noqa: S106
    monkeypatch.delenv("DESK_PASSWORD", raising=False)
    with pytest.raises(ConfigError, match=r"^mail\.smtp\.password_env: .* DESK_PASSWORD is empty or not set"):
        smtp.password()
    monkeypatch.setenv("DESK_PASSWORD", "hunter2")
    assert smtp.password() == "hunter2"
    assert "hunter2" not in repr(smtp)


def test_the_password_is_read_from_its_file_without_the_line_end(tmp_path: Path) -> None:
    file = tmp_path / "password"
    smtp = Smtp(host="smtp.example.org", username="desk", password_file=file)
    with pytest.raises(ConfigError, match="can't read"):
        smtp.password()
    file.write_text("hunter 2 \r\n")
    assert smtp.password() == "hunter 2 "
    file.write_text("\n")
    with pytest.raises(ConfigError, match="is empty or not set"):
        smtp.password()
    file.write_text("hunterä", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"^mail\.smtp\.password_file: .* \(not ASCII\); choose another$"):
        smtp.password()
    file.write_bytes(b"\xff")
    with pytest.raises(ConfigError, match="it is not UTF-8 text"):
        smtp.password()


def test_a_server_without_a_login_has_no_password() -> None:
    assert Smtp(host="localhost", security="none").password() is None


@pytest.mark.parametrize("given", [{"password_env": "A"}, {"username": "u", "password_env": "A", "password_file": "b"}])
def test_half_a_login_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Smtp.model_validate({"host": "localhost", **given})


def test_an_absolute_store_and_one_in_memory_stay_as_they_are() -> None:
    assert StoreSettings(url="sqlite:////var/x.db").engine_url().database == "/var/x.db"
    engine = create_engine(StoreSettings(url="sqlite://").engine_url())
    with engine.connect() as connection:
        assert connection.exec_driver_sql("select 1").scalar() == 1
    engine.dispose()


def test_postgresql_is_reached_with_psycopg() -> None:
    url = StoreSettings(url="postgresql://me@db.example.org/x").engine_url()
    assert url.drivername == "postgresql+psycopg"


def test_a_store_with_a_password_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    store = StoreSettings(url_env="STORE")
    monkeypatch.delenv("STORE", raising=False)
    with pytest.raises(ConfigError, match="STORE is not set"):
        store.engine_url()
    monkeypatch.setenv("STORE", "postgresql://me:hunter2@db.example.org/x")
    assert store.engine_url().password == "hunter2"  # noqa: S105 - made up
    assert "hunter2" not in str(store.engine_url())
    monkeypatch.setenv("STORE", "mysql://me:hunter2@db.example.org/x")
    with pytest.raises(ConfigError, match="expected the address of a database") as caught:
        store.engine_url()
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["postgresql://u:p@h/d", "postgresql://h/d?password=p", "postgresql://h/d?sslpassword=p"]
)
def test_a_stores_password_in_the_file_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="a password does not belong"):
        StoreSettings(url=url)


@pytest.mark.parametrize(
    ("agent", "contact", "told"),
    [
        ("OnRecord/1 (news digest)", "desk@example.org", "OnRecord/1 (news digest; desk@example.org)"),
        ("OnRecord/1", "https://desk.example/about", "OnRecord/1 (https://desk.example/about)"),
        ("OnRecord/1 (desk@example.org)", "desk@example.org", "OnRecord/1 (desk@example.org)"),
        ("OnRecord/1", None, "OnRecord/1"),
    ],
)
def test_the_user_agent_has_the_contact_in_it_once(agent: str, contact: str | None, told: str) -> None:
    assert Crawl(user_agent=agent, contact=contact).agent == told


@pytest.mark.parametrize(
    "typed", ["", "desk", "a@b@c", "Anna <a@x.org>", "ftp://x.org/", "http://", "https://x.org/(a)", "a@x.org\r\nX: y"]
)
def test_what_is_no_contact_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="expected a mail address such as"):
        Crawl(contact=typed)


def test_a_source_knows_its_kind_and_its_addresses() -> None:
    page = Source.model_validate({"name": "x", "page": "https://x.example/1"})
    assert (page.kind, page.addresses) == ("page", ("https://x.example/1",))
    section = Source(name="x", section="https://x.example/")
    assert (section.kind, section.addresses) == ("section", ("https://x.example/",))
    folder = Source.model_validate({"name": "x", "folder": "."})
    assert (folder.kind, folder.addresses) == ("folder", ())


def test_nothing_can_be_changed_after_loading() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(Config(), "topics", ())  # noqa: B010 - mypy knows that it is frozen


def parts(part: type[BaseModel] = Config) -> list[type[BaseModel]]:
    return [part, *(each for sub in part.__subclasses__() for each in parts(sub))]


@pytest.mark.parametrize("part", parts(Config.__mro__[1]))
def test_each_key_has_a_description_that_is_a_sentence(part: type[BaseModel]) -> None:
    fields: dict[str, Any] = dict(part.model_fields)
    assert [name for name, field in fields.items() if not (field.description or "").endswith(".")] == []
