"""What the DNS must say of the sender's domain, so that receivers take its mail for its own."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

from digests import dkim
from digests.mail import envelope
from onrecord.addresses import site
from onrecord.cli.doctor import spf
from onrecord.cli.doctor.findings import ok, warning, wrong
from onrecord.cli.doctor.names import UnaskedError
from onrecord.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.cli.doctor.findings import Finding
    from onrecord.cli.doctor.names import Names
    from onrecord.config import Mail, Smtp

_PROVIDERS: Final = {
    "amazonaws.com": "amazonses.com",
    "fastmail.com": "spf.messagingengine.com",
    "gandi.net": "_mailcust.gandi.net",
    "gmail.com": "_spf.google.com",
    "google.com": "_spf.google.com",
    "googlemail.com": "_spf.google.com",
    "mailgun.org": "mailgun.org",
    "mailjet.com": "spf.mailjet.com",
    "messagingengine.com": "spf.messagingengine.com",
    "office365.com": "spf.protection.outlook.com",
    "outlook.com": "spf.protection.outlook.com",
    "postmarkapp.com": "spf.mtasv.net",
    "protonmail.ch": "_spf.protonmail.ch",
    "sendgrid.net": "sendgrid.net",
}
"""Providers whose mail leaves from other servers than those that take it, and the record that names these."""

_LONG: Final = 255  # characters of a piece of a TXT record
_NOBODYS: Final = ("localhost", "local", "example", "invalid", "test", "internal", "lan", "home.arpa")


def findings(settings: Mail, smtp: Smtp, names: Names) -> Iterator[Finding]:
    """MX, SPF, DKIM and DMARC, with the lines to enter; only a word where the DNS can't be asked."""
    domain = settings.domain
    if "." not in domain or domain.endswith(_NOBODYS):
        yield wrong(
            f"The address {settings.from_} is nobody's: receivers refuse it, and no one can answer",
            "Write your own address under mail.from in topics.yaml.",
        )
        return
    try:
        yield _replies(names, domain, envelope(settings.from_))
        yield _spf(names, domain, smtp)
        yield from _dkim(names, settings)
        yield _dmarc(names, settings)
    except UnaskedError as error:
        yield warning(f"The DNS could not be asked ({error})", "Try again when this computer is connected.")


def _replies(names: Names, domain: str, sender: str) -> Finding:
    servers = names.exchanges(domain)
    if any(servers):
        return ok(f"Replies to {sender} go to {servers[0]}")
    if not servers and names.addresses(domain):
        return ok(f"Replies to {sender} go to {domain} itself (it has no MX record)")
    return warning(
        f"Nobody can answer to {sender}: the domain takes no mail (no MX record)",
        "Some receivers refuse such mail. Write an address under mail.from that exists, or have the domain take mail.",
    )


def _spf(names: Names, domain: str, smtp: Smtp) -> Finding:
    found = spf.records(names, domain)
    sends = _including(smtp.host) or _naming(names, smtp.host)
    if not found:
        return wrong(
            "SPF: no record says which servers may send for the domain, so receivers can't tell",
            f"Where the domain is managed, enter a TXT record with the name {domain} (or @) and this text; if your "
            "provider tells another 'include:', take that:",
            f"v=spf1 {sends} ~all",
        )
    if len(found) > 1:
        return wrong(f"SPF: there are {len(found)} records, so none counts", f"Make them one, such as: {found[0]}")
    return _covering(names, domain, smtp, found[0], sends)


def _covering(names: Names, domain: str, smtp: Smtp, record: str, sends: str) -> Finding:
    """Whether the record names the server to which we give the mail."""
    more = f"{re.sub(r' [+?~-]?all$', '', record)} {sends} {_end(record)}"
    if "include:" in sends and sends in record.split():
        return ok(f"SPF: the record names your provider ({sends})")
    told = f"SPF: the record is {record}; whether it names {smtp.host}"
    addresses = _addresses(names, smtp.host)
    if not addresses or any(ip_address(address).is_private for address in addresses):
        return warning(
            f"{told} as others see it, can't be told from here",
            "It must name that server's address in the internet. Try it: onrecord send --test ADDRESS",
        )
    try:
        not_named = [address for address in addresses if spf.verdict(names, domain, address) != "+"]
    except spf.UnclearError as error:
        return warning(f"{told}, can't be told: {error}", "Try it: onrecord send --test ADDRESS")
    if not not_named:
        return ok(f"SPF: the record lets {smtp.host} send for the domain")
    return warning(
        f"SPF: the record does not name {smtp.host} ({', '.join(not_named)})",
        "If your provider sends from other servers, and told you this record, it is right. Else change it to:",
        more,
    )


def _naming(names: Names, host: str) -> str:
    """The term that names a server; of one on this computer, that it is where the domain's site or mail is."""
    if host in _addresses(names, host):
        return f"ip{ip_address(host).version}:{host}"
    return f"a:{host}" if _addresses(names, host) else "a mx"


def _addresses(names: Names, host: str) -> tuple[str, ...]:
    """Those of a server as others see it; none where they can't be told from here."""
    try:
        return (str(ip_address(host)),)
    except ValueError:
        return () if host == "localhost" else names.addresses(host)


def _end(record: str) -> str:
    found = re.search(r"[+?~-]?all$", record)
    return found[0] if found else "~all"


def _including(host: str) -> str | None:
    return next((f"include:{to}" for at, to in _PROVIDERS.items() if f".{host.lower()}".endswith(f".{at}")), None)


def _dkim(names: Names, settings: Mail) -> Iterator[Finding]:
    key = settings.dkim
    if key is None:
        yield warning(
            "DKIM: On Record does not sign the mail",
            "Many providers sign it themselves: look for dkim=pass in the source of what 'onrecord send --test' sends. "
            "If it is not there, make a key: onrecord doctor --make-dkim-key dkim.pem",
        )
        return
    name = f"{key.selector}._domainkey.{key.domain or settings.domain}"
    try:
        ours = dkim.record(key.key_file)
    except ConfigError as error:
        yield wrong(f"DKIM: {error}", "Mail can't be sent with this setting.")
        return
    if dkim.readable_for_others(key.key_file):
        yield warning(f"DKIM: others on this computer can read {key.key_file}", f"Type: chmod 600 {key.key_file}")
    enter = f"Where the domain is managed, enter a TXT record with the name {name} and this text"
    pieces = ", in pieces of 255 characters if it asks for that" if len(ours) > _LONG else ""
    published = [_tags(text) for text in names.texts(name) if "p=" in text]
    if not published:
        yield wrong("DKIM: the mail is signed, but nobody finds the key to check it with", f"{enter}{pieces}:", ours)
    elif _tags(ours)["p"] not in {tags.get("p") for tags in published}:
        yield wrong(
            f"DKIM: the key in {key.key_file} is not the one that is published at {name}",
            f"Take the file that belongs to it, or change the record to{pieces}:",
            ours,
        )
    else:
        yield ok(f"DKIM: the key in {key.key_file} is the one that is published at {name}")


def _dmarc(names: Names, settings: Mail) -> Finding:
    domain = settings.domain
    above = site(f"https://{domain}/") or domain
    for one in dict.fromkeys((domain, above)):
        found = [_tags(text) for text in names.texts(f"_dmarc.{one}") if re.match(r"v=DMARC1\b", text, re.IGNORECASE)]
        if len(found) == 1:
            policy = found[0].get("sp" if one != domain and "sp" in found[0] else "p", "none").lower()
            does = {"none": "do nothing", "quarantine": "put it among spam", "reject": "refuse it"}.get(policy, policy)
            return ok(f"DMARC: the record of {one} tells receivers what to do with forged mail: {does} (p={policy})")
        if found:
            return wrong(f"DMARC: _dmarc.{one} has {len(found)} records, so none counts", "Leave only one of them.")
    return warning(
        "DMARC: no record tells receivers what to do with mail that only pretends to come from the domain",
        f"Large providers ask for one. Where the domain is managed, enter a TXT record with the name _dmarc.{above} "
        "and this text:",
        f"v=DMARC1; p=none; rua=mailto:{envelope(settings.from_)}",
    )


def _tags(record: str) -> dict[str, str]:
    """The tags of a record: 'v=DKIM1; p=…' (RFC 6376, section 3.2)."""
    pairs = (tag.partition("=") for tag in record.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs if name.strip()}
