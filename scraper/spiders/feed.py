"""`scrapy crawl feed`: the articles of an RSS, Atom or RDF feed."""

from scraper.collector import Collector


class FeedSpider(Collector):
    """Reads a feed: `-a source=NAME` for a source of topics.yaml, or `-a url=URL` for any."""

    name = "feed"
