"""What a speaker does, from the cue's word and its frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.enrich.annotate import annotate
from onrecord.model import Act

if TYPE_CHECKING:
    from spacy.language import Language

SENTENCES = [
    ("Petra Lindholm said that the ferry would be late.", Act.SAY),
    ("The ferry will be late, according to Petra Lindholm.", Act.SAY),
    ("Petra Lindholm asked whether the ferry would be late.", Act.ASK),
    ("Petra Lindholm asked the crew to wait in the harbour.", Act.DEMAND),
    ("Petra Lindholm told the council that the ferry would be late.", Act.SAY),
    ("Petra Lindholm told the crew to wait in the harbour.", Act.DEMAND),
    ("Petra Lindholm called for a new ferry.", Act.DEMAND),
    ("Petra Lindholm called the new ferry a waste of money.", Act.DESCRIBE),
    ("Petra Lindholm denied that the ferry had been late.", Act.DENY),
    ("Petra Lindholm promised that the ferry would return.", Act.PROMISE),
    ("Petra Lindholm vowed to bring the ferry back.", Act.PROMISE),
    ("Petra Lindholm warned that the ferry could sink.", Act.WARN),
    ("Petra Lindholm predicted that the ferry would be full.", Act.PREDICT),
    ("Petra Lindholm believes that the ferry will be full.", Act.BELIEVE),
    ("Petra Lindholm admitted that the ferry had been late.", Act.ADMIT),
    ("Petra Lindholm rejected the claim that the ferry had been late.", Act.DENY),
    ("Petra Lindholm's promise that the ferry would return was welcome.", Act.PROMISE),
    ('"The ferry is a disgrace," Petra Lindholm complained.', Act.CRITICISE),
    ('"Is the ferry late?" Petra Lindholm asked.', Act.ASK),
]


@pytest.mark.parametrize(("sentence", "expected"), SENTENCES, ids=[sentence for sentence, _ in SENTENCES])
def test_what_the_speaker_does(nlp: Language, sentence: str, expected: Act) -> None:
    (found,) = annotate(nlp, [sentence])
    assert expected in {statement.cue.act for statement in found if statement.cue}
    assert found[0].cue is not None
    assert found[0].cue.act == expected
