"""A sample edition with everything that a digest must cope with; names, places and events are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from onrecord.model import (
    Citation,
    Context,
    Cue,
    Earlier,
    Edition,
    Entry,
    Factuality,
    Field,
    Highlight,
    Hit,
    Kind,
    RelatedHeadline,
    Section,
    SpeakerKind,
    Statement,
    Tally,
    Voice,
)

NEWS = "https://gazette.example/2026/11"


def statement(
    kind: Kind,
    *words: str,
    gap: int = 20,
    cue: str | None = None,
    factuality: Factuality = Factuality.ASSERTED,
) -> Statement:
    """A statement whose spans hold the given words, `gap` characters apart."""
    spans: list[tuple[int, int]] = []
    start = 100
    for piece in words:
        spans.append((start, start + len(piece)))
        start += len(piece) + gap
    said = None if cue is None else Cue(cue, 90, 90 + len(cue))
    return Statement(kind, tuple(spans), " ".join(words), cue=said, factuality=factuality)


def entry(
    said: Statement,
    title: str,
    url: str,
    **others: Any,  # noqa: ANN401 - any field of an entry
) -> Entry:
    """An entry of the edition; its key is made of the statement and the article."""
    usual: dict[str, Any] = {
        "source": "Harbour Gazette",
        "published": datetime(2026, 11, 23, 17, 5, tzinfo=UTC),
        "date_only": False,
        "reason": (Hit("dredg*", "dredging", Field.CONTENT),),
    }
    return Entry(key=f"{url} {said.content}", statement=said, url=url, title=title, **(usual | others))


def cited(*sources: str) -> tuple[Citation, ...]:
    """The articles of some sources that give the same words, an hour apart; the second came out as an entry does."""
    words = statement(Kind.DIRECT, "The dredging stops on Friday")
    start = datetime(2026, 11, 23, 16, 5, tzinfo=UTC)
    return tuple(
        Citation(
            statement=words,
            url=f"https://paper.example/{hours}",
            title="Dredging",
            source=source,
            published=start + timedelta(hours=hours),
            date_only=False,
        )
        for hours, source in enumerate(sources)
    )


@pytest.fixture
def edition() -> Edition:
    """Two topics and everything that can be hard about their statements."""
    return Edition(
        digest="Coast and energy",
        date=date(2026, 11, 24),
        timezone="Europe/Helsinki",
        composed=datetime(2026, 11, 24, 4, 30, tzinfo=UTC),
        sections=(_harbour(), _energy(), Section("Fishing rights", (), ()), Section("Ferries", (), ())),
        summary=(_highlight(_energy(), 0), _highlight(_harbour(), 0)),
        found=Tally(statements=15, speakers=9, sources=6, new_voices=1),
    )


@pytest.fixture
def quiet() -> Edition:
    """An edition without a statement."""
    return Edition("Coast and energy", date(2026, 11, 24), "Europe/Helsinki", datetime(2026, 11, 24, tzinfo=UTC), ())


def _highlight(section: Section, place: int) -> Highlight:
    voice = section.voices[place]
    return Highlight(section.topic, voice.name, voice.title, voice.entries[0])


def _harbour() -> Section:
    return Section(
        topic="Harbour expansion",
        voices=(
            Voice(
                "Mirela Tonquist",
                "Minister of Transport",
                SpeakerKind.PERSON,
                (
                    entry(
                        statement(
                            Kind.DIRECT,
                            "The dredging stops on Friday, and it stays stopped until every mussel bed "
                            "north of the breakwater has been counted",
                            "We owe that much to the people who fish there",
                            cue="said",
                        ),
                        "Dredging of the outer harbour to halt on Friday",
                        f"{NEWS}/dredging-halt",
                        sources=cited("Morning Post", "Harbour Gazette", "Northern Courier", "Lomnar <b>Echo</b>"),
                        before=Earlier(cited("Old <i>Paper</i>")[0], 0.85),
                        also=(
                            entry(
                                statement(Kind.DIRECT, "Dredging will stop on Friday until the mussels are counted"),
                                "No dredging from Friday",
                                "https://island.example/no-dredging",
                                source="Island Radio",
                            ),
                            entry(
                                statement(Kind.INDIRECT, "dredging would stop for a count of mussels", cue="announced"),
                                "Mussels first",
                                "urn:document:mussels-first",
                                source="Documents",
                            ),
                        ),
                    ),
                    entry(
                        statement(
                            Kind.MIXED,
                            "the new quay would be “neither as long nor as dear” as the port authority had asked for",
                            cue="told reporters",
                        ),
                        "Minister trims the container quay",
                        f"{NEWS}/quay#live-14:20",
                        context=Context("The port authority had asked for a quay of 900 metres & two cranes.", 10, 78),
                        rank=4,
                        sources=cited("Harbour Gazette", *(f"Paper {number}" for number in range(1, 8))),
                        published=datetime(2026, 11, 24, 3, 40, tzinfo=UTC),
                        reason=(Hit("quay", "quay", Field.CONTENT), Hit("harbour", "harbour", Field.ARTICLE)),
                    ),
                ),
            ),
            Voice(
                "Port of Lomnar Authority",
                None,
                SpeakerKind.ORGANISATION,
                (
                    entry(
                        statement(
                            Kind.INDIRECT,
                            "tenders for the second basin will open before the summer",
                            cue="announced",
                        ),
                        'Tenders <script>alert("basin")</script> & what comes next',
                        "javascript:alert(document.cookie)",
                        source="Northern Courier",
                        published=datetime(2026, 11, 22, tzinfo=UTC),
                        date_only=True,
                        reason=(Hit("basin", "basin", Field.CONTENT), Hit("tender*", "Tenders", Field.TITLE)),
                    ),
                ),
            ),
            Voice(
                None,
                None,
                SpeakerKind.ANONYMOUS,
                (
                    entry(
                        statement(Kind.DIRECT, "Nobody asked us", cue="said"),
                        "Fishers wait at the breakwater",
                        "urn:document:fishers-wait",
                        published=None,
                        reason=(),
                    ),
                ),
            ),
            Voice(
                "ليلى الهاشمي",
                "رئيسة غرفة الملاحة",
                SpeakerKind.PERSON,
                (
                    entry(
                        statement(
                            Kind.DIRECT,
                            "لن نوقّع على توسعة الميناء قبل أن نرى دراسة الأثر البيئي كاملة",
                            cue="قالت",
                        ),
                        "غرفة الملاحة: لا توقيع قبل الدراسة",
                        "https://mina.example/أخبار/توسعة?id=7&lang=ar",
                        source="صحيفة الميناء",
                        reason=(Hit("الميناء", "الميناء", Field.CONTENT),),
                    ),
                ),
            ),
        ),
        related=(
            RelatedHeadline("Container terminal vote moved to December", f"{NEWS}/container-vote"),
            RelatedHeadline("What a mussel bed is worth", None, "Background"),
            RelatedHeadline("A headline with a bad address", "data:text/html,<b>no</b>"),
            *(RelatedHeadline(f"Harbour notes, part {part}", f"{NEWS}/notes-{part}") for part in range(1, 6)),
        ),
        left_out=7,
        week=31,
        month=96,
        days=(3, 0, 5, 1, 2, 8, 12),
        usual=5.5,
        found=Tally(statements=12, speakers=6, sources=5),
    )


def _energy() -> Section:
    return Section(
        topic="Energy security",
        voices=(
            Voice(
                "Wilhelmina Abernathy-Castellanos von Hohenfriedeberg-Szczepanowska",
                "Acting Deputy Commissioner for Strategic Gas Reserves and Interconnector Coordination",
                SpeakerKind.PERSON,
                (
                    entry(
                        statement(
                            Kind.DIRECT,
                            "I have read the forecasts, all of them, and I would rather be called a "
                            "pessimist in November than a liar in February.",
                            "Half of the storage is full. That is the number, and no press release makes it larger.",
                            gap=3,
                            cue="said",
                        ),
                        "Gas storage is half full before the first frost, commissioner warns",
                        "https://courier.example/energy/storage?utm=1&page=2",
                        source="Northern Courier",
                        published=datetime(2025, 12, 30, 22, 15, tzinfo=UTC),
                        reason=(Hit("gas", "Gas", Field.TITLE), Hit("storage", "storage", Field.CONTENT)),
                    ),
                ),
                new=True,
            ),
            Voice(
                "a group of grid engineers",
                None,
                SpeakerKind.GROUP,
                (
                    entry(
                        statement(
                            Kind.INDIRECT,
                            "the reserve will last the winter",
                            cue="did not promise",
                            factuality=Factuality.NEGATED,
                        ),
                        "Engineers on the winter reserve",
                        "https://courier.example/energy/reserve",
                        source="Northern Courier",
                        reason=(Hit("winter reserve", "reserve", Field.CONTENT),),
                    ),
                    entry(
                        statement(
                            Kind.INDIRECT,
                            "a second line to the mainland is affordable",
                            factuality=Factuality.HYPOTHETICAL,
                        ),
                        "Engineers on the winter reserve",
                        "https://courier.example/energy/reserve",
                        source="Northern Courier",
                        reason=(),
                    ),
                ),
            ),
        ),
        related=(),
        found=Tally(statements=3, speakers=2, sources=1, new_voices=1),
    )
