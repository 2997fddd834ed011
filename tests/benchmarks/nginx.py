"""A web server for benchmarks: nginx, on a port of its own on this machine."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    log_format asked '$status $uri';
    access_log {folder}/access.log asked;
    types {{ text/html html; application/xml xml; }}
    server {{ listen 127.0.0.1:{port}; root {pages}; }}
    {temporary}
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@contextmanager
def serving(pages: Path, folder: Path) -> Iterator[str]:
    """The address under which a folder's pages are served; the server's own files go into the other folder."""
    command = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if command is None:
        pytest.skip("nginx is not installed: apt-get install nginx-light")
    folder.mkdir()
    port = free_port()
    temporary = "".join(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY)
    configuration = folder / "nginx.conf"
    configuration.write_text(CONFIGURATION.format(folder=folder, port=port, pages=pages, temporary=temporary))
    with subprocess.Popen(
        [command, "-p", folder, "-c", configuration, "-e", "stderr"], stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            wait_for(port, server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def sent(folder: Path) -> list[str]:
    """The pages that the server with this folder has sent whole so far, by their paths."""
    lines = (line.split(" ", 1) for line in (folder / "access.log").read_text().splitlines())
    return [path for status, path in lines if status == "200"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[str]) -> None:
    while True:
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return
        if server.poll() is not None and server.stderr:
            pytest.fail(f"nginx does not start: {server.stderr.read()}")
        time.sleep(0.05)
