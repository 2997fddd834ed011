"""Holding statements against topics: which rules they fall under, by which words, and where."""

from onrecord.enrich.topics.matcher import About, Matcher, Miss, fingerprint

__all__ = ["About", "Matcher", "Miss", "fingerprint"]
