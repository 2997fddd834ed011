"""Where the web edition is: the address that it listens on, and the one under which readers find it."""

from ipaddress import ip_network
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from onrecord.config import kinds
from onrecord.config.part import Part


def _network(text: str) -> str:
    """An address, or a network by its first address, as the server knows it."""
    try:
        network = ip_network(text.strip(), strict=False)
    except ValueError:
        raise ValueError("expected the address of a proxy, such as 127.0.0.1 or 10.0.0.0/8") from None
    return str(network) if "/" in text else text.strip()


_Network = Annotated[str, AfterValidator(_network), WithJsonSchema({"type": "string", "minLength": 1})]


class Web(Part):
    """The web edition, which `onrecord web` serves."""

    url: kinds.WebAddress | None = Field(
        default=None,
        description=(
            "The web address under which readers find the web edition: links in mails and feeds begin with it. Without "
            "it, only you are meant to read it, and mails have no link to it."
        ),
        examples=["https://record.example.org"],
    )
    host: kinds.Host = Field(
        default="127.0.0.1",
        description=(
            "The address of this computer on which it listens. The default is for this computer alone; behind a proxy "
            "on another one, name the address that the proxy reaches."
        ),
        examples=["10.0.0.5"],
    )
    port: kinds.Whole = Field(
        default=8321,
        ge=1,
        le=65535,
        description="The port on which it listens.",
        examples=[8080],
    )
    proxies: tuple[_Network, ...] = Field(
        default=(),
        description=(
            "The addresses of proxies in front of it, whose word on where a reader comes from is believed "
            "(X-Forwarded-For, X-Forwarded-Proto)."
        ),
        examples=[["127.0.0.1"]],
    )
