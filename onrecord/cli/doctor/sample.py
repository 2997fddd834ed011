"""What templates are tried on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from onrecord.model import (
    Citation,
    Context,
    Earlier,
    Edition,
    Entry,
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


def sample() -> Edition:
    """An edition with one of everything that a template may show, of invented words."""
    now = datetime.now(UTC)
    words = "The dredging stops on Friday"
    statement = Statement(Kind.DIRECT, ((40, 40 + len(words)),), words)
    url, title, source = "https://gazette.example/dredging", "Dredging to halt", "Harbour Gazette"
    cited = Citation(statement, url, title, source, published=now, date_only=False)
    entry = Entry(
        key="sample",
        statement=statement,
        url=url,
        title=title,
        source=source,
        published=now,
        date_only=False,
        reason=(Hit("dredg*", "dredging", Field.CONTENT),),
        sources=(cited, replace(cited, source="Northern Courier")),
        before=Earlier(replace(cited, published=now - timedelta(days=3)), 0.9),
        context=Context("The minister spoke in Lomnar.", 0, 29),
    )
    name, office = "Mirela Tonquist", "Minister of Transport"
    found = Tally(statements=3, speakers=2, sources=2, new_voices=1)
    section = Section(
        "Harbour expansion",
        voices=(Voice(name, office, SpeakerKind.PERSON, (replace(entry, also=(entry,)),), new=True),),
        related=(RelatedHeadline("What a mussel bed is worth", "https://gazette.example/mussels"),),
        left_out=2,
        week=5,
        month=9,
        days=(0, 1, 0, 0, 1, 0, 3),
        usual=0.5,
        found=found,
    )
    highlight = Highlight(section.topic, name, office, entry)
    sections = (section, Section("Quiet topic", (), ()))
    return Edition("sample", now.date(), "UTC", now, sections, summary=(highlight,), found=found)
