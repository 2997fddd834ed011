"""How a topic's rule is written: words and their marks (`terms`), and the expression that joins them (`expressions`).

Pure syntax: nothing here looks at a text. A fault is a `RuleError`, which knows the character where it lies.
"""

from onrecord.rules.expressions import And, Expression, Not, Or, parse
from onrecord.rules.terms import Form, RuleError, Term, term

__all__ = ["And", "Expression", "Form", "Not", "Or", "RuleError", "Term", "parse", "term"]
