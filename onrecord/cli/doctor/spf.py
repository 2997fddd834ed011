"""Whether a domain lets an address send its mail (SPF, RFC 7208), as far as that can be told without a mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from onrecord.cli.doctor.names import Names

_MOST_LOOKUPS: Final = 10  # RFC 7208, section 4.6.4
_DIRECTIVE: Final = re.compile(r"(?P<sign>[+?~-]?)(?P<name>[a-z0-9]+)(?P<value>[:/].*)?", re.IGNORECASE)
_HOST: Final = re.compile(r"(?::(?P<host>[^/]*))?(?:/(?P<bits4>\d+))?(?://(?P<bits6>\d+))?")

Ip: TypeAlias = IPv4Address | IPv6Address


class UnclearError(Exception):
    """What a record says can't be told, or it is wrong; the message says why."""


def records(names: Names, domain: str) -> tuple[str, ...]:
    """The SPF records of a domain: one, where all is well."""
    return tuple(text for text in names.texts(domain) if re.match(r"v=spf1(\s|\Z)", text, re.IGNORECASE))


def verdict(names: Names, domain: str, address: str) -> str:
    """What a domain says of mail from an address: '+' it is ours, '-' or '~' it is not, '?' nothing.

    Raises `UnclearError`, and `UnaskedError` where the DNS can't be asked.
    """
    return _Asked(names, ip_address(address)).of(domain) or "?"


@dataclass(slots=True)
class _Asked:
    """One question to the records, with the lookups that it took."""

    names: Names
    address: Ip
    lookups: int = 0

    def of(self, domain: str) -> str | None:
        found = records(self.names, domain)
        if len(found) != 1:
            raise UnclearError(f"{domain} has {len(found)} SPF records, where one is expected")
        redirect = None
        for term in found[0].split()[1:]:
            if "%" in term:
                raise UnclearError(f"the term {term} depends on the mail")
            if re.match(r"[a-z][a-z0-9._-]*=", term, re.IGNORECASE):
                name, _, value = term.partition("=")
                redirect = value if name.lower() == "redirect" else redirect
            elif (directive := _DIRECTIVE.fullmatch(term)) is None:
                raise UnclearError(f"{domain} has an SPF record with a term that is none: {term}")
            elif self._fits(directive["name"].lower(), directive["value"] or "", domain):
                return directive["sign"] or "+"
        if redirect is None:
            return None
        self._look_up()
        return self.of(redirect)

    def _fits(self, name: str, value: str, domain: str) -> bool:
        if name == "all":
            return True
        if name in {"ip4", "ip6"}:
            return self._within(value.removeprefix(":"))
        if name not in {"include", "a", "mx"}:
            raise UnclearError(f"the term {name}{value} can't be weighed here")
        self._look_up()
        if name == "include":
            return self.of(value.removeprefix(":")) == "+"
        parts = _HOST.fullmatch(value)
        if parts is None:
            raise UnclearError(f"{domain} has an SPF record with a term that is none: {name}{value}")
        host = parts["host"] or domain
        hosts = self.names.exchanges(host) if name == "mx" else (host,)
        bits = parts["bits4"] if self.address.version == 4 else parts["bits6"]  # noqa: PLR2004  # IPv4
        return any(
            self._within(f"{address}/{bits}" if bits else address)
            for one in hosts[:_MOST_LOOKUPS]
            if one
            for address in self.names.addresses(one)
            if ip_address(address).version == self.address.version
        )

    def _within(self, network: str) -> bool:
        try:
            return self.address in ip_network(network, strict=False)
        except ValueError:
            raise UnclearError(f"{network} is no network") from None

    def _look_up(self) -> None:
        self.lookups += 1
        if self.lookups > _MOST_LOOKUPS:
            raise UnclearError(f"it takes more than {_MOST_LOOKUPS} lookups, after which receivers give up")
