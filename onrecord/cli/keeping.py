"""`onrecord backup` and `onrecord vacuum`: a store that is safe, and no larger than it needs to be."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onrecord.cli.context import config_option, configuration, store
from onrecord.cli.terminal import count, progress, say
from onrecord.cli.views import work
from onrecord.errors import ConfigError

if TYPE_CHECKING:
    from datetime import timedelta

    from sqlalchemy import URL

    from onrecord.store import Store


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@config_option
def backup_(file: Path) -> None:
    r"""Copy the store to FILE, while others go on working with it.

    The copy is made beside FILE under a name that begins with a dot, checked, and only then takes FILE's place; a
    backup that was there before stays until then, whatever happens. To restore one, see docs/keeping.md.

    \b
    Example:
      onrecord backup backups/onrecord.db
      onrecord backup "backups/onrecord-$(date +%F).db"
    """
    from rich.filesize import decimal  # noqa: PLC0415  # keeps --help quick

    from onrecord.store.backup import back_up  # noqa: PLC0415  # as above

    url = configuration().store.engine_url()
    path = _file(url, file)
    with progress("Copying the store (kB)") as advance:
        size = back_up(path, file, progress=lambda done, total: advance(done // 1000, total // 1000))
    say(f"The store is copied to {file} and checked: {decimal(size)}.")


@click.command("vacuum")
@config_option
def vacuum_() -> None:
    r"""Let go of the texts that `keep` lets go of, and give the room that the store does not need back to the disk.

    Others can read the store meanwhile; who writes waits. It needs room for twice what stays in the store.

    \b
    Example:
      onrecord vacuum
    """
    from onrecord.store import space  # noqa: PLC0415  # keeps --help quick

    config = configuration()
    opened = store(config)
    before = _size(opened)
    say(f"{_let_go(opened, config.keep)} Statements, headlines and editions stay.")
    shrunk = space.compact(opened)
    say(f"The store took {before} and takes {_size(opened)} now.")
    if not shrunk:
        say("Others are reading it; the file gets smaller when they are done and something is written.")


def _size(opened: Store) -> str:
    from onrecord.store import overview  # noqa: PLC0415  # keeps --help quick

    with opened.read() as tx:
        return work.size(overview.size(tx))


def _let_go(opened: Store, keep: timedelta | None) -> str:
    from onrecord.store.retention import let_go  # noqa: PLC0415  # keeps --help quick

    if keep is None:
        return "All texts are kept: topics.yaml has no `keep`."
    with progress("Letting go of texts") as advance:
        number = let_go(opened, keep, now=datetime.now(UTC), progress=advance)
    return f"{count(number, 'text')} let go of, of articles that came in more than {keep.days} days ago."


def _file(url: URL, file: Path) -> Path:
    """The file of a SQLite store. Raises `ConfigError` that tells what to do with any other."""
    if url.get_backend_name() != "sqlite":
        whole = url.set(drivername="postgresql")
        address = whole._replace(password=None).render_as_string()  # `set` leaves out what is None
        command = f"pg_dump --format=custom --file={shlex.quote(str(file))} {shlex.quote(address)}"
        raise ConfigError(f"the store is a PostgreSQL database, which has a tool of its own for this: {command}")
    if not url.database or url.database.startswith((":memory:", "file:")):
        raise ConfigError("store.url: not a file on the disk: nothing to back up")
    return Path(url.database)
