"""Signing mail, so that receivers know whose it is and that nobody changed it (DKIM, RFC 6376 and RFC 8463)."""

from __future__ import annotations

import os
import stat
from base64 import b64encode
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import dkim
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from onrecord.errors import ConfigError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from onrecord.config import Dkim

SIGNED: Final = (
    *("from", "to", "subject", "date", "message-id", "mime-version", "content-type", "list-id"),
    *("list-unsubscribe", "list-unsubscribe-post", "auto-submitted", "feedback-id"),
)
BITS: Final = 2048
LEAST_BITS: Final = 1024
"""Of an RSA key; receivers take no shorter one for a signature (RFC 8301)."""

_MOST_BYTES: Final = 32_768  # of a key's file


def signature(settings: Dkim, message: bytes, *, domain: str, moment: datetime) -> bytes:
    """The DKIM-Signature header of a mail; the same for the same mail, since its time is the given moment.

    Raises `ConfigError` where the key can't be read or used.
    """
    algorithm, key = _key(read(settings.key_file), str(settings.key_file))
    names = {line.partition(b":")[0].lower().decode() for line in message.partition(b"\r\n\r\n")[0].split(b"\r\n")}
    # The sender and the subject once more than they are there: nobody can add another (RFC 6376, section 8.15).
    include = [*(name for name in SIGNED if name in names), "from", "subject"]
    signer = _Signer(message, linesep=b"\r\n")
    signer.moment = str(int(moment.timestamp())).encode()
    try:
        header: bytes = signer.sign(
            settings.selector.encode(),
            domain.encode(),
            key,
            signature_algorithm=algorithm,
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=include,
        )
    except dkim.NaClNotFoundError:
        raise ConfigError(
            f"mail.dkim: {settings.key_file} is an Ed25519 key, for which PyNaCl is missing; "
            "type: pip install 'on-record[ed25519]'"
        ) from None
    except dkim.DKIMException as error:
        raise ConfigError(f"mail.dkim: {settings.key_file}: {error}; make a new key") from error
    return header


def make(path: Path) -> None:
    """Write a new RSA key that only its owner can read. Raises `ConfigError` where there is a file already."""
    key = generate_private_key(65537, BITS).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(key)
    except FileExistsError:
        raise ConfigError(f"{path}: exists already, perhaps a key in use; name another file") from None
    except OSError as error:
        raise ConfigError(f"{path}: can't be written ({error.strerror}); name another file") from error


def record(path: Path) -> str:
    """What the DNS must say at SELECTOR._domainkey.DOMAIN for a key's signatures. Raises `ConfigError`."""
    private = _loaded(read(path), str(path))
    public = private.public_key()
    if isinstance(private, Ed25519PrivateKey):
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return f"v=DKIM1; k=ed25519; p={b64encode(raw).decode()}"
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={b64encode(der).decode()}"


def read(path: Path) -> bytes:
    """The bytes of a key's file. Raises `ConfigError`."""
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ConfigError(
            f"mail.dkim.key_file: can't read {path} ({reason}); 'onrecord doctor --make-dkim-key FILE' makes a key"
        ) from error


def readable_for_others(path: Path) -> bool:
    """Whether others on this computer can read the file."""
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


class _Signer(dkim.DKIM):  # type: ignore[misc]  # it ships no types
    """A signer whose clock stands still: a message that is sent again is the same to its last byte."""

    moment: bytes

    def gen_header(self, fields: list[tuple[bytes, bytes]], *args: Any, **kwargs: Any) -> bytes:  # noqa: ANN401
        still = [(name, self.moment if name == b"t" else value) for name, value in fields]
        header: bytes = super().gen_header(still, *args, **kwargs)
        return header


@lru_cache(maxsize=4)
def _key(data: bytes, name: str) -> tuple[bytes, bytes]:
    """The algorithm, and the key in the form that dkimpy takes."""
    key = _loaded(data, name)
    if isinstance(key, Ed25519PrivateKey):
        raw = key.private_bytes(
            serialization.Encoding.Raw, serialization.PrivateFormat.Raw, serialization.NoEncryption()
        )
        return b"ed25519-sha256", b64encode(raw)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    return b"rsa-sha256", pem


def _loaded(data: bytes, name: str) -> RSAPrivateKey | Ed25519PrivateKey:
    try:
        key = serialization.load_pem_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: it has a password
        key = None
    if isinstance(key, Ed25519PrivateKey) or (isinstance(key, RSAPrivateKey) and key.key_size >= LEAST_BITS):
        return key
    raise ConfigError(
        f"mail.dkim.key_file: {name} holds no private key for signing (RSA of {LEAST_BITS} bits or more, or Ed25519, "
        "as PEM without a password); 'onrecord doctor --make-dkim-key FILE' makes one"
    )
