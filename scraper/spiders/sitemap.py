"""`scrapy crawl sitemap`: the newest articles of a news sitemap, or of those that an index names."""

from scraper.collector import Collector


class SitemapSpider(Collector):
    """Reads a sitemap: `-a source=NAME` for a source of topics.yaml, or `-a url=URL` for any."""

    name = "sitemap"
