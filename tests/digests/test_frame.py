"""The frame of a digest in each of its languages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, get_args

import pytest

from digests.frame import frame
from digests.languages import catalogues, read, renewed, said
from digests.render import render
from onrecord.config import Digest
from onrecord.model import Tally

if TYPE_CHECKING:
    from onrecord.model import Edition

LANGUAGES = sorted(catalogues())
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def forms(text: object) -> list[str]:
    """A message's one form, or its several."""
    return [str(form) for form in text] if isinstance(text, list | tuple) else [str(text or "")]


def test_every_language_of_the_configuration_has_its_catalogue() -> None:
    assert sorted(get_args(Digest.model_fields["language"].annotation)) == sorted(["en", *LANGUAGES])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_and_none_is_left_over(language: str) -> None:
    translated = {message.id: message for message in read(language) if message.id}
    assert set(translated) == {message.id for message in said() if message.id}
    for message in translated.values():
        assert all(forms(message.string)), f"{language}: no translation of {message.id!r}"
        assert not message.fuzzy


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_the_places_of_its_message(language: str) -> None:
    for message in read(language):
        for form in forms(message.string) if message.id else ():
            assert sorted(PLACEHOLDER.findall(form)) == sorted(PLACEHOLDER.findall(forms(message.id)[-1]))
            assert form.count("%") == len(PLACEHOLDER.findall(form))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_is_as_its_command_writes_it(language: str) -> None:
    assert catalogues()[language].read_bytes() == renewed(language)


SHOWN = {
    "en": ("3 new voices on", "Tuesday, 24 November 2026", "12 statements by 6 speakers in 5", "23 November"),
    "de": ("3 neue Stimmen zu", "Dienstag, 24. November 2026", "12 Aussagen von 6 Stimmen in 5", "23. November"),
    "fr": ("3 nouvelles voix sur", "mardi 24 novembre 2026", "12 déclarations de 6 intervenants dans 5", "23 novembre"),
    "es": ("3 voces nuevas sobre", "martes, 24 de noviembre de 2026", "12 declaraciones de 6 voces", "23 de noviembre"),
    "tr": ("Harbour expansion: 3 yeni isim", "24 Kasım 2026 Salı", "5 kaynakta 6 kişiden 12 açıklama", "23 Kasım"),
    "ru": ("3 новых голоса по теме", "вторник, 24 ноября 2026", "12 высказываний от 6 спикеров", "23 ноября"),
}  # fmt: skip


def _new(edition: Edition) -> Edition:
    return replace(edition, found=Tally(12, 6, 5, 1))


@pytest.mark.parametrize("language", SHOWN)
def test_words_dates_and_numbers_are_those_of_the_language(language: str, edition: Edition) -> None:
    first = replace(edition.sections[0], found=replace(edition.sections[0].found, new_voices=3))
    message = render(replace(edition, language=language, sections=(first, *edition.sections[1:])))
    subject, day, happened, moment = SHOWN[language]
    assert message.subject.startswith(subject)
    for words in (day, happened, f"{moment}, 19:05"):
        assert words in message.text
        assert words in message.html
    assert f'<html lang="{language}"' in message.html


def test_what_was_said_stays_as_it_was_said_in_no_declared_language(edition: Edition) -> None:
    made, english = (render(replace(edition, language=language)).html for language in ("ru", "en"))
    said_in = re.compile(r'<p class="said" lang=""[^>]*>.*?</p>', re.DOTALL)
    quoted = [said for said in said_in.findall(english) if "“" in said]
    assert len(quoted) > 3
    assert all(said in made for said in quoted)


def test_the_parts_of_what_happened_stand_apart_as_the_language_writes_it(edition: Edition) -> None:
    assert "5 sources&nbsp;; 1 nouvelle voix" in render(replace(_new(edition), language="fr")).html
    assert "5 Quellen; 1 neue Stimme" in render(replace(_new(edition), language="de")).html


def test_french_keeps_its_no_break_spaces_in_every_form(edition: Edition) -> None:
    message = render(replace(_new(edition), language="fr"))
    assert "5 sources\xa0; 1 nouvelle voix" in message.text
    assert "5 sources\xa0; 1 nouvelle voix" in message.markdown
    assert "\n  Mots trouvés\xa0: " in message.text
    assert "Mots trouvés&nbsp;: " in message.html


@pytest.mark.parametrize(("number", "words"), [(1, "1 высказывание"), (22, "22 высказывания"), (11, "11 высказываний")])
def test_russian_has_three_forms(number: int, words: str, edition: Edition) -> None:
    found = replace(edition, language="ru", found=Tally(number, 0, 1))
    assert f"\n{words} в 1 источнике\n" in render(found).text


@pytest.mark.parametrize(
    ("language", "number"), [("en", "12,345"), ("de", "12.345"), ("fr", "12\u202f345"), ("ru", "12\xa0345")]
)
def test_large_numbers_are_grouped_as_the_language_does(language: str, number: str) -> None:
    assert frame(language).number(12_345) == number


def test_a_language_without_a_catalogue_has_its_dates_and_english_words() -> None:
    assert frame("it").day(date(2026, 11, 24)) == "martedì 24 novembre 2026"
    assert frame("it").say("Why:") == "Why:"
