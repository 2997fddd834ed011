"""The store: articles, statements, matches, editions and the outbox in one SQL database.

Open one with `Store.open(url)`; the modules here are functions over its transactions.
"""

from onrecord.store.engine import Store

__all__ = ["Store"]
