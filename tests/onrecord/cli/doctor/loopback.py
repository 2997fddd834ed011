"""Servers on this machine for the doctor to look at: a DNS server with a few records, a mail server with TLS."""

from __future__ import annotations

import asyncio
import socketserver
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import dns.flags
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from onrecord.cli.doctor.names import Names

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator, Mapping, Sequence

    from aiosmtpd.smtp import Envelope, Session


class _Answering(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        data, socket = self.request
        query = dns.message.from_wire(data)
        question = query.question[0]
        records: Mapping[tuple[str, str], Sequence[str]] = self.server.records  # type: ignore[attr-defined]
        name = question.name.to_text(omit_final_dot=True)
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if ("fault", name) in records:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found := records.get((dns.rdatatype.to_text(question.rdtype), name)):
            answer.answer.append(dns.rrset.from_text_list(question.name, 60, "IN", question.rdtype, found))
        elif name not in {one for _, one in records}:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        socket.sendto(answer.to_wire(), self.client_address)


@contextmanager
def domain_names(**records: Mapping[str, str | Sequence[str]]) -> Iterator[Names]:
    """What a DNS server with these records says: `TXT={"paper.example": "v=spf1 -all"}`."""
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), _Answering) as server:
        server.records = {  # type: ignore[attr-defined]
            (kind, name): [_quoted(kind, text) for text in ([texts] if isinstance(texts, str) else texts)]
            for kind, named in records.items()
            for name, texts in named.items()
        }
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.server_address[1]
        try:
            yield Names(resolver)
        finally:
            server.shutdown()


def _quoted(kind: str, text: str) -> str:
    """A record's text as a zone file has it, in pieces of 255 characters."""
    if kind != "TXT":
        return text
    return " ".join(f'"{text[at : at + 255]}"' for at in range(0, len(text) or 1, 255))


class MailServer:
    """A mail server that takes the login desk/hunter2, refuses senders as told, and keeps what it gets."""

    def __init__(self) -> None:
        self.refusals: dict[str, str] = {}
        self.messages: list[tuple[str, list[str], bytes]] = []

    def login(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: object) -> AuthResult:
        right = isinstance(given, LoginPassword) and given == LoginPassword(b"desk", b"hunter2")
        return AuthResult(success=right, handled=False)

    async def handle_MAIL(  # noqa: N802  # aiosmtpd calls it so
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refusals:
            return self.refusals[address]
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.messages.append((envelope.mail_from or "", envelope.rcpt_tos, envelope.content))
        return "250 OK"


@contextmanager
def mail_server(
    *,
    tls: ssl.SSLContext | None = None,
    starttls: bool = False,
    **options: Any,  # noqa: ANN401  # of aiosmtpd's server
) -> Iterator[tuple[MailServer, int]]:
    """A mail server at work, and its port."""
    script = MailServer()
    loop = asyncio.new_event_loop()
    if starttls:
        options["tls_context"] = tls

    sessions: list[SMTP] = []

    def session() -> SMTP:
        sessions.append(SMTP(script, authenticator=script.login, loop=loop, **options))
        return sessions[-1]

    listening = loop.run_until_complete(loop.create_server(session, "127.0.0.1", 0, ssl=None if starttls else tls))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield script, listening.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        listening.close()
        loop.run_until_complete(_end(sessions))
        loop.close()


async def _end(sessions: Sequence[SMTP]) -> None:
    for one in sessions:
        if one.transport is not None:
            one.transport.close()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
