"""Which addresses are anybody's."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.private import is_local_name, is_loopback, is_public, written


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.255.0.9", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.1",
        "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1",
        "fe80::1%eth0", "fc00::1", "fd12::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a00:1::", "2001:db8::1", "nonsense", "",
    ],
)  # fmt: skip
def test_an_address_of_ones_own_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_address_in_any_dress_is_the_same_address(address: IPv4Address) -> None:
    number = int(address)
    first, rest = divmod(number, 2**24)
    for dress in (str(address), str(number), hex(number), f"{first}.{rest}", f"0{first:o}.{rest}", f"{address}."):
        assert written(dress) == str(address)
    assert is_public(f"::ffff:{address}") == is_public(str(address))


@given(st.ip_addresses(v=6))
def test_an_address_of_version_6_is_read_in_brackets(address: object) -> None:
    assert written(f"[{address}]") == str(address)
    assert is_public(str(address)) in {True, False}


@given(st.text(max_size=30))
def test_any_other_host_is_a_name(host: str) -> None:
    found = written(host)
    assert found is None or str(ip_address(found)) == found


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "a.localhost"])
def test_localhost_means_this_computer(host: str) -> None:
    assert is_local_name(host)
    assert is_loopback(f"http://{host}:8000/feed")


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1/x", True),
        ("http://[::1]:80/x", True),
        ("http://2130706433/", True),
        ("http://[::ffff:127.0.0.1]/", True),
        ("http://localhost.example/", False),
        ("http://10.0.0.1/", False),
        ("https://gazette.example/", False),
    ],
)
def test_only_this_computer_is_loopback(url: str, *, local: bool) -> None:
    assert is_loopback(url) is local
