"""Words that no page, help or message uses: each has a usual word in its place.

Looked at are README.md, the pages below docs/ (but for decisions, which say what was decided then)
and every text of the code that is not a docstring of a function nobody runs as a command.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
INSTEAD = {
    r"mends?|mended|mending": "fix",
    r"reckon\w*": "calculate, or sum",
    r"(?:takes?|took|taken|taking) out": "remove",
    r"anew": "again",
    r"vouch\w*": "certify, or trust",
    r"(?:gives?|gave|given) up": "stop, or count as",
    r"in the clear": "unencrypted",
    r"without a word": "silently",
    r"who(?:so)?ever|whichever": "the person who, or any",
    r"stands? in": "is in, or replaces",
    r"quarantin\w*": "set aside",
    r"scrubb\w*": "mask",
    r"utili[sz]e\w*": "use",
    r"pass(?:es|ed)? over": "skip, or ignore",
    r"(?:takes?|took|taken) (?:it |them |that |everything |all )?back": "undo",
    r"two (?:questions|forms)": "cannot be combined",
    r"no name of an?": "not a valid name",
    r"whole paths?": "absolute path",
    r"all the same": "anyway",
    r"own word": "say what it says",
    r"no word on": "no entry for",
    r"has a say": "controls",
    r"mount of its own": "separate mount",
    r"hangs? on": "depends on",
    r"the same by flags": "or flags",
    r"for good": "permanently",
    r"of that name": "with that name",
    r"no regular (?:file|expression)": "not a regular file, or not a regular expression",
    r"(?:is|are|not) heard": "applies, or is used",
    r"brought up to date": "update",
    r"one and the same": "the same",
    r"look again": "try again",
    r"st(?:ands?|ood) there": "is there",
    r"(?:what|that) lies": "what is",
    r"l(?:ies|ay) there": "is there",
    r"would not take": "would reject",
    r"said twice": "given twice",
}
# The glossary names words that are not used. The list of modules has the first lines of modules,
# which are for people who work on the code. What a published schema says does not change.
EXCEPTIONS = (
    "docs/reference/schemas.md",
    "docs/glossary.md",
    "docs/reference/modules.md",
)
_BANNED = re.compile("|".join(rf"\b(?:{form})\b" for form in INSTEAD), re.IGNORECASE)
_COMMANDS = ("command", "group")


def findings(root: Path = ROOT) -> Iterator[str]:
    """Every use of such a word, one line each, with the word to use."""
    pages = [root / "README.md", *sorted((root / "docs").rglob("*.md"))]
    for path in pages:
        if "adr" not in path.parts and path.exists():
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                yield from _in(path.relative_to(root), number, line)
    for path in sorted((root / "codexctl").rglob("*.py")):
        for number, text in _texts(ast.parse(path.read_text("utf-8"))):
            yield from _in(path.relative_to(root), number, text)


def _in(name: Path, number: int, text: str) -> Iterator[str]:
    if name.as_posix() in EXCEPTIONS or any(known in text for known in EXCEPTIONS):
        return
    for found in _BANNED.finditer(text):
        usual = next(
            word for form, word in INSTEAD.items() if re.fullmatch(form, found[0], re.IGNORECASE)
        )
        yield f"{name}:{number}: {found[0]!r}; say: {usual}"


def _texts(tree: ast.Module) -> Iterator[tuple[int, str]]:
    docstrings: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and not _is_command(node):
                docstrings.add(first.value)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or node in docstrings:
            continue
        if isinstance(node.value, str):
            yield node.lineno, node.value


def _is_command(node: ast.AST) -> bool:
    decorators = getattr(node, "decorator_list", [])
    return any(word in ast.unparse(one) for one in decorators for word in _COMMANDS)
