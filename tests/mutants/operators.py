"""What is changed in a module, one place at a time: each change is a mutant, which a test should kill.

Swapped: comparisons, arithmetic, and/or, min/max, break/continue.  Changed: whole numbers by one, others to
half and double, True/False.  Dropped: not, minus, an end of a slice, a keyword argument, what is returned, a
statement that only calls or raises.  Strings, annotations and decorators stay; so do `encoding` and zip's
`strict`, which guard against what no correct program meets.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

_SWAPS = (
    (ast.Lt, ast.LtE), (ast.Gt, ast.GtE), (ast.Eq, ast.NotEq), (ast.Is, ast.IsNot), (ast.In, ast.NotIn),
    (ast.Add, ast.Sub), (ast.Mult, ast.Div), (ast.FloorDiv, ast.Mod), (ast.BitAnd, ast.BitOr),
    (ast.LShift, ast.RShift), (ast.And, ast.Or),
)  # fmt: skip
_OPERATORS = dict(_SWAPS) | {b: a for a, b in _SWAPS} | {ast.Pow: ast.Mult, ast.MatMult: ast.Mult}
_PAIRS = (("min", "max"), ("minimum", "maximum"), ("any", "all"), ("amin", "amax"), ("argmin", "argmax"))
_NAMES = dict(_PAIRS) | {b: a for a, b in _PAIRS}
_LEFT_ALONE = {"annotation", "returns", "decorator_list", "keywords"}  # keywords are dropped by their call
_GUARDS = {"encoding", "strict"}


@dataclass(frozen=True)
class Mutant:
    """A change of the module at `path`; `key` names it wherever its lines move."""

    path: Path
    line: int
    function: str  # qualified name; "" at the top
    key: str  # function and the changed text
    apply: Callable[[], ast.Module]  # once, in a process of its own


def mutants_of(path: Path) -> list[Mutant]:
    """All mutants of a module, in its order."""
    tree, found, seen = ast.parse(path.read_text(encoding="utf-8")), [], Counter()
    for function, statement, put, old, new in _places(tree, "", tree):
        was = _first_line(statement)
        put(new)
        text = f"{_first_line(new)}, not {was}" if old is statement else _first_line(statement)
        put(old)
        key = f"{function}: {text}"
        seen[key] += 1
        key += f" #{seen[key]}" if seen[key] > 1 else ""

        def apply(put: Callable = put, new: object = new) -> ast.Module:
            put(new)
            return ast.fix_missing_locations(tree)

        found.append(Mutant(path, statement.lineno, function, key, apply))
    return found


def _places(node: ast.AST, function: str, statement: ast.AST) -> Iterator[tuple]:
    """Function, statement, how to put a node in its place, the node there and the one instead."""
    for name, value in ast.iter_fields(node):
        if name in _LEFT_ALONE and not (name == "keywords" and isinstance(node, ast.Call)):
            continue
        for i, child in enumerate(value) if isinstance(value, list) else ((None, value),):
            if not isinstance(child, ast.AST) or _typing_only(child):
                continue
            put = partial(setattr, node, name) if i is None else partial(value.__setitem__, i)
            within, at = function, child if isinstance(child, ast.stmt) else statement
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                dot = ".<locals>." if isinstance(node, ast.FunctionDef) else "."
                within = f"{function}{dot}{child.name}" if function else child.name
            for new in _instead(child):
                yield within, at, put, child, new
            if isinstance(child, ast.Call):
                for left_out in child.keywords:
                    if left_out.arg and left_out.arg not in _GUARDS:
                        kept = [k for k in child.keywords if k is not left_out]
                        yield within, at, partial(setattr, child, "keywords"), child.keywords, kept
            if not (isinstance(child, ast.keyword) and child.arg in _GUARDS):
                yield from _places(child, within, at)


def _instead(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in a node's place."""
    match node:
        case ast.cmpop() | ast.operator() | ast.boolop() if type(node) in _OPERATORS:
            yield _OPERATORS[type(node)]()
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(value)):
            yield from (ast.Constant(value + 1), ast.Constant(value - 1))
        case ast.Constant(value=float(value)):
            yield from (ast.Constant(value / 2), ast.Constant(value * 2)) if value else (ast.Constant(1.0),)
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            yield node.operand
        case ast.Slice():
            for end in ("lower", "upper", "step"):
                if getattr(node, end):
                    yield ast.Slice(**(vars(node) | {end: None}))
        case ast.Name(id=name) if name in _NAMES:
            yield ast.Name(_NAMES[name], node.ctx)
        case ast.Attribute(attr=name) if name in _NAMES:
            yield ast.Attribute(node.value, _NAMES[name], node.ctx)
        case ast.Expr(value=ast.Call()) | ast.Raise():
            yield ast.Pass()
        case ast.Return(value=ast.expr()) if not _is_none(node.value):
            yield ast.Return(ast.Constant(None))
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _typing_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _first_line(node: ast.AST) -> str:
    lines = ast.unparse(node).splitlines()
    return next(line for line in lines if not line.startswith("@"))
