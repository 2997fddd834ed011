"""Guesses at what a page does not say of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trafilatura import extract_metadata

from scraper.extract import guesses
from scraper.extract.guesses import Guesses
from scraper.extract.page import parse

if TYPE_CHECKING:
    import pytest

PAGE = b'<head><title>Quay</title><meta name="author" content="Ada Venn"></head><body><p>The quay is closed.</p></body>'


def test_they_are_made_once_and_leave_the_page_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    trees: list[object] = []

    def noted(tree: Any, url: str) -> object:  # noqa: ANN401  # as trafilatura has it
        trees.append(tree)
        return extract_metadata(tree, url)

    monkeypatch.setattr(guesses, "extract_metadata", noted)
    tree = parse(PAGE)
    found = Guesses(tree, "https://gazette.example/quay")
    assert trees == []
    assert (found.author, found.title, found.site_name) == ("Ada Venn", "Quay", "gazette.example")
    assert len(trees) == 1
    assert trees[0] is not tree


def test_a_page_on_which_guessing_fails_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise IndexError

    monkeypatch.setattr(guesses, "extract_metadata", failing)
    found = Guesses(parse(PAGE), "https://gazette.example/quay")
    assert (found.title, found.author, found.date, found.site_name) == (None, None, None, None)
