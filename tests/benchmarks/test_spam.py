"""What SpamAssassin's local tests make of the demo's mail: as it lies there, and as a receiver's server gets it.

The latter adds a line that says by which server the mail came, without which many tests are passed over. A mail without
subject and date shows that the tests do find something.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from email import message_from_bytes
from email.policy import SMTP
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from pytest_benchmark.fixture import BenchmarkFixture

WITHIN = 120  # seconds for a mail: the rules are compiled each time
CAME_BY = """\
Return-Path: <desk@paper.example>\r
Received: from mail.paper.example (mail.paper.example [8.8.4.4])\r
\tby mx.reader.example (Postfix) with ESMTPS id 4XyZ12345z1abc\r
\tfor <reader@example.org>; {date}\r
"""


@pytest.mark.skipif(shutil.which("spamassassin") is None, reason="no spamassassin; Debian's package has that name")
def test_spam(
    demo: Path, tmp_path: Path, benchmark: BenchmarkFixture, hold: Callable[[str, Mapping[str, float]], None]
) -> None:
    lying = (demo / "digest.eml").read_bytes()
    # Nobody sends from this computer's own name, as the demo's mail does.
    usual = lying.replace(b"@localhost", b"@paper.example").replace(b".localhost", b".paper.example")
    date = message_from_bytes(lying, policy=SMTP)["Date"]
    head, _, body = usual.partition(b"\r\n\r\n")
    bare = b"\r\n".join(line for line in head.split(b"\r\n") if not line.startswith((b"Subject:", b"Date:")))
    received = CAME_BY.format(date=date).encode()

    def scores() -> dict[str, float]:
        return {
            "as the demo leaves it": score(lying, tmp_path),
            "from a usual address, as received": score(received + usual, tmp_path),
            "the same without subject and date": score(received + bare + b"\r\n\r\n" + body, tmp_path),
        }

    hold("spam", benchmark.pedantic(scores, rounds=1))


def score(mail: bytes, home: Path) -> float:
    """The points of a mail, and on standard output the rules that gave them."""
    ended = subprocess.run(
        ["spamassassin", "--nocreate-prefs", "--local", "--test-mode"],  # noqa: S607
        input=mail,
        capture_output=True,
        check=True,
        timeout=WITHIN,
        env=os.environ | {"HOME": str(home), "LC_ALL": "C"},
    )
    told = message_from_bytes(ended.stdout)["X-Spam-Status"]
    found = re.search(r"score=(-?[\d.]+)", told)
    assert found is not None, told
    print(" ".join(told.split()))  # noqa: T201
    return float(found[1])
