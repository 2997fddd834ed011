"""Who is who across articles: names, titles, and which of them mean one speaker. Knows no store and no text."""

from onrecord.people.bodies import in_brackets
from onrecord.people.folding import searched, spelt_alike
from onrecord.people.resolve import Decision, Form, Group, Sighting, key, resolve
from onrecord.people.shown import fullness

__all__ = [
    "Decision",
    "Form",
    "Group",
    "Sighting",
    "fullness",
    "in_brackets",
    "key",
    "resolve",
    "searched",
    "spelt_alike",
]
