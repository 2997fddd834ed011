"""How mail leaves: kept in a folder, or handed to a mail server whose password is never in the file."""

import os
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from onrecord.config import kinds
from onrecord.config.part import Part
from onrecord.errors import ConfigError

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MAX_PASSWORD_FILE = 4096


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
        description="After how many seconds without an answer the sending is tried again later.",
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
        if self.password_env is not None:
            where, password = (
                f"password_env: the environment variable {self.password_env}",
                self._from_environment(),
            )
        elif self.password_file is not None:
            where, password = f"password_file: the file {self.password_file}", self._from_file()
        else:
            return None
        if not password:
            raise ConfigError(f"mail.smtp.{where} is empty or not set; put the password there")
        if not password.isascii():
            raise ConfigError(
                f"mail.smtp.{where} holds a letter that no mail server takes in a password (not ASCII); choose another"
            )
        return password

    def _from_environment(self) -> str:
        return os.environ.get(self.password_env or "", "")

    def _from_file(self) -> str:
        try:
            with open(self.password_file or "", encoding="utf-8") as file:  # noqa: PTH123 - a path or nothing
                return file.read(_MAX_PASSWORD_FILE).rstrip("\r\n")
        except (OSError, ValueError) as error:  # ValueError: not UTF-8
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise ConfigError(f"mail.smtp.password_file: can't read {self.password_file}: {reason}") from None


class Mail(Part):
    """How mail is sent. Without a mail server, messages are kept in a folder that mail programs open."""

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
    smtp: Smtp | None = Field(default=None, description="The mail server that takes the messages.")


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
            "the page. Without it, the mail tells the name of the file."
        ),
        examples=["https://desk.example.org/editions"],
    )
