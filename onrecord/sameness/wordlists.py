"""Lists of words: how they are spelled, which carry little, which turn or weaken what is said.

The product reads English; the negations of some other languages are here because quotations in them occur.
"""

from __future__ import annotations

import re
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CONTRACTIONS: Final = tuple(
    (re.compile(pattern), full)
    for pattern, full in (
        (r"\bcan't\b", "can not"),
        (r"\bcannot\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"\bshan't\b", "shall not"),
        (r"n't\b", " not"),
        (r"'ll\b", " will"),
        (r"'re\b", " are"),
        (r"'ve\b", " have"),
        (r"\bi'm\b", "i am"),
        (r"\b(it|that|there|he|she|what|who|here)'s\b", r"\1 is"),
        (r"\blet's\b", "let us"),
        (r"%|\bper cent\b", " percent"),
        (r"([$£€]\d[\d.,]*)\s?mn?\b", r"\1 million"),
        (r"([$£€]\d[\d.,]*)\s?bn\b", r"\1 billion"),
    )
)

SHORTENED: Final = tuple(
    (pattern, full) for pattern, full in CONTRACTIONS if "'" not in pattern.pattern.replace("can(?:'", "")
)
"""Those that a text without apostrophes can have."""

SPELLINGS: Final = {
    "programme": "program", "programmes": "programs", "grey": "gray", "cheque": "check", "cheques": "checks",
    "tyre": "tire", "tyres": "tires", "whilst": "while", "amongst": "among", "okay": "ok", "mom": "mum", "cosy": "cozy",
}  # fmt: skip

ENDINGS: Final = tuple(
    (re.compile(rf"(?<=[a-z]{{3}}){ending}(?=(?:e?s|e?d|e|ing|ful|able|hood)?$)"), american)
    for ending, american in {
        "our": "or", "tre": "ter", "isation": "ization", "is(?=e|ing)": "iz", "ys(?=e|ing)": "yz", "ogue": "og",
        "ll(?=ed|ing|er)": "l", "ence": "ense",
    }.items()
)  # fmt: skip
"""British endings and how they are compared: as American ones. What else they hit, they hit in all texts alike."""

NUMBERS: Final = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
    "sixteen": "16", "seventeen": "17", "eighteen": "18", "nineteen": "19", "twenty": "20", "thirty": "30",
    "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip

AMOUNTS: Final = _words(
    "hundred hundreds thousand thousands million millions billion billions trillion dozen half third thirds quarter "
    "quarters first second double twice"
)

NEGATIONS: Final = _words(
    "not no never none nothing nobody nowhere neither nor without hardly barely scarcely rarely seldom aint "
    "deny denies denied denying doubt doubts doubted false falsely wrong untrue unlikely impossible lie lying myth "
    "refuse refuses refused refusing reject rejects rejected oppose opposes opposed against stop stops stopped "
    "prevent prevents prevented avoid avoids avoided fail fails failed "
    "nicht kein keine keinen keiner niemals ne pas jamais aucun aucune nunca non mai nie zaden "
    "не нет никогда ни δεν μην ποτε لا لن لم ليس 不 没 未 無 无 非 ない"
)
"""Words that say that it is not so."""

WEAKENERS: Final = _words(
    "almost nearly only may might can could would should must perhaps possibly probably maybe partly allegedly "
    "reportedly supposedly if whether unless until most some few many more less fewer every all any again"
)
"""Words that say that it is perhaps, partly or only then so."""

CONDITIONS: Final = _words("if unless whether")

LIGHT: Final = _words("a an the that and so but well also then just really very too um er uh")
"""Words that papers add and leave out without another meaning."""

SAYING: Final = _words("said says say saying told added adds")
PRONOUNS: Final = _words("he she they we i it")
"""With a word for saying, an attribution that was taken for a part of the words."""

MODIFYING: Final = _words(
    "which who whom whose that where when as because although though since while in on at of for with by from after "
    "before during near under over"
)
"""Words that begin what is said of something beside: it can be left out."""

SUBORDINATE: Final = _words("which who whom whose where when as because although though since while if unless")
"""Words that begin a clause of its own, in which a negation turns nothing outside."""

COMMON: Final = LIGHT | _words(
    "i you he she it we they me him her us them my your his its our their this these those there here who which what "
    "is are was were be been being am have has had having do does did will would shall should can could may might must "
    "to of in on at for with by from as into about up out over than or if not no s d t 1 all more when how "
    "going get got go say said people think know want need"
)
"""The commonest words of English, folded: they tell little of whose words these are."""

TITLES: Final = _words("mr mrs ms miss dr prof professor sir dame lord lady president minister the of for and")
"""Words that stand beside names."""
