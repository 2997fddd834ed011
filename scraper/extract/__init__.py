"""A page's bytes ─► an `Article`; knows nothing of how the page was fetched."""

from scraper.extract.article import Hint, extract_article
from scraper.extract.contract import to_json

__all__ = ["Hint", "extract_article", "to_json"]
