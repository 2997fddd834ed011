"""A PostgreSQL server for the length of a test run, started where its programs are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEBIAN: Final = "/usr/lib/postgresql"  # its folder of versions, which are not on the path
_MEMORY: Final = Path("/dev/shm")  # noqa: S108  # a folder of its own there
_ROOM: Final = 4 << 30  # bytes
_PATIENCE: Final = 30  # seconds
_SETTINGS: Final = (
    ("listen_addresses", ""),
    ("max_connections", "400"),
    ("timezone", "Asia/Kolkata"),  # one that nobody may count on
)
_BRITTLE: Final = (("fsync", "off"), ("full_page_writes", "off"), ("synchronous_commit", "off"))


class NoServerError(Exception):
    """Why none can be started, for a person."""


@contextmanager
def served(*, lasting: bool = False) -> Iterator[str]:
    """A server in a folder of its own, reached by a socket there: the address of its first database.

    What it holds outlives a fall of the computer only if it is `lasting`. Raises `NoServerError`.
    """
    programs = _programs()
    who = _other_user() if os.geteuid() == 0 else {}  # it refuses to be root
    roomy = not lasting and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-", dir=_MEMORY if roomy else None))
    folder.chmod(0o755)
    if who:
        shutil.chown(folder, who["user"], who["group"])
    data = folder / "data"
    # As most servers are: names are sorted as people sort them, not by their bytes.
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    initdb += ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
    try:
        ended = subprocess.run(initdb, cwd=folder, capture_output=True, text=True, check=False, **who)
        if ended.returncode:
            raise NoServerError(f"{initdb[0]}: {ended.stderr.strip()}")
        with (folder / "log").open("w") as log:
            settings = _SETTINGS if lasting else (*_SETTINGS, *_BRITTLE)
            options = [word for name, value in settings for word in ("-c", f"{name}={value}")]
            command = [str(programs / "postgres"), "-D", str(data), "-k", str(folder), *options]
            server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, **who)
        try:
            address = f"postgresql+psycopg://postgres@/postgres?host={folder}"
            _wait(server, address, folder / "log")
            yield address
        finally:
            server.send_signal(signal.SIGINT)  # whoever is connected or not
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """The folder of the newest server's programs. Raises `NoServerError`."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    known = sorted(Path(_DEBIAN).glob("*/bin/initdb"), key=lambda one: float(one.parts[-3]))
    if not known:
        raise NoServerError("PostgreSQL's server is not installed: on Debian, 'apt install postgresql' installs it")
    return known[-1].parent


def _other_user() -> dict[str, Any]:
    for name in ("postgres", "nobody"):
        try:
            return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}
        except KeyError:
            continue
    raise NoServerError("PostgreSQL's server does not run as root, and there is no user 'postgres' nor 'nobody'")


def _wait(server: subprocess.Popen[Any], address: str, log: Path) -> None:
    engine = create_engine(address)
    patience = time.monotonic() + _PATIENCE
    while True:
        try:
            engine.connect().close()
        except OperationalError:
            if server.poll() is not None or time.monotonic() > patience:
                raise NoServerError(f"PostgreSQL's server does not start: {log.read_text().strip()}") from None
            time.sleep(0.05)
        else:
            engine.dispose()
            return
