"""Error pages and walls are told from articles by their title; a headline with such a word in it is a headline."""

from __future__ import annotations

import time

import pytest

from scraper.extract.refusals import is_article

TEXT = "The ferry crosses the bay. " * 55  # not long enough to be an article whatever its title


@pytest.mark.parametrize(
    "title",
    [
        "400 jobs to go at the Brook mill",
        "500 homes evacuated after quay fire",
        "404 error pages on show at the museum of the web",
        "Zustimmung zum Haushalt wächst im Rat",
        "Forbidden music returns to the stage",
        "Not found guilty: ferryman walks free",
        "Burial site of the ferrymen not found",
        "Missing story of the mill not found in the archive",
        "Access denied to harbour inquiry, families say",
        "Access denied - how the quay shut out those who built it",
        "Just a moment of silence for the ferry's crew",
        "Attention required at the level crossing, inspector warns",
        "Security check at the quay delays the ferries",
        "One more step towards a new quay",
        "Gone with the tide",
        "Privacy settings for children to be the law",
        "Service unavailable to half of the island's farms",
        "Avant de continuer la course, le marin se repose",
        "Доступ ограничен жителям острова из-за шторма",
    ],
)
def test_a_headline_with_the_words_of_an_error_is_a_headline(title: str) -> None:
    assert is_article(title, TEXT, declared=False, linked=False, hinted=None)


@pytest.mark.parametrize(
    "title",
    [
        "404",
        "Error 404",
        "404 Error",
        "Fehler 404: Seite nicht gefunden",
        "HTTP Error 503. Service Unavailable",
        "404 - page not found",
        "404 Not Found",
        "403 Forbidden",
        "502 Bad Gateway | Gazette",
        "500 Internal Server Error",
        "504 Gateway Time-out",
        "Not found",
        "Page not found - Harbour Gazette",
        "Harbour Gazette | Page not found",
        "Sorry, the page you are looking for could not be found.",
        "The page you requested was not found",
        "Forbidden",
        "Access Denied",
        "Access to this page has been denied",
        "Just a moment...",
        "Attention Required! | Cloudy",
        "Please verify you are a human",
        "Enable JavaScript and cookies to continue",
        "Are you a robot?",
        "Before you continue to the Gazette",
        "We value your privacy",
        "Privacy settings",
        "Zustimmung erforderlich",
        "Seite nicht gefunden – Hafenblatt",
        "Page introuvable",
        "Страница не найдена",
        "お探しのページは見つかりませんでした",
    ],
)
def test_the_words_of_an_error_alone_or_with_a_sites_name_are_one(title: str) -> None:
    assert not is_article(title, TEXT, declared=True, linked=False, hinted="Ferry runs again")


def test_a_title_that_the_feed_gives_too_is_believed() -> None:
    assert is_article("Just a moment", TEXT, declared=False, linked=False, hinted="Just a Moment…")


def test_a_wall_is_one_also_under_the_feeds_title() -> None:
    wall = "Cookies need your consent. Cookies serve tracking. " * 20
    assert not is_article("Ferry runs again", wall, declared=False, linked=False, hinted="Ferry runs again")


@pytest.mark.parametrize("piece", ["page ", "the page you are ", "a-", "404 ", "error ", "a | ", "not ", "(", "a b - "])
def test_a_title_of_any_kind_is_judged_quickly(piece: str) -> None:
    begin = time.process_time()
    is_article((piece * 300)[:1_000], TEXT, declared=True, linked=False, hinted=None)
    assert time.process_time() - begin < 1
