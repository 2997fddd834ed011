"""How digests leave: kept in a folder, handed to a mail server, or posted to a chat; no secret is in the file."""

import os
from email.utils import parseaddr
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from onrecord.config import kinds
from onrecord.config.part import Part
from onrecord.errors import ConfigError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MAX_SECRET_FILE = 4096


class Smtp(Part):
    """The mail server that takes the messages; your provider tells its name and port."""

    host: kinds.Host = Field(description="The name of the mail server.", examples=["smtp.example.org"])
    port: kinds.Whole = Field(
        default=587,
        ge=1,
        le=65535,
        description="The port of the mail server: 587 with starttls, 465 with tls, as a rule.",
        examples=[465],
    )
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls",
        description=(
            "How the connection is encrypted: from its first byte (tls), from the greeting on (starttls), or "
            "not at all (none)."
        ),
        examples=["tls"],
    )
    username: kinds.Header | None = Field(
        default=None,
        description="The name with which to log in, often your mail address. Without it, no login is tried.",
        examples=["desk@example.org"],
    )
    password_env: kinds.EnvironmentName | None = Field(
        default=None,
        description=(
            "The name of the environment variable that holds the password. The password itself never stands "
            "in this file."
        ),
        examples=["ONRECORD_SMTP_PASSWORD"],
    )
    password_file: kinds.FilePath | None = Field(
        default=None,
        description="A file that holds the password and nothing else; keep it readable for yourself only.",
        examples=["/run/secrets/smtp-password"],
    )
    timeout: kinds.Seconds = Field(
        default=30.0,
        gt=0,
        le=3600,
        description=(
            "After how many seconds without an answer the sending is tried again later. When the server has the "
            "message, it is waited for ten times as long: to send it again then could be a repeat."
        ),
        examples=[60],
    )

    @model_validator(mode="after")
    def _login(self) -> Self:
        given = [self.password_env, self.password_file].count(None)
        if given == 0:
            raise ValueError("give 'password_env' or 'password_file', not both")
        if self.username is None and given == 1:
            raise ValueError("a password needs a 'username' beside it")
        if self.username is not None and given == 2:  # noqa: PLR2004 - both are None
            raise ValueError("a username needs a 'password_env' or 'password_file' beside it")
        if self.username is not None and self.security == "none" and self.host not in _LOOPBACK:
            raise ValueError("'security: none' would send the password readable for all; take starttls or tls")
        return self

    def password(self) -> str | None:
        """The password, read now; None without a login. Raises `ConfigError` when it is not to be had."""
        password = _secret("mail.smtp.password", self.password_env, self.password_file)
        if password is not None and not password.isascii():
            where = "env" if self.password_env else "file"
            raise ConfigError(
                f"mail.smtp.password_{where}: the password there holds a letter that no mail server takes "
                "(not ASCII); choose another"
            )
        return password


def _secret(key: str, env: str | None, file: Path | None) -> str | None:
    """What an environment variable or a file holds, read now; None where neither is named. Raises `ConfigError`."""
    if env is not None:
        where, secret = f"{key}_env: the environment variable {env}", os.environ.get(env, "")
    elif file is not None:
        where, secret = f"{key}_file: the file {file}", _read(f"{key}_file", file)
    else:
        return None
    if not secret:
        word = key.rpartition(".")[2].rpartition(" ")[2]
        raise ConfigError(f"{where} is empty or not set; put the {word} there")
    return secret


def _read(key: str, path: Path) -> str:
    try:
        with path.open(encoding="utf-8") as file:
            return file.read(_MAX_SECRET_FILE).rstrip("\r\n")
    except (OSError, ValueError) as error:  # ValueError: not UTF-8
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"{key}: can't read {path}: {reason}") from None


class Dkim(Part):
    """The key with which mail is signed, so that receivers know whose it is; `onrecord doctor` tells what it takes."""

    selector: kinds.DnsName = Field(
        description="The name of the key in the DNS, chosen by you: its record is at SELECTOR._domainkey.DOMAIN.",
        examples=["onrecord"],
    )
    key_file: kinds.FilePath = Field(
        description=(
            "The file of the private key (RSA or Ed25519, as PEM); 'onrecord doctor --make-dkim-key FILE' makes one."
        ),
        examples=["./dkim.pem"],
    )
    domain: kinds.DnsName | None = Field(
        default=None,
        description="The domain that signs, if it is not that of the sender's address but one above it.",
        examples=["example.org"],
    )


class Webhook(Part):
    """A channel of a chat that gets digests. Its address is a secret, and never stands in this file."""

    name: kinds.Name = Field(
        description="Your own name for the channel, by which digests name it.",
        examples=["newsroom"],
    )
    url_env: kinds.EnvironmentName | None = Field(
        default=None,
        description="The name of the environment variable that holds the channel's address, as Apprise writes it.",
        examples=["ONRECORD_NEWSROOM_URL"],
    )
    url_file: kinds.FilePath | None = Field(
        default=None,
        description="A file that holds the address and nothing else; keep it readable for yourself only.",
        examples=["/run/secrets/newsroom-url"],
    )

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.url_env is None) == (self.url_file is None):
            raise ValueError("give 'url_env' or 'url_file': where the address of the channel is to be had")
        return self

    def url(self) -> str:
        """The address, read now. Raises `ConfigError` when it is not to be had."""
        return _secret(f"webhooks: {self.name}: url", self.url_env, self.url_file) or ""


class Mail(Part):
    """How mail is sent. Without a mail server, messages are kept in a folder.

    Give one of smtp, folder and maildir.
    """

    from_: kinds.MailAddress = Field(
        default="On Record <onrecord@localhost>",
        alias="from",
        description="The address that the digests come from, with a name before it if you like.",
        examples=["On Record <desk@example.org>"],
    )
    maildir: kinds.FilePath = Field(
        default=Path("outbox"),
        description=(
            "The folder in which messages are kept when there is no mail server, seen from the folder of topics.yaml."
        ),
        examples=["./outbox"],
    )
    folder: kinds.FilePath | None = Field(
        default=None,
        description=(
            "A plain folder for the messages, instead: .eml files, named after date, digest and recipient, that mail "
            "programs open."
        ),
        examples=["./mails"],
    )
    smtp: Smtp | None = Field(default=None, description="The mail server that takes the messages.")
    unsubscribe: kinds.MailAddress | None = Field(
        default=None,
        description="The address to which a reader writes to get no more of a digest; without it, that of the sender.",
        examples=["desk@example.org"],
    )
    unsubscribe_url: kinds.Unsubscribing | None = Field(
        default=None,
        description=(
            "A web address at which a reader leaves a digest with one click: it must do so when something is posted "
            "to it (RFC 8058). {recipient} stands for the reader's address, {digest} for the digest's name."
        ),
        examples=["https://example.org/leave?who={recipient}&what={digest}"],
    )
    operator: kinds.MailAddress | None = Field(
        default=None,
        description=(
            "Who is told by mail when something needs a person: a source that has failed for a day, or a message that "
            "could not be delivered."
        ),
        examples=["desk@example.org"],
    )
    dkim: Dkim | None = Field(default=None, description="The key with which mail is signed; without it, it is not.")

    @model_validator(mode="after")
    def _aligned(self) -> Self:
        if self.dkim is not None and self.dkim.domain is not None:
            above = self.dkim.domain.lower()
            if not f".{self.domain}".endswith(f".{above}"):
                raise ValueError(f"'dkim.domain' must be the domain of 'from', {self.domain}, or one above it")
        return self

    @property
    def domain(self) -> str:
        """The domain of the sender's address."""
        return parseaddr(self.from_)[1].rpartition("@")[2].lower()

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [name for name in ("smtp", "folder", "maildir") if name in self.model_fields_set]
        if len(given) > 1:
            raise ValueError(f"give only one of {', '.join(map(repr, given))}: mail leaves one way")
        return self


class Editions(Part):
    """Where the full edition is kept as a page, when a mail leaves statements out."""

    folder: kinds.FilePath = Field(
        default=Path("editions"),
        description="The folder in which the pages are kept, seen from the folder of topics.yaml.",
        examples=["./editions"],
    )
    url: kinds.WebAddress | None = Field(
        default=None,
        description=(
            "The web address under which others can read that folder, if there is one: then the mail has a link to "
            "the page. Without it, the link is to the web edition (web.url), or the mail tells the name of the file."
        ),
        examples=["https://desk.example.org/editions"],
    )
