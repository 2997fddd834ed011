"""Which statements are sure enough to be told."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from sqlalchemy import select

from onrecord.model import Act, Cue, Factuality
from onrecord.store.schema import statements
from onrecord.store.surely import LEAST, LEAST_OF_OTHERS, is_said, said
from tests.samples import add, article, statement

if TYPE_CHECKING:
    from datetime import datetime

    from onrecord.store import Store


def test_the_store_and_python_agree_on_what_is_sure_enough(store: Store, now: datetime) -> None:
    cues = (None, Cue("said", 0, 4, Act.SAY), Cue("backed", 0, 6, Act.OTHER))
    levels = (0.0, LEAST - 0.01, LEAST, LEAST_OF_OTHERS - 0.01, LEAST_OF_OTHERS, 1.0)
    every = [
        replace(statement(f"words {number}"), cue=cue, confidence=level, factuality=factuality)
        for number, (cue, level, factuality) in enumerate(product(cues, levels, Factuality))
    ]
    add(store, article(), *every, now=now, topics=())
    with store.read() as tx:
        found = set(tx.execute(select(statements.c.content).where(said())).scalars())
    assert found == {one.content for one in every if is_said(one)}
    assert len(found) == 10
