"""The web edition: where it is served, and the address at which readers reach it."""

from pydantic import Field

from onrecord.config import kinds
from onrecord.config.part import Part


class Web(Part):
    """The web edition, which `onrecord web` serves."""

    url: kinds.WebAddress | None = Field(
        default=None,
        description=(
            "The address at which readers reach the web edition. Links in mails are made of it; those by which a "
            "digest is left with one click need https."
        ),
        examples=["https://desk.example.org"],
    )
    host: kinds.Host = Field(
        default="127.0.0.1",
        description="The address of this computer on which it listens; the usual one is reached from here alone.",
        examples=["127.0.0.1"],
    )
    port: kinds.Whole = Field(
        default=8000, ge=1, le=65535, description="The port on which it listens.", examples=[8000]
    )
    proxies: kinds.OneOrMore[kinds.Header] = Field(
        default=(),
        description="The addresses of proxies before it, whose word on who asks is taken.",
        examples=[["127.0.0.1"]],
    )
