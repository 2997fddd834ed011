"""All that is due, once: what `onrecord run` does."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from onrecord.errors import OnRecordError
from onrecord.model import Late
from onrecord.schedule import steps
from onrecord.schedule.steps import Done
from onrecord.store import holding, tasks

if TYPE_CHECKING:
    from collections.abc import Callable

    from onrecord.config import Config
    from onrecord.shards import Shard
    from onrecord.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """Whom to tell how far the steps are: for each source, then of articles, then of messages."""

    collecting: Callable[[str, int, int], None] = lambda _source, _done, _known: None
    reading: Callable[[int, int], None] = lambda _done, _total: None
    sending: Callable[[int, int], None] = lambda _done, _total: None


def run(config: Config, store: Store, shown: Shown | None = None, *, shard: Shard | None = None) -> Done:
    """Do all that is due; with a shard, the sources in it alone are read.

    A step that fails does not keep the later ones from what there is.
    """
    shown = shown or Shown()
    done = Done()
    _step(done, "looking at the configuration", partial(steps.configured, store))
    _step(done, "collecting", partial(steps.collect, done, config, shard=shard, progress=shown.collecting))
    compose(done, config, store, shown.reading, always_read=True)
    _step(done, "upkeep", partial(steps.keep_up, done, config, store))
    _step(done, "sending", partial(steps.send, done, config, store, progress=shown.sending))
    return done


def compose(
    done: Done,
    config: Config,
    store: Store,
    reading: Callable[[int, int], None],
    *,
    always_read: bool = False,
) -> None:
    """Read what waits, and compose the digests whose time has come; they wait for what is being read, up to a time.

    Without a digest that is due nothing is read, unless `always_read` says so.
    """
    begun = datetime.now(UTC)
    owed = steps.owed(config, store, now=begun)
    if not owed and not always_read:
        return
    late = Late()
    until = begun + steps.patience(owed) if owed else None

    def read() -> None:
        nonlocal late
        sources: tuple[str, ...] = ()
        if until is not None and holding.busy(store, tasks.CRAWL, before=begun):
            steps.read(done, config, store, until=until, progress=reading)  # what is there, while others bring more
            sources = steps.await_crawls(store, since=begun, until=until)
        late = Late(sources)
        left = steps.read(done, config, store, until=until, progress=reading)
        late = Late(sources, left)

    _step(done, "reading", read)
    for digest, day in owed:
        _step(done, f"composing {digest.name}", partial(steps.compose, done, config, store, digest, day, late=late))


def _step(done: Done, what: str, step: Callable[[], None]) -> None:
    try:
        step()
    except OnRecordError as error:
        done.errors.append(str(error))
    except Exception as error:
        log.exception("%s", what)
        fault = " ".join(f"{type(error).__name__}: {error}".split())
        done.errors.append(f"{what}: a fault in On Record ({fault}); please report it with what stands above")
