"""The corpus as the network sees it; torch is not needed for that."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from onrecord.config import Language
from onrecord.enrich.lexicon import hashes
from onrecord.enrich.tagger import labels
from training import corpus, words

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Petra Lindholm said that the ferry was late.\n\nNobody came."
QUOTE = {"content": [[20, 43]], "cue": [[15, 19]], "speaker": [[0, 14]]}


@pytest.fixture(scope="module")
def example() -> corpus.Example:
    (doc,) = corpus.parse([{"text": TEXT}], Language().model)
    (found,) = corpus.examples(doc, [QUOTE], corpus.vocabulary([doc], hashes(["ferry"])))
    return found


def test_an_attribution_is_a_cue_and_the_labels_of_all_words(example: corpus.Example) -> None:
    assert example.cues == [2]
    (told,) = (answer.tolist() for answer in example.labels)
    assert [labels.runs(told, role) for role in range(3)] == [[(3, 8)], [(0, 2)], [(2, 3)]]


def test_every_word_has_its_numbers(example: corpus.Example) -> None:
    assert len(example.vectors) == len(example.columns) == len(example.labels[0]) == len(example.around[0])
    assert example.columns[5, 0] > 0  # "ferry" has a row of its own
    assert example.columns[2, 0] == 0  # "said" was seen once


def test_articles_are_read_a_line_each(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "1", "text": TEXT, "quotes": [QUOTE]}) + "\n\n")
    assert [article["id"] for article in corpus.read(tmp_path / "a.jsonl")] == ["1"]


def test_word_vectors_keep_what_is_near(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    ferry, tax = chance.normal(size=(2, 6))
    vectors = {"ferry": ferry, "boat": ferry + 0.01, "tax": tax, "levy": tax + 0.01, "rare": tax}
    given = {
        "dimensions": 6,
        "words": list(vectors),
        "vectors": {word: [*vector.tolist(), 99.0, 0] for word, vector in vectors.items()},
    }
    (tmp_path / "v.json").write_text(json.dumps(given))
    keys, table = words.read(tmp_path / "v.json", 4, 2)
    assert keys.tolist() == hashes(["ferry", "boat", "tax", "levy"]).tolist()
    assert table.shape == (4, 2)
    assert np.linalg.norm(table[0] - table[1]) < 0.1 * np.linalg.norm(table[0] - table[2])
