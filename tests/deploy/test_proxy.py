"""deploy/nginx.conf: nginx itself with it in front of the web edition, where it is installed; `.ci/run` installs it."""

from __future__ import annotations

import http.client
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.certificates import certificate
from tests.command import started
from tests.deploy.commandlines import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
NAME = "record.example.org"
TOPICS = f"web: {{url: 'https://{NAME}', proxies: [127.0.0.1]}}\n"

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")


@contextmanager
def web(folder: Path) -> Iterator[int]:
    """The web edition's port, while it is served."""
    (folder / "topics.yaml").write_text(TOPICS)
    with started(folder, "web", "--port", "0") as command:
        told = command.streams / "stdout"
        give_up = time.monotonic() + 60
        while "http://127.0.0.1:" not in told.read_text() and time.monotonic() < give_up:
            time.sleep(0.05)
        yield int(told.read_text().partition("http://127.0.0.1:")[2].partition("/")[0])


@contextmanager
def nginx(folder: Path, behind: int) -> Iterator[tuple[int, ssl.SSLContext]]:
    """The port of nginx with our configuration, and whom to trust."""
    assert NGINX is not None
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    _, chain = certificate(folder, NAME)
    ours = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for written, here in {
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        f"/etc/letsencrypt/live/{NAME}/fullchain.pem": str(chain),
        f"/etc/letsencrypt/live/{NAME}/privkey.pem": str(chain.with_suffix(".key")),
        "http://127.0.0.1:8321": f"http://127.0.0.1:{behind}",
    }.items():
        assert written in ours
        ours = ours.replace(written, here)
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"daemon off; pid {folder}/nginx.pid; events {{}} http {{ access_log {folder}/access.log; {temporary} {ours} }}"
    )
    (folder / "nginx.conf").write_text(whole)
    command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", "stderr"]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as server:
        try:
            give_up = time.monotonic() + 20
            while server.poll() is None and time.monotonic() < give_up:
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            assert server.poll() is None, server.stderr and server.stderr.read()
            yield port, ssl.create_default_context(cafile=str(chain))
        finally:
            server.terminate()


def test_readers_from_elsewhere_are_answered_under_its_own_name_through_tls(tmp_path: Path) -> None:
    with web(tmp_path) as behind, nginx(tmp_path, behind) as (port, trusted):
        plain = socket.create_connection(("127.0.0.1", port))
        asked = http.client.HTTPConnection(NAME)
        asked.sock = trusted.wrap_socket(plain, server_hostname=NAME)
        asked.request("GET", "/preferences/token-of-a-mail")
        assert asked.getresponse().read()
        asked.request("GET", "/")
        answer = asked.getresponse()
        page = answer.read().decode()
        assert answer.status == 200
        assert f'<link rel="canonical" href="https://{NAME}/">' in page
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        asked.close()
        log, give_up = tmp_path / "access.log", time.monotonic() + 20
        while '"GET / ' not in log.read_text() and time.monotonic() < give_up:
            time.sleep(0.05)
        assert '"GET / ' in log.read_text()
        assert "token-of-a-mail" not in log.read_text()
