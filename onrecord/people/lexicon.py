"""Word lists about names of persons and organisations, and about titles; all in lower case."""

from __future__ import annotations

from typing import Final


def word_set(text: str) -> frozenset[str]:
    """The words of a list as it is written: separated by white space."""
    return frozenset(text.split())


HONORIFICS: Final = {
    **dict.fromkeys(word_set("mr sir lord monsieur herr"), "m"),
    **dict.fromkeys(word_set("mrs ms miss dame lady madame frau"), "f"),
    **dict.fromkeys(word_set("dr prof rev revd hon"), ""),
}
"""Forms of address with the gender they tell, if any."""

RANKS: Final = word_set("""
    president chancellor minister secretary senator sen representative rep governor gov mayor judge justice king
    queen prince princess pope captain capt general gen colonel col major maj sergeant sgt lieutenant lt sheriff
    admiral adm professor bishop archbishop cardinal ambassador congressman congresswoman officer commissioner
    detective inspector superintendent premier prime vice deputy former doctor councillor father sister imam
    rabbi foreign chief
""")
"""Titles that stand before a name."""

OFFICES: Final = word_set("""
    president minister chancellor secretary senator governor mayor premier ambassador commissioner general admiral
    professor
""")
"""Those of them that are nobody's given name, so that words before them are of the title too."""

SUFFIXES: Final = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii", "iv": "iv"}

PARTICLES: Final = word_set("""
    van von der den de la le les du da das do dos del della di bin bint ibn ben al el ul ten ter te zu zur of y e
    af av
""")
GIVEN_TOO: Final = word_set("al ben do el y e")
"""Particles that are given names or initials when they are written with a capital letter."""

PRONOUNS: Final = word_set("he she i it they we you who him her them us me one")
ARTICLES: Final = word_set("the a an this that his her their its our my")

LEGAL_FORMS: Final = word_set("inc incorporated ltd limited llc llp plc corp corporation co gmbh ag sa spa nv bv oy ab")
COMMON: Final = word_set("""
    administration agency airline army assembly association attorney authority bank board bureau cabinet central
    chamber chronicle church city club coalition college commission committee company congress council county
    courier court crown defence defense department economic economy education embassy energy environment
    executive express federal finance fire force foreign foundation fund gazette general government guard hall
    health herald high home hospital house institute institution interior it journal judiciary justice labor
    labour law league local lower magazine mail ministry mirror museum national navy network news newspaper
    observer office opposition panel parliament party police post press prison prosecution prosecutors public
    regional regulator report reserve royal school security senate service society star state states station
    statement study sun supreme team telegraph they times town trade transport treasury tribunal tribune union
    university upper village water we website world you
""")
"""Words that are no organisation's own: a name of nothing else ("Foreign Ministry") is borne by many."""

WALKS: Final = {
    "state": word_set("""
        minister chancellor senator governor mayor mp lawmaker congressman representative councillor premier
        ambassador king queen prince princess politician candidate parliamentarian legislator diplomat envoy
        alderman assemblyman nominee contender hopeful frontrunner congresswoman
    """),
    "office": word_set("president chairman secretary spokesman treasurer commissioner leader"),
    "sport": word_set("""
        goalkeeper striker midfielder winger defender footballer player boxer swimmer golfer sprinter athlete
        cyclist skier coach batsman bowler quarterback pitcher jockey runner rower wrestler gymnast champion
        referee umpire cricketer racer fullback hurdler biathlete fencer
    """),
    "arts": word_set("""
        singer songwriter rapper guitarist drummer pianist violinist cellist musician composer conductor actor
        filmmaker painter sculptor novelist poet playwright dancer comedian designer photographer model artist
        screenwriter choreographer soprano tenor illustrator vocalist
    """),
    "press": word_set("journalist reporter columnist broadcaster correspondent presenter"),
    "police": word_set("detective sheriff constable inspector superintendent policeman investigator"),
    "science": word_set("""
        professor scientist researcher epidemiologist virologist biologist physicist chemist historian geologist
        climatologist psychologist sociologist lecturer academic scholar meteorologist astronomer
    """),
    "medicine": word_set("doctor surgeon nurse physician paediatrician psychiatrist paramedic midwife dentist"),
    "business": word_set("""
        ceo banker economist analyst trader entrepreneur developer businessman broker investor
        accountant
    """),
    "law": word_set("judge lawyer prosecutor barrister solicitor attorney"),
    "church": word_set("pope bishop archbishop cardinal priest pastor imam rabbi vicar monk nun"),
    "army": word_set("general colonel admiral lieutenant soldier brigadier commander"),
    "street": word_set("""
        neighbour resident student pupil farmer fisherman shopkeeper carpenter plumber mother father pensioner
        tourist hiker passenger witness waiter baker teacher headteacher electrician mechanic gardener
        hairdresser butcher miner volunteer survivor victim suspect defendant voter commuter customer homeowner
        tenant cashier cook barber cleaner
    """),
}
"""Nouns that tell a walk of life."""

TOGETHER: Final = frozenset(
    frozenset(pair.split())
    for pair in (
        *("state office", "state business", "state law", "state army", "state science", "state medicine"),
        *("office business", "office law", "office army", "office science", "office medicine", "office police"),
        *("office church", "office press", "state press", "arts press", "science press", "business press"),
        *("business law", "business science", "business medicine", "law science", "law police", "science medicine"),
        *("street state", "street office", "street science", "street medicine", "street business", "arts science"),
    )
)
"""Walks of life that one person may well be in at once."""

OTHER_OFFICES: Final = word_set("""
    chief director manager head captain officer founder owner editor author writer master deputy member major
    sergeant driver engineer expert activist aide adviser strategist ally
""")
"""Nouns for people that tell no walk of life."""

HELD_BY_ONE: Final = word_set("""
    minister chancellor governor mayor premier king queen pope president ceo chief leader secretary chairman
    senator sheriff archbishop
""")
"""Offices of which a paper's readers know the holder by the surname."""

OF_A_PLACE: Final = word_set("mayor governor sheriff")
BEHIND: Final = word_set("elect designate emeritus general")
"""Words that may follow an office: "president-elect", "attorney general"."""

LESSER: Final = word_set("vice deputy assistant acting interim shadow junior associate under")
FORMER: Final = word_set("former ex late then outgoing onetime ousted")
SMALL: Final = word_set("of for the and in at a an to on with by s from its his her new elect designate")
NO_PLACE: Final = word_set("""
    republican democrat democratic conservative liberal labour socialist green left right centrist current
    longtime elected newly first second term city town county state popular veteran
""")

NATIONS: Final = {
    "american": "us",
    "usa": "us",
    "british": "uk",
    "britain": "uk",
    "french": "france",
    "dutch": "netherlands",
    "welsh": "wales",
    "spanish": "spain",
    "polish": "poland",
    "danish": "denmark",
}
SPELLINGS: Final = {
    "pm": "premier",
    "chair": "chairman",
    "actress": "actor",
    "neighbor": "neighbour",
    "goalie": "goalkeeper",
    "defense": "defence",
    "labor": "labour",
    "sen": "senator",
    "gov": "governor",
    "rep": "representative",
    "gen": "general",
    "col": "colonel",
    "prof": "professor",
    "dr": "doctor",
    "ministerial": "minister",
}
"""Other words for the same in titles."""
