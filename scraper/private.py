"""Which network addresses are anybody's, and which lie on this computer or in a network of one's own."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TypeAlias
from urllib.parse import urlsplit

Address: TypeAlias = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: the last four bytes are an IPv4 address


def is_public(address: str) -> bool:
    """Whether an address is one of the public internet: not private, loopback, link-local, multicast or reserved.

    An IPv6 address that carries an IPv4 address is as public as that. What is no address is not public.
    """
    try:
        found = _carried(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    local = isinstance(found, IPv6Address) and found.is_site_local
    return found.is_global and not (found.is_multicast or found.is_reserved or local)


def _carried(address: Address) -> Address:
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def written(host: str) -> str | None:
    """The address that a host is written as, in any form that systems take: `127.1`, `0x7f000001`, `2130706433`.

    None for a name, whose address only the domain name system knows.
    """
    host = host.strip("[]").rstrip(".")
    try:
        return str(ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def is_local_name(host: str) -> bool:
    """Whether a name means this computer (RFC 6761, section 6.3)."""
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost")


def is_loopback(url: str) -> bool:
    """Whether a web address is on this computer, as far as it can be told without asking for its address."""
    host = urlsplit(url).hostname or ""
    address = written(host)
    return _carried(ip_address(address)).is_loopback if address else is_local_name(host)
