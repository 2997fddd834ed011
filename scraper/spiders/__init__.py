"""The spiders, one for each kind of source; what they do is in `scraper.collector`."""
