"""What can go wrong, in words for a person, with the exit code that a command ends with.

OnRecordError          1  something failed
├── ConfigError        2  topics.yaml or an option is wrong (`.problems` has a line each)
├── QueryError         2  what is searched for is mistyped (`onrecord.query`; `.at` is the place)
├── DocumentError      1  a text document can't be read
├── StoreError         1  the store can't be opened, read or written
├── EnrichError        1  the language model is missing or does not fit
├── CrawlError         1  a source could not be crawled
├── RenderError        1  a template is broken
└── SendError          1  a message was not accepted
    ├── RefusedError       1  the server says it never will be
    ├── UnansweredError    1  it was handed over, and the answer was lost
    └── UnreachableError   1  no message can leave now, whoever it is for

A message names the thing, the place and the remedy, and fits on a line.
"""

from __future__ import annotations


class OnRecordError(Exception):
    """Something failed; the message is for the person who ran the command."""

    exit_code = 1


class ConfigError(OnRecordError):
    """The configuration is wrong; `problems` holds one line for each fault."""

    exit_code = 2

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class DocumentError(OnRecordError):
    """A text document can't be read as an article."""


class StoreError(OnRecordError):
    """The store can't be opened, read or written."""


class EnrichError(OnRecordError):
    """The language model is missing or does not fit."""


class CrawlError(OnRecordError):
    """A source could not be crawled."""


class RenderError(OnRecordError):
    """A template is broken; the message names the file and the line."""


class SendError(OnRecordError):
    """A message was not accepted this time; sending again later may succeed."""


class RefusedError(SendError):
    """The server refused the message or its recipient for good."""


class UnansweredError(SendError):
    """The message was handed over whole, and nobody said whether it was accepted."""


class UnreachableError(SendError):
    """The way out is shut for now, to all messages alike; this one was not handed over."""
