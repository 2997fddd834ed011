"""The environment that templates run in: Jinja's sandbox, bounded, and quick with the data of an edition."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import fields
from itertools import islice
from types import MethodType
from typing import TYPE_CHECKING, Any, Final, cast

from jinja2 import nodes
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from digests.filters import Elsewhere
from digests.frame import Frame
from onrecord import model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from jinja2.compiler import Frame as Scope

LONGEST: Final = 20_000_000
"""Characters that a template may make."""

PACKAGED: Final = "onrecord"
"""`onrecord/digest.html.j2` is the one that comes with On Record, whatever the user's folder holds."""

_DATA: Final = (
    *(model.Edition, model.Section, model.Tally, model.Voice, model.Entry, model.Statement, model.Citation),
    *(model.Earlier, model.Context, model.Highlight, model.RelatedHeadline, Elsewhere),
)
"""What an edition holds; none of it leads out of the sandbox."""

_HAVING: Final = {
    name: frozenset(kind for kind in _DATA if name in {field.name for field in fields(kind)})
    for name in sorted({field.name for kind in _DATA for field in fields(kind)})
}
"""The types of it that have a field, by the field's name."""


class _Code(CodeGenerator):
    """The code that a template becomes, in which the data of an edition are had without asking the sandbox."""

    def visit_Template(self, node: nodes.Template, frame: Scope | None = None) -> None:  # noqa: N802 - as Jinja has it
        """As the base class says."""
        for name in sorted({found.attr for found in node.find_all(nodes.Getattr)} & _HAVING.keys()):
            self.writeline(f"having_{name} = environment.having[{name!r}]")
        super().visit_Template(node, frame)

    def visit_Getattr(self, node: nodes.Getattr, frame: Scope) -> None:  # noqa: N802
        """As the base class says."""
        if node.attr not in _HAVING:
            super().visit_Getattr(node, frame)
            return
        self.write(f"(held.{node.attr} if type(held := ")
        self.visit(node.node, frame)
        self.write(f") in having_{node.attr} else environment.getattr(held, {node.attr!r}))")


class _Said(NodeTransformer):
    """Puts a language's words in the place of `_("…")`, once for all statements."""

    def __init__(self, say: Callable[[str], str]) -> None:
        self._say = say

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802
        """The call, or the words that it would give."""
        self.generic_visit(node)
        match node:
            case nodes.Call(node=nodes.Name(name="_"), args=[nodes.Const(value=str(text))], kwargs=[]):
                if node.dyn_args is None and node.dyn_kwargs is None:
                    return nodes.Const(self._say(text), lineno=node.lineno)
        return node


class _Context(Context):
    """What a template knows; a block gets its own for each statement, so nothing is copied that does not change."""

    def derived(self, locals: dict[str, Any] | None = None) -> Context:  # noqa: A002 - the base class's name
        """As the base class says."""
        made = object.__new__(type(self))
        made.__dict__ |= self.__dict__ | {"vars": {**self.vars, **(locals or {})}}
        return made


class Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, in which a template that extends its own name extends the one that comes with On Record."""

    context_class = _Context
    code_generator_class = _Code
    having = _HAVING
    intercepted_binops = frozenset({"*", "**"})

    def join_path(self, template: str, parent: str) -> str:
        """The name to look for."""
        return f"{PACKAGED}/{template}" if template == parent else template

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:  # noqa: ANN401
        """As the base class says."""
        say = cast("Callable[[str], str]", self.globals["_"])
        return super()._generate(_Said(say).visit(source), *args, **kwargs)

    def call(self, context: Any, obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401
        """As the base class says; of a macro and of the frame's words, quickly."""
        macro, word = type(obj) is Macro, type(obj) is MethodType and type(obj.__self__) is Frame
        if macro or word:
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
            return obj(context.eval_ctx, *args, **kwargs) if macro else obj(*args, **kwargs)
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ANN401
        """A product, unless it could fill the memory."""
        text, times = (left, right) if isinstance(left, Sized) else (right, left)
        if operator == "**" or (isinstance(text, Sized) and isinstance(times, int) and len(text) * times > LONGEST):
            raise OverflowError(f"'{operator}' makes more than a template may")
        return super().call_binop(context, operator, left, right)

    @staticmethod
    def concat(parts: Iterable[str]) -> str:
        """The parts as one text."""
        if isinstance(parts, list) and sum(map(len, parts)) <= LONGEST:  # a macro's
            return "".join(parts)
        made: list[str] = []
        room, left = LONGEST, iter(parts)
        while some := list(islice(left, 4096)):
            room -= sum(map(len, some))
            if room < 0:
                raise OverflowError(f"the template makes more than {LONGEST:,} characters")
            made += some
        return "".join(made)
