"""Posting to chats, with a real HTTP server that stands in for each service."""

from __future__ import annotations

import json
import re
import socket
import sys
import threading
from contextlib import closing
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from digests import outbox as emptying
from digests.compose import compose
from digests.transports.webhook import Webhooks, cut
from onrecord.config import Config, Mail, Webhook
from onrecord.errors import ConfigError, RefusedError, SendError, UnansweredError
from onrecord.model import Delivery, DeliveryStatus, Edition, Message
from onrecord.store import editions, outbox
from onrecord.store.outbox import MAIL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from onrecord.store import Store

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")  # Apprise's own

MARKDOWN = "# Morning\n\n**Mirela Tonquist** said:\n\n" + "\n\n".join(
    f"> The dredging stops on Friday, and stays stopped ({number})." for number in range(1, 200)
)


class Chat(ThreadingHTTPServer):
    """A chat's server: keeps what is posted, and answers with the statuses it is given, then with 200."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.posts: list[tuple[str, dict[str, Any]]] = []
        self.statuses: list[int] = []
        self.place = f"127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Chat

    def do_POST(self) -> None:  # http.server calls it so
        body = self.rfile.read(int(self.headers["Content-Length"]))
        status = self.server.statuses.pop(0) if self.server.statuses else 200
        if status == 0:  # no answer at all
            return
        if status == 200:
            self.server.posts.append((self.path, json.loads(body)))
        self.send_response(status)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_arguments: object) -> None:
        """Nothing on standard error."""


@pytest.fixture
def chat() -> Iterator[Chat]:
    with Chat() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(autouse=True)
def _loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def delivery(recipient: str = "webhook:newsroom", markdown: str = "**Hello** from *Lomnar*") -> Delivery:
    return Delivery(
        id=1,
        digest="morning",
        date=date(2026, 11, 24),
        recipient=recipient,
        message_id="<1@paper.example>",
        composed=datetime(2026, 11, 24, tzinfo=UTC),
        message=Message("3 new\nvoices", "<p>html</p>", "text", markdown),
        status=DeliveryStatus.SENDING,
    )


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Any:  # noqa: ANN401
    def send(url: str, markdown: str = "**Hello** from *Lomnar*") -> None:
        monkeypatch.setenv("NEWSROOM_URL", url)
        with closing(Webhooks([Webhook(name="newsroom", url_env="NEWSROOM_URL")])) as channels:
            channels.open()
            channels.send(delivery(markdown=markdown))

    return send


def test_a_channel_gets_the_subject_and_the_markdown(chat: Chat, post: Any) -> None:  # noqa: ANN401
    post(f"json://{chat.place}/news")
    [(path, posted)] = chat.posts
    assert path == "/news"
    assert (posted["title"], posted["message"]) == ("3 new voices", "**Hello** from *Lomnar*")


def test_mattermost_gets_one_message_of_what_it_takes(chat: Chat, post: Any) -> None:  # noqa: ANN401
    post(f"mmost://{chat.place}/3ccdd113474722377935511fc85d3dd4", MARKDOWN)
    [(_, posted)] = chat.posts
    assert "3 new voices" in posted["text"]
    assert "(1)." in posted["text"]
    assert posted["text"].rstrip().endswith("(The rest is in the mail.)")
    assert 3_500 < len(posted["text"]) <= 4_000


def test_where_the_address_asks_for_it_a_long_edition_comes_in_several_messages(chat: Chat, post: Any) -> None:  # noqa: ANN401
    post(f"mmost://{chat.place}/3ccdd113474722377935511fc85d3dd4?overflow=split", MARKDOWN)
    assert len(chat.posts) > 2
    assert "(199)." in chat.posts[-1][1]["text"]


def test_of_an_edition_of_which_only_a_part_was_taken_the_outcome_is_unknown(chat: Chat, post: Any) -> None:  # noqa: ANN401
    chat.statuses = [200, 500, 500, 500, 500]
    with pytest.raises(UnansweredError, match="webhook newsroom: the service took a part of the message only"):
        post(f"mmost://{chat.place}/3ccdd113474722377935511fc85d3dd4?overflow=split", MARKDOWN)


def test_slack_and_discord_get_it_in_their_own_form(
    chat: Chat,
    post: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slack = pytest.importorskip("apprise.plugins.slack")
    discord = pytest.importorskip("apprise.plugins.discord")
    monkeypatch.setattr(slack.NotifySlack, "webhook_url", f"http://{chat.place}/services")
    monkeypatch.setattr(discord.NotifyDiscord, "notify_url", f"http://{chat.place}/webhooks")
    post("https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ")
    post("https://discord.com/api/webhooks/123456789012345678/" + "a" * 68, MARKDOWN)
    (slack_path, to_slack), (discord_path, to_discord) = chat.posts
    assert slack_path == "/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"
    assert "*Hello* from _Lomnar_" in json.dumps(to_slack)
    assert discord_path.startswith("/webhooks/123456789012345678/")
    assert "3 new voices" in json.dumps(to_discord)
    assert "The rest is in the mail" in json.dumps(to_discord)
    assert "http" not in json.dumps([to_slack, to_discord])  # no picture from elsewhere


def test_teams_gets_a_card_from_a_workflow(chat: Chat, post: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401
    workflows = pytest.importorskip("apprise.plugins.workflows")  # which speaks https only
    over_tls = workflows.requests.post
    monkeypatch.setattr(
        workflows.requests, "post", lambda url, **more: over_tls(url.replace("https:", "http:"), **more)
    )
    post(f"workflows://{chat.place}/643e69f83c8944438d68119179a10a64/AbCdEfGhIjKlMnOp")
    [(path, posted)] = chat.posts
    assert path.startswith("/workflows/643e69f83c8944438d68119179a10a64/")
    [card] = posted["attachments"]
    assert [block["text"] for block in card["content"]["body"]] == ["3 new voices", "**Hello** from *Lomnar*"]


def test_nobody_is_called_by_an_article_s_words(
    chat: Chat,
    post: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    discord = pytest.importorskip("apprise.plugins.discord")
    monkeypatch.setattr(discord.NotifyDiscord, "notify_url", f"http://{chat.place}/webhooks")
    text = r"@everyone \@here x@channel <!here> <@U123ABC> <@&1234> <at>ana</at> [@ana](https://a.example/@ana/x@here)"
    post("https://discord.com/api/webhooks/123456789012345678/" + "a" * 68, text)
    post(f"mmost://{chat.place}/3ccdd113474722377935511fc85d3dd4", text)
    for _, posted in chat.posts:
        told = posted.get("text") or posted["content"]
        assert not re.search(r"(@|<!)(everyone|here|channel|ana|U123|&1)|<at>", told)
        assert "(https://a.example/%40ana/x%40here)" in told


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_service_that_refuses_is_not_asked_again(chat: Chat, post: Any, status: int) -> None:  # noqa: ANN401
    chat.statuses = [status]
    with pytest.raises(RefusedError, match=f"^webhook newsroom: .* HTTP {status}; is NEWSROOM_URL right"):
        post(f"mmost://{chat.place}/3ccdd113474722377935511fc85d3dd4")


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_service_that_is_busy_or_broken_is_asked_again_later(chat: Chat, post: Any, status: int) -> None:  # noqa: ANN401
    chat.statuses = [status]
    with pytest.raises(SendError, match=f"did not take the message: HTTP {status}") as caught:
        post(f"json://{chat.place}/")
    assert not isinstance(caught.value, RefusedError)


def test_of_a_service_that_does_not_answer_it_is_not_known_whether_it_has_the_message(chat: Chat, post: Any) -> None:  # noqa: ANN401
    chat.statuses = [0]
    with pytest.raises(UnansweredError, match="webhook newsroom: the service did not answer") as caught:
        post(f"json://{chat.place}/secret")
    assert "secret" not in str(caught.value)


def test_a_service_that_is_not_there_is_asked_again_later(post: Any) -> None:  # noqa: ANN401
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(
        SendError, match="the service can't be reached; is it up, and its address in NEWSROOM_URL"
    ) as caught:
        post(f"json://127.0.0.1:{port}/secret")
    assert type(caught.value) is SendError
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("url", ["nonsense", "https://paper.example/secret", "slack://secret", "file:///etc/secret"])
def test_an_address_that_is_none_is_told_without_showing_it(
    post: Any,  # noqa: ANN401
    url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(SendError, match="the address in NEWSROOM_URL is none that Apprise knows") as caught:
        post(url)
    assert "secret" not in str(caught.value) + caplog.text


def test_a_secret_that_is_not_there_and_a_channel_that_is_gone_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEWSROOM_URL", raising=False)
    channels = Webhooks([Webhook(name="newsroom", url_env="NEWSROOM_URL")])
    with pytest.raises(SendError, match=r"webhooks: newsroom: .*NEWSROOM_URL is empty or not set; put the url there"):
        channels.send(delivery())
    with pytest.raises(RefusedError, match="no webhook is named 'desk' any more"):
        channels.send(delivery("webhook:desk"))


def test_without_apprise_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    with pytest.raises(ConfigError, match=r"Apprise is missing.*; type: pip install 'on-record\[chat\]'"):
        Webhooks([]).open()


def test_a_text_is_cut_between_paragraphs() -> None:
    text = "one\n\ntwo\n\nthree"
    assert cut(text, len(text)) == text
    assert cut(text * 20, 60) == "one\n\ntwo\n\nthreeone\n\ntwo\n\n(The rest is in the mail.)"
    assert cut("x" * 100, 60) == "(The rest is in the mail.)"


def test_an_edition_is_addressed_to_the_readers_and_the_channels(store: Store, now: datetime) -> None:
    config = Config.model_validate(
        {
            "webhooks": [{"name": "newsroom", "url_env": "NEWSROOM_URL"}],
            "digests": [
                {"name": "morning", "recipients": ["ana@paper.example"], "webhooks": "newsroom", "when_empty": "short"}
            ],
        }
    )
    compose(store, config, config.digests[0], now.date(), now=now)
    with store.write() as tx:
        claimed = [
            outbox.claim(tx, now=datetime.now(UTC), lease=Webhooks.lease, lane=lane) for lane in (MAIL, Webhooks.lane)
        ]
    assert [one.recipient for one in claimed if one] == ["ana@paper.example", "webhook:newsroom"]


def test_the_outbox_posts_to_chats_beside_the_mail(
    chat: Chat, store: Store, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSROOM_URL", f"json://{chat.place}/news")
    edition = Edition("morning", now.date(), "UTC", now, ())
    to = {"ana@reader.example": "<1@paper.example>", "webhook:newsroom": "<2@paper.example>"}
    with store.write() as tx:
        editions.add(tx, edition, Message("News", "<p>html</p>", "text", "**markdown**"), keys=[], outbox=to)
    channels = Webhooks([Webhook(name="newsroom", url_env="NEWSROOM_URL")])
    done = emptying.send(store, Mail(maildir=tmp_path / "outbox"), others=[channels])
    assert (done.accepted, done.errors) == (2, [])
    assert len(list((tmp_path / "outbox" / "new").iterdir())) == 1
    assert [posted["message"] for _, posted in chat.posts] == ["**markdown**"]
