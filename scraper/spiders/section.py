"""`scrapy crawl section`: the articles whose headlines a page lists."""

from scraper.collector import Collector


class SectionSpider(Collector):
    """Reads a section's page: `-a source=NAME` for a source of topics.yaml, or `-a url=URL` for any."""

    name = "section"
