"""Word lists about people and what they belong to; those about reporting are in `cues`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from spacy.strings import get_string_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def word_set(text: str) -> frozenset[str]:
    """The words of a list as it is written: separated by white space."""
    return frozenset(text.split())


def hashes(words: Iterable[str]) -> NDArray[np.uint64]:
    """The hashes of strings as spaCy has them."""
    return np.array([get_string_id(word) for word in words], dtype=np.uint64)


HONORIFICS: Final = {
    **dict.fromkeys(word_set("mr mr. sir lord"), "m"),
    **dict.fromkeys(word_set("mrs mrs. ms ms. miss dame lady"), "f"),
    **dict.fromkeys(word_set("dr dr. prof. rev. st."), ""),
}
"""Forms of address with the gender they tell, if any."""


RANKS: Final = word_set("""
    president chancellor minister secretary senator sen. sen rep. rep representative gov. gov governor
    mayor judge justice king queen prince princess pope captain capt. capt general gen. gen colonel col.
    major maj. sergeant sgt. lieutenant lt. sheriff admiral professor bishop ambassador speaker
    congressman congresswoman chief officer commissioner director detective inspector superintendent
    premier prime vice former ex- deputy owner
""")
"""Titles that stand before a name."""

GENDERED: Final = {
    **dict.fromkeys(
        word_set("""
            king prince brother father son husband uncle nephew grandfather spokesman chairman
            congressman businessman salesman policeman fireman actor waiter boyfriend widower man boy
        """),
        "m",
    ),
    **dict.fromkeys(
        word_set("""
            queen princess sister mother daughter wife aunt niece grandmother spokeswoman chairwoman
            congresswoman businesswoman saleswoman policewoman actress waitress girlfriend widow woman
            girl
        """),
        "f",
    ),
}
"""Nouns that tell a gender."""

MALE_NAMES: Final = word_set("""
    adam ahmed alan albert alex alexander alfred ali andre andrei andrew anthony antonio arthur ben
    benjamin bernard bernie bill bob boris brad brian bruce carl carlos charles chris christopher colin
    craig dale dan daniel dave david dean dennis diego dmitry donald doug douglas dwayne ed edward
    emmanuel eric ernest evan francis frank fred gary geoffrey george gerald giorgio glenn gordon graham
    greg gregory hans harold harry hassan henry howard hugh ian ibrahim ivan jack jacob jake james jamie
    jared jason jeff jeffrey jeremy jerry jim joe john jonathan jordan jorge jose joseph josh joshua
    juan keith ken kenneth kevin larry lee leo leon lewis liam luis luke marc marco marcus mario mark
    martin matt matthew michael miguel mike mitch mohammed nathan neil nicholas nick nigel oliver omar
    oscar patrick paul pedro peter phil philip pierre rafael ralph randy ray raymond ricardo richard
    rick robert rodrigo roger ron ronald ross roy russell ryan sam scott sean sergei simon stanley
    stephen steve steven stuart ted terry thomas tim timothy toby todd tom tomas tony trevor tyler
    victor viktor vladimir walter warren wayne will william wolfgang xavier yusuf
""")
"""Given names that men mostly bear."""

FEMALE_NAMES: Final = word_set("""
    abigail agnes aisha alice alison amanda amelia amy ana andrea angela anita ann anna anne annie
    barbara beatrice beatrix betty brenda bridget camilla carla carly carol caroline catherine charlotte
    cheryl christina christine cindy claire clara claudia cynthia dana debbie deborah denise diana diane
    donna doris dorothy edith eileen elaine eleanor elena elisabeth elizabeth ellen emily emma enid
    erica erin esther eva eve evelyn fatima fiona florence frances gail georgia geraldine gina ginny
    gloria grace greta hannah harriet heather heidi helen hilary hillary holly ida ilse ines ingrid
    irene iris isabel isabella ivanka jackie jane janet janice jean jennifer jenny jessica jill joan
    joanna josephine joy joyce judith judy julia julie karen kate katherine kathleen kathy katie kelly
    kellyanne kim kristen laura lauren leila leslie linda lisa lotte louise lucy lynn madeleine margaret
    maria marie marina marion marit marta martha mary megan melania melissa mia michelle miranda molly
    monica nadia nancy naomi natalie nicola nicole nina nora olga olivia pamela patricia paula pauline
    penelope phyllis priya rachel rebecca rita rosa rose ruth sally samantha sandra sara sarah sharon
    sheila shirley sofia sonia sophie stella stephanie susan suzanne sylvia tamara tara teresa theresa
    tina ursula valerie vanessa vera veronica victoria virginia wendy yvonne zoe
""")
"""Given names that women mostly bear."""

ORGANISATION_NOUNS: Final = word_set("""
    administration agency airline army association authority bank board bureau cabinet campaign center
    centre chamber charity church club coalition college commission committee company congress
    corporation council court daily department embassy federation firm force foundation fund government
    group hospital house institute institution journal kremlin league magazine ministry museum navy
    network newspaper office organisation organization outlet paper parliament party police poll post
    publisher regulator report school senate service site society statement station store study survey
    team times tribune union university watchdog website
""")
"""Nouns for what speaks as a body."""

GROUP_NOUNS: Final = word_set("""
    audience couple crew crowd duo family jury pair people police public staff
""")
"""Singular nouns for many people."""

KIN: Final = word_set("""
    aunt boyfriend brother colleague cousin daughter father friend girlfriend grandfather grandmother
    husband mother neighbor neighbour nephew niece partner sister son uncle widow widower wife
""")
"""Relations, which are no titles."""
