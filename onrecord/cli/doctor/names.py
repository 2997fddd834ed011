"""Asking the DNS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import dns.exception
import dns.resolver

if TYPE_CHECKING:
    from dns.rdatatype import RdataType
    from dns.resolver import Answer

_PATIENCE: Final = 6.0  # seconds for a question


class UnaskedError(Exception):
    """The DNS could not be asked; the message says why."""


class Names:
    """What the DNS says of a name; nothing where it knows none. Each raises `UnaskedError` where it can't be asked."""

    def __init__(self, resolver: dns.resolver.Resolver | None = None) -> None:
        self._resolver = resolver

    def texts(self, name: str) -> tuple[str, ...]:
        """Its TXT records, each in one piece."""
        answer = self._ask(name, dns.rdatatype.TXT)
        return tuple(b"".join(record.strings).decode("utf-8", "replace") for record in answer)

    def exchanges(self, name: str) -> tuple[str, ...]:
        """The servers that take its mail, the preferred first; a single empty name says that none does (RFC 7505)."""
        answer = sorted(self._ask(name, dns.rdatatype.MX), key=lambda record: record.preference)
        return tuple(record.exchange.to_text(omit_final_dot=True).removesuffix(".") for record in answer)

    def addresses(self, name: str) -> tuple[str, ...]:
        """Its addresses of both kinds."""
        kinds = (dns.rdatatype.A, dns.rdatatype.AAAA)
        return tuple(record.address for kind in kinds for record in self._ask(name, kind))

    def _ask(self, name: str, kind: RdataType) -> Answer | tuple[()]:
        try:
            if self._resolver is None:
                self._resolver = dns.resolver.Resolver()
            return self._resolver.resolve(name, kind, lifetime=_PATIENCE, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise UnaskedError(" ".join(str(error).split()) or type(error).__name__) from error
