"""Mail addresses, and which of them are one mailbox."""

from __future__ import annotations

from contextlib import suppress
from email.utils import parseaddr


def folded(recipient: str) -> str:
    """The bare address of 'Anna Lee <Anna@Example.org>' in small letters, its domain as the DNS has it.

    Mail servers may tell `Anna@` from `anna@`, and none is known that does. Empty where there is no address.
    """
    local, at, domain = parseaddr(recipient)[1].strip().rpartition("@")
    if not at:
        return ""
    with suppress(UnicodeError):  # what is no name of the DNS stays as it is
        domain = domain.encode("idna").decode()
    return f"{local}@{domain.rstrip('.')}".lower()


def untagged(recipient: str) -> str:
    """The address as `folded` gives it, without a tag: what comes to `anna+news@` lies in the box of `anna@`."""
    local, at, domain = folded(recipient).rpartition("@")
    name = local.partition("+")[0]
    return f"{name or local}{at}{domain}"
