"""The commands of ours that the code names: in hints, remedies, notes and messages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from codexctl.cli.words.misused import _meant
from tests.cli.words.tree import commands, options, root

CODE = Path(__file__).parents[3] / "codexctl"
# What stands for a value in a text that is made at run time.
_VALUE = "VALUE"
# A command of ours as it stands in a sentence: up to what ends a part of it.
_NAMED = re.compile(r"(?<![\w./-])codexctl((?: +(?:[\w./=:<>…|*'\"\[\]{}-]|\.\.\.)+)+)")
_OTHER_PROGRAM = re.compile(r"(^| )(codex|pip|pipx|uv|npm|apt|chmod|ls|df|sudo|git) ")
_OPTION = re.compile(r"^\[?(-{1,2}[A-Za-z][\w-]*)")


@dataclass(frozen=True, slots=True)
class Named:
    """A command that a line of the code names, word for word."""

    where: str
    words: tuple[str, ...]


def named_in(text: str, where: str) -> Iterator[Named]:
    """Every command of ours in a text."""
    for line in text.splitlines():
        for found in _NAMED.finditer(line):
            words = (word.rstrip(".:") for word in found[1].split())
            yield Named(where, tuple(filter(None, words)))


def all_named() -> Iterator[Named]:
    """Every command of ours in every text of the code, docstrings aside."""
    for path in sorted(CODE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        told = _docstrings(tree)
        inside = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
                  for part in ast.walk(node) if part is not node}  # fmt: skip
        for node in ast.walk(tree):
            if id(node) in told or id(node) in inside:
                continue
            if text := _text(node):
                yield from named_in(text, f"{path.relative_to(CODE)}:{node.lineno}")  # type: ignore[attr-defined]


def wrong_with(named: Named) -> str:
    """What the command line would not take; empty where it takes it."""
    ctx, words = root(), list(named.words)
    while words and isinstance(ctx.command, click.Group):
        if words[0] in ("--help", "-h", "--version", "-V", _VALUE, "…", "COMMAND"):
            return ""
        words[0] = words[0].split(_VALUE)[0] or _VALUE
        below = ctx.command.get_command(ctx, words[0])
        if below is None:
            return _not_a_command(ctx, words[0])
        ctx = click.Context(below, info_name=words.pop(0), parent=ctx)
    if ctx.command.context_settings.get("ignore_unknown_options"):
        return ""  # they are for the program that it starts
    known = options(ctx.command)
    for word in words:
        if word == "--":
            return ""
        option = _OPTION.match(word)
        if option and option[1].rstrip("-") not in known:
            return f"{ctx.command_path} has no option {option[1]}"
    return ""


def wrong_hint(arguments: Sequence[str], hint: str) -> str:
    """What is wrong with a hint of the command that was run with these arguments; else empty.

    A command that it names must be one, and an option that it names alone must be the command's.
    """
    named = list(named_in(hint, "hint"))
    if found := next(filter(None, map(wrong_with, named)), ""):
        return found
    alone, ctx = _NAMED.sub(" ", hint), _meant(root(), arguments)
    if _OTHER_PROGRAM.search(alone):
        return ""  # its words are no options of ours
    bare = re.findall(r"(?<![\w./=-])--[a-z][a-z-]+", alone)
    taken = {name for one in (ctx, *(_meant(root(), one.words) for one in named))
             for name in options(one.command)}  # fmt: skip
    unknown = [name for name in bare if name not in taken]
    return f"{ctx.command_path} has no option {unknown[0]}" if unknown else ""


def _not_a_command(ctx: click.Context, word: str) -> str:
    """A sentence may go on behind the name of the program, not behind the name of a group."""
    names = {one.info_name for one in commands() if one.parent is not None}
    if ctx.parent is None and word not in names and not word.startswith("-"):
        return ""
    return f"there is no command {ctx.command_path} {word}"


def _text(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else _VALUE for part in node.values
        )
    return ""


def _docstrings(tree: ast.AST) -> set[int]:
    """The sentences that only readers of the code see; a command's own are its help."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                is_command = isinstance(node, ast.FunctionDef) and node.decorator_list
                found |= set() if is_command else {id(first.value)}
    return found
