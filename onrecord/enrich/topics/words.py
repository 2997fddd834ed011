"""A text ─► its words in two normal forms, each with its place: as they stand, and as a dictionary lists them.

Words are runs of letters, marks and digits; in scripts without spaces each sign is one. A hyphen or an apostrophe
between letters joins two words that stand side by side, other punctuation keeps them apart. Dictionary forms are
simplemma's (A. Barbaresi, doi:10.5281/zenodo.4673264), in the languages that it has; any other language has none.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

import regex
import simplemma
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

APART = ","
"""Stands in both forms where punctuation keeps words apart."""

_SPACELESS = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\p{M}*"
_BREAKS = r"(?<=[\p{L}\p{N}\p{M}])[\u00ad\u200b\u2060\ufeff]+(?=[\p{L}\p{N}\p{M}])"  # seen by programs alone
_TOKEN = regex.compile(
    rf"(?P<word>{_SPACELESS}|(?:(?!{_SPACELESS})[\p{{L}}\p{{N}}\p{{M}}\u200c\u200d\u0640]|{_BREAKS})+|[\p{{S}}#&@%§])"
    r"|(?P<joint>(?<=[\p{L}\p{N}\p{M}])[-\u2010\u2011\u2013'\u2019](?=[\p{L}\p{N}]))"
    r"|(?P<apart>[.,;:!?()\[\]{}…—–/\\|•،؛؟।。、！？：；]|\n\s*\n)"
)
_HYPHENS = "-\u2010\u2011\u2013"
_PLURAL_OF_CAPITALS = regex.compile(r"\p{Lu}{2,}s")
_VOWELS = (*range(0x0591, 0x05C8), *range(0x064B, 0x0660), 0x0670)  # marks that Hebrew and Arabic mostly leave out
_INVISIBLE = dict.fromkeys((*map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u0640"), *_VOWELS))
_SHORTEST, _LONGEST = 3, 100  # letters of a word that a dictionary is asked for; what is longer is no word
_FEW = 500_000  # words whose forms are remembered


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words: where they stand, and their forms, one for each place, `APART` between where punctuation is.

    `compounds` holds, for words joined by hyphens, the numbers of the first and the last with the form of the whole.
    """

    text: str
    places: tuple[tuple[int, int], ...]
    plain: tuple[str, ...]
    lemmas: tuple[str, ...]
    compounds: tuple[tuple[int, int, str, str], ...] = ()

    @property
    def before(self) -> tuple[int, ...]:
        """How many words, without punctuation, stand before each place, and in all."""
        return tuple(accumulate((form != APART for form in self.plain), initial=0))


def words(text: str, language: str | None = None) -> Words:
    """The words of a text in a language (English where none is given)."""
    places: list[tuple[int, int]] = []
    plain: list[str] = []
    lemmas: list[str] = []
    runs: list[list[int]] = []  # numbers of words that hyphens join
    joined = False
    code = dictionary(language)
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind == "joint":
            joined = found[0] in _HYPHENS
            continue
        if kind == "apart":
            form = lemma = APART
        else:
            form = folded(found[0])
            lemma = dictionary_form(found[0], code)
            if joined and runs and runs[-1][-1] == len(places) - 1:
                runs[-1].append(len(places))
            elif joined:
                runs.append([len(places) - 1, len(places)])
        joined = False
        places.append(found.span())
        plain.append(form)
        lemmas.append(lemma)
    compounds = tuple(_compound(run, text, places, code) for run in runs)
    return Words(text, tuple(places), tuple(plain), tuple(lemmas), compounds)


def dictionary(language: str | None) -> str | None:
    """The language in whose dictionary words are looked up; None where there is no such dictionary."""
    code = (language or "en").lower().split("-")[0].split("_")[0]
    code = {"no": "nb", "nn": "nn"}.get(code, code)
    return code if code in SUPPORTED_LANGUAGES else None


@lru_cache(maxsize=_FEW)
def folded(word: str) -> str:
    """A word without what its spellings differ in: large letters, invisible signs, vowel signs, accents in Latin."""
    if word.isascii() or len(word) > _LONGEST:
        return word.lower()
    text = unicodedata.normalize("NFKD", word.translate(_INVISIBLE).casefold())
    kept: list[str] = []
    bare = False
    for sign in text:
        if unicodedata.combining(sign):
            if bare:
                continue
        else:
            bare = unicodedata.name(sign, "").startswith("LATIN")
        kept.append(sign)
    return unicodedata.normalize("NFKC", "".join("".join(kept).split())) or word


@lru_cache(maxsize=_FEW)
def dictionary_form(word: str, language: str | None) -> str:
    """The form under which a dictionary of the language lists a word, folded; the word itself where it has none."""
    if _PLURAL_OF_CAPITALS.fullmatch(word):
        return folded(word[:-1])
    low = word.translate(_INVISIBLE).lower()
    if language is None or not _SHORTEST <= len(low) <= _LONGEST or not low.isalpha():
        return folded(word)
    found = simplemma.lemmatize(low, lang=language)
    if language == "de" and found == low:  # nouns are listed under a large letter
        found = simplemma.lemmatize(low.capitalize(), lang=language)
    return folded(found)


def _compound(
    run: list[int], text: str, places: list[tuple[int, int]], language: str | None
) -> tuple[int, int, str, str]:
    whole = "".join(text[start:end] for start, end in (places[number] for number in run))
    return run[0], run[-1], folded(whole), dictionary_form(whole, language)
