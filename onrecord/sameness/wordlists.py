"""Lists of words: how they are spelled, which carry little, which turn or weaken what is said.

The product reads English; the negations of some other languages are here because quotations in them occur.
"""

from __future__ import annotations

import re
from typing import Final

CONTRACTIONS: Final = tuple(
    (re.compile(pattern), full)
    for pattern, full in (
        (r"\bcan(?:'t|not)\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"\bshan't\b", "shall not"),
        (r"n't\b", " not"),
        (r"'ll\b", " will"),
        (r"'re\b", " are"),
        (r"'ve\b", " have"),
        (r"\bi'm\b", "i am"),
        (r"\b(it|that|there|he|she|what|who|here)'s\b", r"\1 is"),
        (r"\blet's\b", "let us"),
        (r"\s*%|\bper cent\b", " percent"),
    )
)

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
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90",
}  # fmt: skip

AMOUNTS: Final = frozenset(
    "hundred hundreds thousand thousands million millions billion billions trillion dozen half third thirds quarter "
    "quarters first second double twice".split()
)

NEGATIONS: Final = frozenset(
    # what says that it is not so
    "not no never none nothing nobody nowhere neither nor without hardly barely scarcely rarely seldom aint "
    "deny denies denied denying doubt doubts doubted false falsely wrong untrue unlikely impossible lie lying myth "
    "refuse refuses refused refusing reject rejects rejected oppose opposes opposed against stop stops stopped "
    "prevent prevents prevented avoid avoids avoided fail fails failed "
    # nicht, ne pas, no, non, не, nie, δεν and so on, folded
    "nicht kein keine keinen keiner niemals ne pas jamais aucun aucune nunca non mai nie zaden "
    "не нет никогда ни δεν μην ποτε لا لن لم ليس ما 不 没 未 無 无 非 ない".split()
)

WEAKENERS: Final = frozenset(
    # what says that it is perhaps, partly or only then so
    "almost nearly only may might can could would should must perhaps possibly probably maybe partly allegedly "
    "reportedly supposedly if whether unless until most some few many more less fewer every all any again".split()
)

CONDITIONS: Final = frozenset("if unless whether".split())

LIGHT: Final = frozenset("a an the that and so but well also then just really very too um er uh".split())
"""Words that papers add and leave out without another meaning."""

FRAME: Final = frozenset("he she they we i it said says say told added adds saying".split())
"""Words of an attribution that a content begins or ends with where it was cut a little too wide."""

MODIFYING: Final = frozenset(
    "which who whom whose that where when as because although though since while in on at of for with by from after "
    "before during near under over".split()
)
"""Words that begin what is said of something beside: it can be left out."""

SUBORDINATE: Final = frozenset("which who whom whose where when as because although though since while if unless".split())
"""Words that begin a clause of its own, in which a negation turns nothing outside."""

COMMON: Final = LIGHT | frozenset(
    "i you he she it we they me him her us them my your his its our their this these those there here who which what "
    "is are was were be been being am have has had having do does did will would shall should can could may might must "
    "to of in on at for with by from as into about up out over than or if not no s d t one all more when how "
    "going get got go say said people think know want need".split()
)
"""The commonest words of English: they tell little of whose words these are."""

TITLES: Final = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady president minister the of for and".split()
)
"""Words that stand beside names."""
