"""Collecting: sources to articles, a Scrapy project."""
