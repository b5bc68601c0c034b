"""`docs/reference/errors.md`: what codexctl says when something is wrong, and what to do then."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache

from codexctl.checks import Cause
from tests.checks.reference.markdown import table
from tests.checks.reference.placeholders import UNKNOWN, WORDS
from tests.checks.reference.sentences import ROOT, Said, errors, modules, problems

_HEAD = """\
# Messages

This page is for everyone who sees a message of codexctl and wants to know what to do. It lists
every problem that codexctl reports and every error, with the next step.

An error has two lines on stderr. The first begins with `codexctl:` and says what is wrong. The
second begins with `hint:` and names the next command. Some errors have no hint.

To find a message, search this page for a part of it without names, paths or numbers. Words in
capitals replace those:
"""
_AFTER = """\
Words in capitals in the column *What to do* are what you put there yourself. `…` replaces anything
else.

The [exit codes](output.md#exit-codes) are on another page, and so are the
[findings of an audit](../policy.md#check-machines-in-ci-or-by-device-management). This page is
generated from the code: `python -m tests.checks --write`.
"""
_CAUSES = """\
## Problems

`codexctl status`, `codexctl doctor` and the check at the end of `setup` report these. *Cause* is
the member `cause` in `codexctl doctor --json`; some problems have none.
[When no trace arrives](../troubleshooting.md#every-cause) explains each cause.
"""
_USAGE = "UsageError"


def text() -> str:
    """The whole page."""
    meanings = ((f"`{word}`", meaning) for word, meaning in WORDS.items())
    parts = [_HEAD, table(("Word", "Meaning"), meanings), _AFTER]
    parts += [_CAUSES, table(("Cause", "Message", "What to do"), _causes())]
    by_room: dict[str, list[Said]] = {}
    for said in sorted(set(errors())):
        by_room.setdefault(_room(said.module), []).append(said)
    for room, all_said in sorted(by_room.items(), key=lambda item: _TITLES.get(item[0], item[0])):
        parts += [f"## {_TITLES.get(room, room.capitalize())}\n"]
        parts.append(table(("Message", "What to do", "Exit"), _rows(all_said)))
    return "\n".join(parts)


_TITLES = {
    "cli": "Commands",
    "codex": "Codex and its files",
    "deliver": "Delivery and the local store",
    "document": "Reading files",
    "edit": "Edits",
    "health": "Checks",
    "policy": "The administrator's policy",
    "settings": "Settings, destinations and keys",
    "view": "Traces and the view",
}


def _room(module: str) -> str:
    parts = module.split("/")
    return parts[1] if len(parts) > 2 else "general"


def _causes() -> Iterator[tuple[str, str, str]]:
    found = sorted(set(problems()), key=lambda said: (said.cause or "~", said.message))
    known = [said for said in found if said.cause]
    for cause in Cause:
        own = [said for said in known if said.cause == cause]
        if not own:
            yield f"`{cause}`", *_explained(cause)
        for said in own:
            yield f"`{cause}`", _cell(said.message), _cell(said.hint)
    for said in found:
        if not said.cause:
            yield "", _cell(said.message), _cell(said.hint)


def _explained(cause: str) -> tuple[str, str]:
    """What the page on troubleshooting says of a cause whose message the code puts together."""
    page = (ROOT / "docs" / "troubleshooting.md").read_text("utf-8")
    for line in page.splitlines():
        if line.startswith("|") and f"`{cause}`" in line:
            cells = line.strip("| ").split(" | ")
            # Its links are seen from the folder of this page.
            return cells[1], cells[-1].replace("](", "](../")
    raise LookupError(f"docs/troubleshooting.md has no row for `{cause}`")


def _rows(said: Iterable[Said]) -> Iterator[tuple[str, str, str]]:
    shown: set[str] = set()
    for one in sorted(said, key=lambda one: (one.message.lower(), one.hint)):
        if one.message not in shown:
            shown.add(one.message)
            yield _cell(one.message), _cell(one.hint), _exit_code(one.kind)


@cache
def _exit_code(kind: str) -> str:
    """What the process ends with, by the class of the error and those above it."""
    if kind == _USAGE:
        return "2"
    for tree in modules().values():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name == kind:
                bases = [getattr(base, "id", "") for base in node.bases]
                return "2" if any(base and _exit_code(base) == "2" for base in bases) else "1"
    return "1"


def _cell(said: str) -> str:
    """A message as code, so that nothing in it is read as markup."""
    plain = " ".join(said.split())
    if not plain or plain == UNKNOWN:
        return ""
    fence = "``" if "`" in plain else "`"
    pad = " " if "`" in plain else ""
    return f"{fence}{pad}{plain}{pad}{fence}"
