"""`scrapy crawl page`: the articles at the addresses that are given."""

from scraper.collector import Collector


class PageSpider(Collector):
    """Reads pages: `-a source=NAME` for a source of topics.yaml, or `-a urls="URL URL"` for any."""

    name = "page"
