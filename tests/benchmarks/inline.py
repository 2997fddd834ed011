"""What On Record is compared with: a plain Scrapy spider that calls trafilatura in its callback.

Fetches the addresses in a file, a line each, and prints when each page was done, in seconds, as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy import Request, Spider
from scrapy.crawler import CrawlerProcess
from trafilatura import bare_extraction

from scraper import settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response

SAME = (
    "CONCURRENT_REQUESTS",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "COOKIES_ENABLED",
    "LOG_LEVEL",
    "LOGSTATS_INTERVAL",
    "ROBOTSTXT_OBEY",
    "TELNETCONSOLE_ENABLED",
    "TWISTED_REACTOR",
)
"""Settings that both sides share."""


class Inline(Spider):
    name = "inline"
    addresses: list[str]
    done: list[float]

    async def start(self) -> AsyncIterator[Request]:
        for address in self.addresses:
            yield Request(address, dont_filter=True)

    def parse(self, response: Response) -> Iterator[dict[str, str | None]]:
        document = bare_extraction(response.body, url=response.url, favor_precision=True, with_metadata=True)
        yield {"url": response.url, "text": getattr(document, "text", None)}
        self.done.append(time.monotonic())


def main() -> None:
    addresses = Path(sys.argv[1]).read_text().split()
    done: list[float] = []
    process = CrawlerProcess({name: getattr(settings, name) for name in SAME} | {"DOWNLOAD_DELAY": 0})
    process.crawl(Inline, addresses=addresses, done=done)
    process.start()
    sys.stdout.write(json.dumps(done))


if __name__ == "__main__":
    main()
