from __future__ import annotations

import time

import pytest

from onrecord.enrich.quotes import paragraphs, quotations

WHERE_QUOTATIONS_BEGIN_AND_END = [
    ("straight marks", 'He said "it rained" twice.', [["it rained"]]),
    ("curly marks", "“It rained,” he said. “All day.”", [["It rained,"], ["All day."]]),
    ("guillemets", "«It rained», he said.", [["It rained"]]),
    ("doubled apostrophes", "''It rained,'' he said.", [["It rained,"]]),
    ("single marks", "'It rained,' he said.", [["It rained,"]]),
    ("single curly marks", "\u2018It rained,\u2019 he said.", [["It rained,"]]),
    ("an apostrophe inside single marks", "'It didn't rain,' he said.", [["It didn't rain,"]]),
    ("apostrophes alone", "The '90s were Anna's, rock 'n' roll wasn't the players' choice.", []),
    ("measures", 'A 12" pipe and a 5\'10" man.', []),
    ("a measure beside a quotation", 'A 12" pipe. "It fits," he said.', [["It fits,"]]),
    ("marks of two kinds", '“It rained", he said.', [["It rained"]]),
    ("marks inside marks", "“He shouted ‘Stop’ and ran,” she said.", [["He shouted ‘Stop’ and ran,"]]),
    ("double inside single", "'He wrote \"no\" on it,' she said.", [["no"]]),
    ("over two paragraphs", '"It rained.\n\n"It snowed," he said.', [["It rained.", "It snowed,"]]),
    ("over three paragraphs", "“One.\n“Two.\n“Three,” he said.", [["One.", "Two.", "Three,"]]),
    ("closed without opening again", "“One.\n\nTwo,” he said.", [["One.", "Two,"]]),
    ("never closed", "“It rained all day.\n\nThen the sun came.", [["It rained all day."]]),
    ("nothing between the marks", 'He said "" and left.', []),
    ("Windows line ends", '"It rained.\r\n"It snowed," he said.', [["It rained.", "It snowed,"]]),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(text, expected, id=name) for name, text, expected in WHERE_QUOTATIONS_BEGIN_AND_END],
)
def test_quotations_are_found_without_their_marks(text: str, expected: list[list[str]]) -> None:
    assert [[text[s:e] for s, e in quotation.spans] for quotation in quotations(text)] == expected


def test_a_quotation_that_nobody_closes_says_so() -> None:
    assert [quotation.closed for quotation in quotations('"It rained all day.')] == [False]


def test_paragraphs_are_lines_with_something_on_them() -> None:
    text = "\ufeff One.\n\n \r\nTwo.\n"
    assert [text[s:e] for s, e in paragraphs(text)] == ["One.", "Two."]


@pytest.mark.parametrize("unit", ['"', "'", "“a\n", '"a ', "'a ", "“a” ", "'a' "])
def test_time_grows_with_the_length_and_not_with_its_square(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        begin = time.process_time()
        quotations(text)
        return time.process_time() - begin

    seconds(5_000)
    assert min(seconds(80_000) for _ in range(3)) < 40 * max(
        seconds(8_000), 0.001
    )  # memory is tidied up in one of them
