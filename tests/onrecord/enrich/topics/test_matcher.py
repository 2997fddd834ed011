"""Topic rules held against statements."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.enrich.topics import About, Matcher, Miss, fingerprint
from onrecord.model import Act, Field, Hit, Match, SpeakerKind, Topic
from onrecord.rules import Form, RuleError, term


def match(topic: Topic, content: str = "", **about: Any) -> tuple[Match, ...]:  # noqa: ANN401  # any of its fields
    return Matcher([topic]).match(content, About(**about))


def matches(topic: Topic, content: str = "", **about: Any) -> bool:  # noqa: ANN401  # as above
    return bool(match(topic, content, **about))


@pytest.mark.parametrize(
    ("term", "content", "found"),
    [
        ("gas supply", "The gas supply is safe.", True),
        ("gas supply", "Gas\nSupply, again", True),
        ("gas supply", "gas-supply deals", True),
        ("gas supply", "Gas supplies are safe", True),
        ("gas supply", "the supply of gas", False),
        ("gas supply", "Of gas, supply is short", False),
        ("gas supply", "No gas. Supply is short", False),
        ("energy crisis", "two energy crises", True),
        ("energy crises", "an energy crisis", True),
        ("strike", "teachers are striking", True),
        ("meeting", "two meetings", True),
        ("meetings", "a meeting", True),
        ("shooting range", "shooting ranges", True),
        ("mass shooting", "after mass shootings", True),
        ('"shooting town"~3', "shootings in the town", True),
        ("founded", "they will find it", False),
        ("find", "he founded a club", False),
        ("port", "the report", False),
        ("port", "Port!", True),
        ("ceasefire", "a cease-fire", True),
        ("cease-fire", "a ceasefire", True),
        ("cease-fire", "to cease fire", True),
        ("cease-fire talks", "ceasefire talks", True),
        ("cease-fire talks", "cease-fire talk", True),
        ("the cease-fire*", "the ceasefires", True),
        ('"UN cease-fire"', "a UN ceasefire", True),
        ("UN cease-fire", "un ceasefire", False),
        ("dredg*", "Dredging goes on", True),
        ("dredg*", "a fledgling", False),
        ("nuclear plant*", "nuclear plants", True),
        ("nuclear plant*", "nuclear power plants", False),
        ("a*", "a", True),
        ('"energy crisis"', "an energy crisis", True),
        ('"energy crisis"', "two energy crises", False),
        ('"energy crisis"', "AN ENERGY CRISIS", True),
        ("WHO", "The WHO warns", True),
        ("WHO", "The WHO's chief", True),
        ("WHO", "who warns?", False),
        ("WHO report", "a WHO report", True),
        ("WHO report", "those who report", False),
        ("MP", "three MPs", True),
        ('"US"', "US troops", True),
        ('"US"', "give us time", False),
        ("U.S. sanctions", "new U.S. sanctions", True),
        ("C++", "written in C++, they say", True),
        ("C++", "written in C, they say", False),
        ("driver's seat", "in the driver\N{RIGHT SINGLE QUOTATION MARK}s seat", True),
        ("Energie", "ENERGIE", True),
        ("Erdogan", "Erdoğan met them", True),
        ("Málaga", "in Malaga", True),
        ("энергия", "Энергия дорожает", True),
        ('"gas price"~3', "the price of Russian gas", True),
        ('"gas price"~1', "the price of Russian gas", False),
        ('"gas price"~3', "gas prices", True),
        ('"gas price"~3', "gas and gas", False),
        ('"WHO virus"~4', "the virus that the WHO fears", True),
        ("gas", "ga\N{ZERO WIDTH SPACE}s", True),
        ("gas price", "the ga\N{SOFT HYPHEN}s pri\N{SOFT HYPHEN}ce", True),
        ("port", "the re\N{SOFT HYPHEN}port", False),
        ("UNESCO", "the UN\N{SOFT HYPHEN}ESCO", True),
        ("gas", "\N{ZERO WIDTH NO-BREAK SPACE}gas\N{ZERO WIDTH SPACE}", True),
        ("gas", "\N{RIGHT-TO-LEFT EMBEDDING}gas\N{POP DIRECTIONAL FORMATTING}", True),
        ("gas", "\N{FIRE}gas\N{FIRE}", True),
        ("\N{FIRE}", "it is \N{FIRE} now", True),
        ("ISTANBUL", "İSTANBUL", True),
        ("ISTANBUL", "İstanbul", False),
        ("Yahoo!", "Yahoo said", True),
        ("(gas)", "gas", True),
        ("cease-fire!", "a ceasefire", True),
        ("U.S.", "a U.S firm", True),
        ("G7", "the g7 key", False),
        ('"WHO virus"~4', "a virus for those who fear", False),
    ],
)
def test_a_term_is_found_in_its_forms(term: str, content: str, *, found: bool) -> None:
    assert matches(Topic("t", any=(term,)), content) is found


@pytest.mark.parametrize(
    ("term", "content", "language"),
    [
        ("Energiekrise", "in den Energiekrisen", "de"),
        ("Miete", "Die Mieten steigen", "de"),
        ("migrante", "I migranti sono qui", "it"),
        ("Krankenhaus", "Die Krankenhäuser sind voll", "de"),
        ("энергетический кризис", "об энергетических кризисах", "ru"),
        ("crise énergétique", "les crises énergétiques", "fr"),
        ("Zelenski", "Zelenski habló", "es-MX"),
        ("港", "港の評議会", "ja"),
        ("評議会", "港の評議会は月曜", "ja"),
        ("الغاز", "أسعار الغَازِ ترتفع", "ar"),
        ("שלום", "הם רוצים שָׁלוֹם", "he"),
        ("गैस", "गैस की आपूर्ति", "hi"),
        ("แก๊ส", "ราคาแก๊สขึ้น", "th"),
        ("gaz", "Gaz!", "tlh"),
    ],
)
def test_a_term_is_found_in_the_articles_language_and_script(term: str, content: str, language: str) -> None:
    [found] = match(Topic("t", any=(term,)), content, language=language)
    [hit] = found.reason
    assert content[hit.start : hit.start + len(hit.words)] == hit.words


def test_the_places_of_a_near_find_leave_out_what_only_programs_see() -> None:
    [found] = match(Topic("gas"), "\N{ZERO WIDTH NO-BREAK SPACE}gas\N{ZERO WIDTH SPACE} and")
    assert found.reason == (Hit("gas", "gas", Field.CONTENT, "name", 1),)


def test_words_that_stand_far_apart_and_often_take_no_longer_than_others() -> None:
    matcher = Matcher([Topic("t", any=('"gas price"~5',))])

    def taken(text: str) -> float:
        begin = time.process_time()
        assert not matcher.match(text, About())
        return time.process_time() - begin

    taken("gas")
    words = " x" * 40_000
    assert taken("gas" + " x" * 10 + " price" * 40_000) < 20 * taken(words)


def test_any_needs_one_all_needs_each_none_keeps_out() -> None:
    topic = Topic("t", any=("gas", "oil"), all=("winter",), none=("tear gas",))
    assert matches(topic, "gas for the winter")
    assert matches(topic, "oil for the winter")
    assert not matches(topic, "gas for the summer")
    assert not matches(topic, "winter")
    assert not matches(topic, "tear gas in winter")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("gas supply", True),
        ("LNG", True),
        ("lng", False),
        ("LNG for the football club", False),
        ("football", False),
        ("", False),
    ],
)
def test_an_expression_joins_by_and_or_and_not(content: str, *, found: bool) -> None:
    topic = Topic("t", match='("gas supply" OR LNG) AND NOT football')
    assert matches(topic, content) is found
    assert matches(Topic("t", match="LNG OR (gas AND NOT NOTHING AND supply)"), content) is (found or "LNG" in content)


def test_lists_and_expression_hold_together() -> None:
    topic = Topic("t", any=("gas",), match="winter OR summer")
    assert matches(topic, "gas in winter")
    assert not matches(topic, "gas in spring")
    assert not matches(topic, "oil in winter")


def test_a_topic_without_words_looks_for_its_own_name_whatever_signs_it_has() -> None:
    assert matches(Topic("Energy security"), "the energy security of all")
    assert not matches(Topic("Energy security"), "energy and security")
    assert matches(Topic('Gas* "and" oil'), 'gas "and" oil')
    assert not matches(Topic("***"), "anything ***")


def test_a_topic_looks_only_where_it_says() -> None:
    assert matches(Topic("gas"), title="Gas runs low")
    assert not matches(Topic("gas"), article="There is gas.")
    assert matches(Topic("gas", where=(Field.ARTICLE,)), article="There is gas.")
    assert not matches(Topic("gas", where=(Field.CONTENT,)), title="Gas runs low")
    apart = Topic("t", all=("gas", "winter"))
    assert matches(apart, "gas", title="Winter is near")


@pytest.mark.parametrize(
    ("rule", "about", "found"),
    [
        ({"speakers": ("Weller",)}, {"speaker": "Jonas Weller"}, True),
        ({"speakers": ("jonas weller",)}, {"speaker": "Jonas Weller"}, True),
        ({"speakers": ("Weller",)}, {"speaker": "Ana Wellerby"}, False),
        ({"speakers": ("Jonas Weller",)}, {"speaker": "Weller"}, False),
        ({"speakers": ("Jonas Weller",)}, {"speaker": "Weller", "person": "Jonas Weller"}, True),
        ({"speakers": ("harbour minister",)}, {"speaker": "Ana Reed", "speaker_title": "Harbour Minister"}, True),
        ({"speakers": ("Reed", "Weller")}, {"speaker": "Ana Reed"}, True),
        ({"speakers": ("Reed",)}, {}, False),
        ({"speakers": ("J. Weller",)}, {"speaker": "J Weller"}, True),
        ({"speakers": ("Weller, Jonas",)}, {"speaker": "Jonas Weller"}, True),
        ({"speakers": ("???",)}, {"speaker": "Jonas Weller"}, False),
        ({"speaker_kinds": (SpeakerKind.PERSON,)}, {"speaker_kind": SpeakerKind.PERSON}, True),
        ({"speaker_kinds": (SpeakerKind.PERSON,)}, {"speaker_kind": SpeakerKind.GROUP}, False),
        ({"acts": (Act.DENY, Act.PROMISE)}, {"act": Act.DENY}, True),
        ({"acts": (Act.DENY,)}, {"act": Act.SAY}, False),
        ({"acts": (Act.DENY,)}, {}, False),
        ({"sources": ("Gazette",)}, {"source": "Gazette"}, True),
        ({"sources": ("Gazette",)}, {"source": "Post"}, False),
        ({"languages": ("de",)}, {"language": "de-AT"}, True),
        ({"languages": ("de",)}, {"language": None}, False),
        ({"languages": ("no",)}, {"language": "nb-NO"}, True),
        ({"languages": ("nb",)}, {"language": "nn"}, False),
    ],
)
def test_a_filter_lets_pass_what_it_names_with_words_and_alone(
    rule: dict[str, Any], about: dict[str, Any], *, found: bool
) -> None:
    assert matches(Topic("t", **rule), "The quay is safe.", **about) is found
    assert matches(Topic("t", any=("quay",), **rule), "The quay is safe.", **about) is found
    assert not matches(Topic("t", any=("dredger",), **rule), "The quay is safe.", **about)


def test_a_match_tells_its_reason_in_the_articles_own_words() -> None:
    topic = Topic("harbour", any=("dredg*", "quay"), all=("start",), match="winter AND NOT ice", speakers=("Weller",))
    [found] = match(topic, "Dredging starts in winter", title="The Dredgers are here", speaker="Jonas Weller")
    assert found.topic == "harbour"
    assert found.reason == (
        Hit("start", "starts", Field.CONTENT, "all", 9),
        Hit("dredg*", "Dredging", Field.CONTENT, "any", 0),
        Hit("dredg*", "Dredgers", Field.TITLE, "any", 4),
        Hit("winter", "winter", Field.CONTENT, "match", 19),
        Hit("Weller", "Jonas Weller", None, "speakers"),
    )


def test_what_filters_let_pass_is_a_reason_too() -> None:
    topic = Topic("t", acts=(Act.DENY,), sources=("Gazette",), languages=("en",), speaker_kinds=(SpeakerKind.GROUP,))
    about = {"act": Act.DENY, "source": "Gazette", "language": "en-GB", "speaker_kind": SpeakerKind.GROUP}
    [found] = match(topic, "x", **about)
    assert [(hit.rule, hit.words) for hit in found.reason] == [
        ("speaker_kind", "group"),
        ("cue", "deny"),
        ("sources", "Gazette"),
        ("languages", "en"),
    ]


def test_words_under_two_nots_speak_for_a_match() -> None:
    [found] = match(Topic("t", match="NOT (NOT gas AND NOT oil)"), "gas or coal")
    assert [hit.words for hit in found.reason] == ["gas"]


def test_a_near_find_is_told_with_what_lies_between() -> None:
    [found] = match(Topic("t", any=('"gas price"~5',)), "They fear the price of Russian gas.")
    assert found.reason == (Hit('"gas price"~5', "price of Russian gas", Field.CONTENT, "any", 14),)


def test_topics_are_told_in_their_order_and_a_title_is_read_for_each_statement_under_it() -> None:
    matcher = Matcher([Topic("oil"), Topic("gas"), Topic("coal")])
    about = About(title="Gas and coal")
    assert [one.topic for one in matcher.match("oil", about)] == ["oil", "gas", "coal"]
    assert [one.topic for one in matcher.match("wood", about)] == ["gas", "coal"]
    assert [one.topic for one in matcher.match("wood", About(title="Wood"))] == []


@pytest.mark.parametrize(
    ("topic", "about", "why"),
    [
        (Topic("t", any=("gas",), none=("tear gas",)), {}, "kept out by 'tear gas' (none: tear gas)"),
        (Topic("t", all=("gas", "winter", "ice")), {}, "lacks 'winter', 'ice' (all)"),
        (Topic("t", match="gas AND winter"), {}, "its 'match' is not fulfilled"),
        (
            Topic("t", any=("quay",)),
            {"article": "The quay"},
            "its words stand elsewhere in the article, not in: content, title",
        ),
        (Topic("t", any=("gas",), acts=(Act.DENY,)), {"act": Act.SAY}, "cue of it: say"),
        (Topic("t", any=("gas",), speakers=("Reed",)), {"speaker": "Weller"}, "speaker of it: Weller"),
        (Topic("t", any=("gas",), languages=("de",)), {}, "languages of it: unknown"),
    ],
)
def test_a_near_miss_tells_what_was_found_and_what_is_missing(topic: Topic, about: dict[str, Any], why: str) -> None:
    [miss] = Matcher([topic]).misses("tear gas", About(**about))
    assert miss.why == why
    assert miss.found
    assert miss.elsewhere is ("elsewhere" in why)


def test_what_matches_or_has_nothing_of_a_topic_is_no_miss() -> None:
    assert Matcher([Topic("gas"), Topic("oil"), Topic("t", acts=(Act.DENY,))]).misses("gas", About()) == ()
    assert isinstance(Matcher([Topic("t", all=("gas", "oil"))]).misses("gas", About())[0], Miss)


def test_a_rules_fingerprint_changes_with_its_words_and_not_with_the_order_of_rules() -> None:
    one, two = Topic("one", any=("a",)), Topic("two", any=("b",))
    assert fingerprint([one, two]) == fingerprint([two, one])
    assert fingerprint([one]) != fingerprint([Topic("one", any=("b",))])
    assert fingerprint([one]) != fingerprint([Topic("one", any=("a",), where=(Field.TITLE,))])
    assert fingerprint([one]) != fingerprint([Topic("one", any=("a",), speakers=("Reed",))])
    assert fingerprint([one]) == fingerprint([Topic("one", any=("a",), limit=3)])


@given(st.text(min_size=1), st.text(), st.sampled_from(["en", "de", None, "xx"]))
def test_any_name_and_any_text_can_be_matched(name: str, content: str, language: str | None) -> None:
    for found in Matcher([Topic(name)]).match(content, About(title=content, language=language)):
        for hit in found.reason:
            assert content[hit.start : hit.start + len(hit.words)] == hit.words


def is_plain(text: str) -> bool:
    """Whether this is a term of letters without marks."""
    try:
        return any(map(str.isalpha, text)) and term(text).form is Form.PLAIN
    except RuleError:
        return False


@given(st.text(min_size=1, max_size=20).filter(is_plain))
def test_any_words_are_found_where_they_stand(written: str) -> None:
    assert matches(Topic("t", any=(written,)), f"Here: {' '.join(written.split())} !")
