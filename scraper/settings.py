"""Scrapy's settings for On Record: polite, bounded, quiet. `topics.yaml` and `-s NAME=VALUE` go before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord import __version__

if TYPE_CHECKING:
    from scraper.job import Job

BOT_NAME = "onrecord"
SPIDER_MODULES = ["scraper.spiders"]
NEWSPIDER_MODULE = "scraper.spiders"

TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"

# Polite
USER_AGENT = f"OnRecord/{__version__} (news digest)"  # crawl.contact is added
ROBOTSTXT_OBEY = True
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0  # crawl.delay is a promise to the site, not an average
CONCURRENT_REQUESTS = 32
CONCURRENT_ITEMS = 1  # of one page, which holds one article; for each page that waits Scrapy keeps so many tasks
CONCURRENT_REQUESTS_PER_DOMAIN = 2
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 60.0
COOKIES_ENABLED = False
REFERRER_POLICY = "no-referrer"
RETRY_AFTER_MAX = 60  # seconds that a page waits for a site that asks for time; else it is left for the next run
RETRY_AFTER_TIMES = 2

# Only to public addresses, unless a source says `allow_private: true`
ALLOW_PRIVATE = False
DOWNLOADER_MIDDLEWARES = {
    "scraper.guard.AddressGuard": 20,
    "scraper.once.Once": 40,
    "scraper.patience.Patience": 560,
    "scraper.unchanged.Unchanged": 570,  # behind what unpacks a page, before what asks once more
}
_HANDLER = "scraper.patience.PatientHandler"

# Nobody is let in: both would open a port that runs what it is sent
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# Bounded
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # bytes of a page, also after decompression
DOWNLOAD_WARNSIZE = 0
FEED_MAXSIZE = 20 * 1024 * 1024  # bytes of a feed, a sitemap or a section
DOWNLOAD_TIMEOUT = 30  # for a page as a whole, not only for its next byte
RETRY_TIMES = 2
REDIRECT_MAX_TIMES = 10
METAREFRESH_MAXDELAY = 5
DOWNLOAD_HANDLERS = {"http": _HANDLER, "https": _HANDLER, "data": None, "file": None, "ftp": None, "s3": None}
DOWNLOAD_VERIFY_CERTIFICATES = True
HTTPCACHE_ENABLED = False

# Quiet
LOG_LEVEL = "INFO"
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOGSTATS_INTERVAL = 0
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the spider says it, in words

ITEM_PIPELINES = {
    "scraper.pipelines.Extraction": 300,
    "scraper.pipelines.Storing": 800,
}
EXTRACT_PROCESSES = None  # None: as many as there are processors; 0: a thread, for debugging
EXTRACT_TIMEOUT = 30  # seconds for one page or listing


def of(work: Job) -> dict[str, object]:
    """What topics.yaml says, as settings of the crawler that does a job."""
    rules = work.rules
    found: dict[str, object] = {
        "USER_AGENT": rules.agent,
        "DOWNLOAD_DELAY": rules.delay,
        "AUTOTHROTTLE_START_DELAY": rules.delay,
        "AUTOTHROTTLE_ENABLED": rules.delay > 0,
        "DOWNLOAD_TIMEOUT": rules.timeout,
        "ROBOTSTXT_OBEY": rules.obey_robots,
        "ALLOW_PRIVATE": work.allow_private,
    }
    # In a dry run there are no items, and nothing to record.
    return found | {"ITEM_PIPELINES": {}} if work.limits.dry else found
