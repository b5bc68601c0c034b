"""The house in figures: what `make check` refuses, and what `python -m tests.checks.house` prints.

Refused: a folder of code with more than fifteen modules, the name of an attribute written out
outside the one module that holds them, and a module of one operating system outside the one room
for that. The other figures are for whoever changes the house.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from codexctl.trace.spans import attribute_names

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "codexctl"
MOST_MODULES = 15
_SYSTEMS = "codexctl/system"
# Modules of the standard library that only some systems have.
_OF_ONE_SYSTEM = frozenset(
    {
        *("fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"),
        *("_winapi", "msvcrt", "nt", "winreg"),
    }
)
# Names of attributes that are everyday words of other formats too, or of our settings.
_NAMES = frozenset(
    value
    for name, value in vars(attribute_names).items()
    if name.isupper() and isinstance(value, str) and value.count(".") >= 2
)


def findings() -> Iterator[str]:
    """What breaks a rule of the house, one line each."""
    for folder, count in _crowded():
        yield f"{folder}: {count} modules; at most {MOST_MODULES} stand in one folder"
    for path, line, name in _written_out():
        yield f"{path}:{line}: {name!r} has a name in trace/spans/attribute_names.py"
    for path, name in _of_one_system(PACKAGE):
        yield f"{path}: imports {name}, which only some systems have: that is for {_SYSTEMS}/"


def _of_one_system(package: Path) -> Iterator[tuple[Path, str]]:
    """Imports, at the top or inside a function, of what another system does not have."""
    for path in package.rglob("*.py"):
        if path.is_relative_to(package.parent / _SYSTEMS):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            yield from ((path, name) for name in names if name in _OF_ONE_SYSTEM)


def figures() -> Iterator[tuple[str, int | str]]:
    """What the house looks like now."""
    modules = list(PACKAGE.rglob("*.py"))
    trees = [ast.parse(path.read_text("utf-8")) for path in modules]
    yield "modules", len(modules)
    yield "most modules in a folder", max(count for _, count in _folders())
    yield "folders with more than 15", sum(1 for _ in _crowded())
    yield "names of attributes written out", sum(1 for _ in _written_out())
    yield "imports inside functions of cli", sum(map(_inner_imports, PACKAGE.glob("cli/**/*.py")))
    lines = [line for path in modules for line in path.read_text("utf-8").splitlines()]
    comments = sum(line.lstrip().startswith("#") or "  # " in line for line in lines)
    yield "comments in 100 lines", f"{100 * comments / len(lines):.1f}"
    public = [doc for tree in trees for doc in _docstrings(tree)]
    one_line = sum("\n" not in doc for doc in public)
    yield "public docstrings of one line", f"{100 * one_line / len(public):.0f} %"
    names = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    own = {path.stem for path in modules if path.stem != "__init__"}
    yield "test files", len(names)
    yield (
        "test files named after a module",
        sum(name.removeprefix("test_") in own for name in names),
    )
    twice = Counter(path.stem for path in modules if path.stem != "__init__")
    yield "names that two modules have", sum(count > 1 for count in twice.values())


def _folders() -> Iterator[tuple[Path, int]]:
    for init in PACKAGE.rglob("__init__.py"):
        yield init.parent.relative_to(ROOT), len(list(init.parent.glob("*.py"))) - 1


def _crowded() -> Iterator[tuple[Path, int]]:
    return ((folder, count) for folder, count in _folders() if count > MOST_MODULES)


def _written_out() -> Iterator[tuple[Path, int, str]]:
    for path in PACKAGE.rglob("*.py"):
        if path.name == "attribute_names.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and node.value in _NAMES:
                yield path.relative_to(ROOT), node.lineno, str(node.value)


def _inner_imports(path: Path) -> int:
    tree = ast.parse(path.read_text("utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
    return sum(
        isinstance(node, ast.ImportFrom) for function in functions for node in ast.walk(function)
    )


def _docstrings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            doc = ast.get_docstring(node)
            if doc:
                yield re.sub(r"\s+\Z", "", doc)


if __name__ == "__main__":
    for what, figure in figures():
        print(f"{what:<40} {figure}")
