"""SPF records weighed as RFC 7208 has it, on a DNS server of ours."""

from __future__ import annotations

from typing import Any

import pytest

from onrecord.cli.doctor import spf
from onrecord.cli.doctor.names import UnaskedError
from tests.onrecord.cli.doctor.loopback import domain_names

HERE, THERE, SIX = "192.0.2.7", "198.51.100.7", "2001:db8::7"
RECORDS: dict[str, Any] = {
    "A": {"mail.paper.example": HERE, "paper.example": THERE},
    "AAAA": {"mail.paper.example": SIX},
    "MX": {"paper.example": ["20 other.example.", "10 mail.paper.example."], "nobody.example": "0 ."},
}


def weigh(record: str | list[str], address: str = HERE, **texts: str) -> str:
    more: dict[str, str | list[str]] = {f"{name}.example": text for name, text in texts.items()}
    with domain_names(TXT=more | {"paper.example": record}, **RECORDS) as names:
        return spf.verdict(names, "paper.example", address)


@pytest.mark.parametrize(
    ("record", "address", "verdict"),
    [
        ("v=spf1 ip4:192.0.2.0/24 -all", HERE, "+"),
        ("v=spf1 ip4:192.0.2.0/24 -all", THERE, "-"),
        ("v=spf1 ip4:192.0.2.7 ~all", SIX, "~"),
        ("v=spf1 ip6:2001:db8::/32 -all", SIX, "+"),
        ("v=spf1 ip6:2001:db8::/32 -all", HERE, "-"),
        ("v=spf1 a -all", THERE, "+"),
        ("v=spf1 a -all", HERE, "-"),
        ("v=spf1 a:mail.paper.example -all", SIX, "+"),
        ("v=spf1 a:mail.paper.example/24//64 -all", "192.0.2.200", "+"),
        ("v=spf1 a:mail.paper.example/24//64 -all", "2001:db8::ffff", "+"),
        ("v=spf1 mx -all", HERE, "+"),
        ("v=spf1 mx:nobody.example -all", HERE, "-"),
        ("v=spf1 -ip4:192.0.2.7 +all", HERE, "-"),
        ("V=SPF1 MX ?ALL", THERE, "?"),
        ("v=spf1 exp=why.paper.example mx", THERE, "?"),
        ("v=spf1", HERE, "?"),
    ],
)
def test_the_first_term_that_fits_decides(record: str, address: str, verdict: str) -> None:
    assert weigh(record, address) == verdict


def test_another_domain_s_record_counts_where_it_says_yes() -> None:
    record = "v=spf1 include:provider.example -all"
    assert weigh(record, provider="v=spf1 ip4:192.0.2.7 -all") == "+"
    assert weigh(record, provider="v=spf1 ip4:198.51.100.1 -all") == "-"
    assert weigh("v=spf1 redirect=provider.example", provider="v=spf1 ip4:192.0.2.7 ~all") == "+"
    assert weigh("v=spf1 redirect=provider.example", provider="v=spf1 ~all") == "~"


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ("v=spf1 exists:%{i}.paper.example -all", "depends on the mail"),
        ("v=spf1 ptr -all", "the term ptr can't be weighed here"),
        ("v=spf1 include:nowhere.example -all", "nowhere.example has 0 SPF records"),
        ("v=spf1 include:paper.example -all", "more than 10 lookups"),
        ("v=spf1 ip4:nonsense -all", "nonsense is no network"),
        ("v=spf1 a/x -all", "a term that is none: a/x"),
        ("v=spf1 ,, -all", "a term that is none: ,,"),
        (["v=spf1 -all", "v=spf1 +all"], "paper.example has 2 SPF records"),
    ],
)
def test_what_can_not_be_told_is_said(record: str | list[str], why: str) -> None:
    with pytest.raises(spf.UnclearError, match=why):
        weigh(record)


def test_a_dns_that_fails_is_not_taken_for_one_that_knows_nothing() -> None:
    with domain_names(fault={"paper.example": ""}) as names, pytest.raises(UnaskedError):
        spf.verdict(names, "paper.example", HERE)
