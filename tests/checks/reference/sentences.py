"""What the code says in an error or a problem, collected from where it is raised.

An expression becomes the sentences that it can be: a value that is put in is a word in capitals
(`{path}` is PATH), a variable is what its function assigned to it, a parameter what its module
passes, and a constant what its module says. What cannot be followed is `…`.
"""

from __future__ import annotations

import ast
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from tests.checks.reference.placeholders import UNKNOWN, apart, placeholders

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "codexctl"
_MOST = 12
_DEEPEST = 3


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """One message with its hint, where it is made, and by which class."""

    message: str
    hint: str
    module: str
    kind: str
    cause: str = ""


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package, by its path."""
    paths = sorted(PACKAGE.rglob("*.py"))
    return {p.relative_to(ROOT).as_posix(): ast.parse(p.read_text("utf-8")) for p in paths}


@cache
def error_classes() -> frozenset[str]:
    """CodexctlError and every class below it."""
    found = {"CodexctlError"}
    classes = [n for t in modules().values() for n in ast.walk(t) if isinstance(n, ast.ClassDef)]
    while True:
        more = {c.name for c in classes if any(_named(base) in found for base in c.bases)} - found
        if not more:
            return frozenset(found)
        found |= more


def errors() -> Iterator[Said]:
    """Every error that the code makes."""
    for module, node, inside in calls():
        if _is_error(module, _named(node.func)) and node.args:
            yield from _said(module, node, inside, node.args[0], _argument(node, 1, "hint"))


def _is_error(module: str, name: str) -> bool:
    """Whether a class is an error for people; a private one is looked up in its own module."""
    if not name.startswith("_"):
        return name in error_classes()
    return any(base in error_classes() for base in _classes(module).get(name, ()))


@cache
def _classes(module: str) -> dict[str, list[str]]:
    """The classes of a module with their bases."""
    nodes = ast.walk(modules()[module])
    return {n.name: list(map(_named, n.bases)) for n in nodes if isinstance(n, ast.ClassDef)}


@cache
def _calls_of(module: str, name: str) -> tuple[ast.Call, ...]:
    """Where a module calls a function of its own."""
    return tuple(
        node for where, node, _ in calls() if where == module and _named(node.func) == name
    )


def problems() -> Iterator[Said]:
    """Every check that has a problem."""
    for module, node, inside in calls():
        if _named(node.func) != "Check" or "State.problem" not in ast.unparse(node):
            continue
        if summary := _argument(node, 2, "summary"):
            cause = _argument(node, 4, "cause")
            named = ast.unparse(cause) if cause else ""
            word = named.removeprefix("Cause.").replace("_", "-") if "Cause." in named else ""
            yield from _said(module, node, inside, summary, _argument(node, 3, "remedy"), word)


@cache
def calls() -> tuple[tuple[str, ast.Call, ast.AST], ...]:
    """Every call, with its module and the innermost function that it is in."""
    return tuple(
        (module, node, within)
        for module, tree in modules().items()
        for node, within in _below(tree, tree)
        if isinstance(node, ast.Call)
    )


def _below(node: ast.AST, within: ast.AST) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Each node with its function, in the order of `ast.walk`."""
    waiting = deque([(node, within)])
    while waiting:
        node, within = waiting.popleft()
        inside = node if isinstance(node, ast.FunctionDef) else within
        waiting.extend((child, inside) for child in ast.iter_child_nodes(node))
        yield node, within


def _said(
    module: str,
    node: ast.Call,
    inside: ast.AST,
    message: ast.expr,
    hint: ast.expr | None,
    cause: str = "",
) -> Iterator[Said]:
    reader = Reader(module, inside)
    hints = reader.read(hint) if hint else [""]
    hints = [text for text in hints if text != UNKNOWN] or hints
    for text in reader.read(message):
        if re.search(r"[a-z]{3}", text):
            # A value that both name is the same in both.
            words = set(re.findall(r"[\w-]+", text))
            best = max(hints, key=lambda h: len(words.intersection(re.findall(r"[\w-]+", h))))
            yield Said(text, best, module, _named(node.func), cause)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads expressions of one function of one module."""

    module: str
    inside: ast.AST

    def read(self, node: ast.expr, depth: int = 0) -> list[str]:
        """The texts that an expression can be, at most a dozen."""
        found = list(dict.fromkeys(self._texts(node, depth)))[:_MOST]
        return found or [UNKNOWN]

    def _texts(self, node: ast.expr, depth: int) -> Iterable[str]:
        found: Iterable[str] = [UNKNOWN]
        match node:
            case ast.Constant(value=str(text)):
                found = [text]
            case ast.JoinedStr(values=values):
                found = self._joined(values, depth)
            case ast.FormattedValue(value=value):
                found = self._put_in(value, depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                found = self._joined([left, right], depth)
            case ast.IfExp(body=body, orelse=orelse):
                found = [*self.read(body, depth), *self.read(orelse, depth)]
            case ast.BoolOp(values=values):
                found = [text for one in values for text in self.read(one, depth)]
            case ast.Name(id=name) if depth < _DEEPEST:
                values = list(self._assigned(name, node.lineno))
                found = [text for one in values for text in self.read(one, depth + 1)]
        return found

    def _joined(self, parts: Iterable[ast.expr], depth: int) -> Iterator[str]:
        for texts in product(*(self.read(part, depth)[:4] for part in parts)):
            yield apart(texts)

    def _put_in(self, node: ast.expr, depth: int) -> list[str]:
        """A value within a sentence: a constant as it is, any other by its name in capitals."""
        if isinstance(node, ast.IfExp):
            return [*self._put_in(node.body, depth), *self._put_in(node.orelse, depth)]
        if isinstance(node, ast.Constant | ast.JoinedStr):
            return self.read(node, depth)
        if isinstance(node, ast.Call) and _named(node.func) == "replace" and len(node.args) == 2:
            # A constant's text with a part of it replaced.
            value, (old, new) = getattr(node.func, "value", node), map(ast.unparse, node.args)
            if _named(value).isupper():
                old, new = ast.literal_eval(old), ast.literal_eval(new)
                return [text.replace(old, new) for text in self.read(value, depth)]
        if isinstance(node, ast.Name) and (node.id.isupper() or node.id.startswith("_")):
            return self.read(node, depth)
        follow = isinstance(node, ast.Name) and depth < _DEEPEST
        phrases = filter(_is_phrase, self._phrases(node)) if follow else ()
        found = [text for one in phrases for text in self._put_in(one, depth + 1)]
        return found or placeholders(node)

    def _phrases(self, node: ast.expr) -> Iterator[ast.expr]:
        """What a name that is put in was assigned, or what the module passes for it."""
        name = _named(node)
        found = [v for v in _assignments(self.inside, name) if v.lineno <= node.lineno]
        yield from sorted(found, key=lambda value: value.lineno)[-1:]
        if not isinstance(self.inside, ast.FunctionDef):
            return
        names = [argument.arg for argument in self.inside.args.args if argument.arg != "self"]
        if name in names:
            passed = [
                _argument(call, names.index(name), name)
                for call in _calls_of(self.module, self.inside.name)
            ]
            # Of texts that are made elsewhere, too, some would be only half of what it can be.
            texts = [one for one in passed if one and _is_phrase(one)]
            yield from texts if len(texts) == len(passed) else []

    def _assigned(self, name: str, line: int) -> Iterator[ast.expr]:
        above = [value for value in _assignments(self.inside, name) if value.lineno <= line]
        # The nearest above decides; in a branch that was not taken it says nothing.
        yield from sorted(above, key=lambda value: value.lineno)[-1:]
        tree = modules()[self.module]
        if self.inside is not tree:
            yield from _assignments_on_top(tree, name)
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and node.module:
                path = node.module.replace(".", "/") + ".py"
                for alias in node.names:
                    if (alias.asname or alias.name) == name and path in modules():
                        yield from _assignments_on_top(modules()[path], alias.name)


def _is_phrase(node: ast.expr) -> bool:
    """Whether an expression is a text of the code's own."""
    if isinstance(node, ast.IfExp):
        return any(map(_is_phrase, (node.body, node.orelse)))
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value
    is_counted = isinstance(node, ast.Call) and _named(node.func) == "counted"
    return bool(is_text) or is_counted or isinstance(node, ast.JoinedStr)


def _assignments(tree: ast.AST, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        yield from _value(node, name)


def _assignments_on_top(tree: ast.Module, name: str) -> Iterator[ast.expr]:
    for node in tree.body:
        yield from _value(node, name)


def _value(node: ast.AST, name: str) -> Iterator[ast.expr]:
    if isinstance(node, ast.AnnAssign | ast.NamedExpr):
        yield from [node.value] if node.value and _named(node.target) == name else []
    if not isinstance(node, ast.Assign):
        return
    for target in node.targets:
        if _named(target) == name:
            yield node.value
        elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            for one, value in zip(target.elts, node.value.elts, strict=False):
                if _named(one) == name:
                    yield value


def _argument(node: ast.Call, place: int, name: str) -> ast.expr | None:
    if len(node.args) > place:
        return node.args[place]
    return next((word.value for word in node.keywords if word.arg == name), None)


def _named(node: ast.AST) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))
