"""What ruamel.yaml's scanner and parser complain of, in words for a person who never heard of YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ruamel.yaml.error import MarkedYAMLError

from onrecord.config.place import Spot

if TYPE_CHECKING:
    from ruamel.yaml.error import StreamMark, YAMLError

_BEGINS = "text that begins with {} needs quotation marks"
_COLON = (
    "':' can't stand here; check the indentation and the ':' of the line before, "
    "and put text that contains ': ' in quotation marks"
)
_AFTER_MARK = (
    "text goes on after its closing quotation mark; put all of it between '...', as in '\"gas price\"~5', "
    "or double a mark within text"
)
# What the scanner says (a part of its context, a part of its problem), and what that means here.
# The first that fits counts; "opened" places the fault where the thing began.
_WORDS = (
    (
        "quoted scalar",
        "unexpected end of stream",
        "opened",
        "a quotation mark is opened here and never closed",
    ),
    ("quoted scalar", "document separator", "opened", "a quotation mark is opened here and never closed"),
    ("double-quoted", "", "", "in \"...\" a \\ begins a special character; write \\\\, or use '...'"),
    ("flow sequence", "", "opened", "a list is opened with '[' here and not closed with ']'"),
    ("flow mapping", "", "opened", "a '{' is opened here and not closed with '}'"),
    ("", "mapping values are not allowed", "", _COLON),
    ("", "sequence entries are not allowed", "", "'- ' can't stand here; an item begins its own line"),
    ("simple key", "could not find expected ':'", "opened", "a ':' is missing after this key"),
    ("scanning an alias", "", "opened", _BEGINS.format("*")),
    ("scanning an anchor", "", "opened", _BEGINS.format("&")),
    ("tag", "", "opened", _BEGINS.format("!")),
    ("", "undefined tag handle", "", _BEGINS.format("!")),
    ("", "found '<scalar>'", "", _AFTER_MARK),
    ("block", "expected <block end>", "", "this line is not indented as the lines it belongs to"),
    ("block scalar", "", "opened", _BEGINS.format("| or >")),
    ("directive", "", "", _BEGINS.format("%")),
    ("", "incompatible YAML document", "", "take out the line %YAML"),
    ("", "found duplicate", "", "take out the second line with %"),
)


def explain(error: YAMLError, text: str) -> tuple[Spot, str]:
    """Where the fault in `text` lies, and what to do about it."""
    if not isinstance(error, MarkedYAMLError):
        return Spot(1, 1), "this is not YAML text"
    problem, context = error.problem or "", error.context or ""
    here = _spot(error.problem_mark or error.context_mark)
    if tab := _tab(text, here):
        return tab, "a tab can't indent; use spaces"
    if "cannot start any token" in problem:
        return here, _BEGINS.format(problem.split()[2].strip("'"))
    for in_context, in_problem, where, words in _WORDS:
        if in_context in context and in_problem in problem:
            opened = where and error.context_mark
            return (_spot(error.context_mark) if opened else here), words
    return here, "this can't be read as YAML; compare the line with the examples in 'onrecord init'"


def _spot(mark: StreamMark | None) -> Spot:
    return Spot(mark.line + 1, mark.column + 1) if mark else Spot(1, 1)


def _tab(text: str, here: Spot) -> Spot | None:
    """The tab that indents the line of the fault or the one before it."""
    lines = text.split("\n")
    for number in (here.line - 1, here.line):
        line = lines[number - 1] if 0 < number <= len(lines) else ""
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent and line.strip():
            return Spot(number, indent.index("\t") + 1)
    return None
