"""The folder tests/golden/documents: one small file a case, for people to read and judge.

    A line or two on what the case is about.

    --- before
    text
    --- edit
    set key = value
    --- after
    text

`python -m tests.document.golden NAME…` writes the results that the code gives now into the
files named (all without a name); whoever runs it reads the difference before keeping it.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from codexctl.document import hooks_json, toml_keys
from codexctl.document.toml.scan import scan
from codexctl.errors import CodexctlError

FOLDER = Path(__file__).parents[1] / "golden" / "documents"
SIGNS = {"\r": "␍", "\ufeff": "«bom»", "\t": "␉"}
NO_FINAL_NEWLINE = "«end»"
_SECTION = re.compile(r"^--- (\w+)\n", re.MULTILINE)


def cases() -> list[Path]:
    """All case files."""
    return sorted(FOLDER.glob("*/*.txt"))


def read_case(path: Path) -> dict[str, str]:
    """A case's sections by name; "about" is what stands before the first."""
    about, *rest = _SECTION.split(path.read_text())
    return {"about": about.strip(), **dict(zip(rest[::2], rest[1::2], strict=True))}


def write_case(path: Path, case: dict[str, str]) -> None:
    """The reverse of `read_case`."""
    sections = [f"--- {name}\n{text}" for name, text in case.items() if name != "about"]
    path.write_text(f"{case['about']}\n\n" + "".join(sections))


def from_signs(shown: str) -> str:
    """The text that a section shows."""
    text = shown
    for char, sign in SIGNS.items():
        text = text.replace(sign, char)
    return text.removesuffix(NO_FINAL_NEWLINE + "\n")


def to_signs(text: str) -> str:
    """A text as a section shows it: what cannot be seen becomes a sign."""
    shown = text if not text or text.endswith("\n") else text + NO_FINAL_NEWLINE + "\n"
    for char, sign in SIGNS.items():
        shown = shown.replace(char, sign)
    return shown


def run_case(kind: str, case: dict[str, str]) -> dict[str, str]:
    """The sections that a case must have: "after", or "refused" with the message.

    Where a single key was added and taking it out again does not give the text before, the
    section "unset" says what it gives.
    """
    before, edits = from_signs(case["before"]), case["edit"].splitlines()
    make = _toml_edit if kind == "toml" else _hooks_edit
    after = before
    try:
        for edit in edits:
            after = make(after, edit)
    except CodexctlError as error:
        return {"refused": error.message + "\n"}
    results = {"after": to_signs(after)}
    back = _undone(kind, before, after, edits)
    return results if back == before else {**results, "unset": to_signs(back)}


def _undone(kind: str, before: str, after: str, edits: list[str]) -> str:
    verb, _, rest = edits[0].partition(" ")
    if kind != "toml" or verb != "set" or len(edits) > 1:
        return before
    path, _ = _pair(rest)
    missing = toml_keys.get(before, path) is None
    return toml_keys.unset(after, path) if missing else before


def _toml_edit(text: str, edit: str) -> str:
    verb, _, rest = edit.partition(" ")
    if verb == "unset":
        return toml_keys.unset(text, _pair(f"{rest} = 0")[0])
    return toml_keys.set_value(text, *_pair(rest))


def _pair(line: str) -> tuple[tuple[str, ...], Any]:
    """A line of TOML as the path of its key and its value."""
    path = tuple(map(str, scan(line)[0].place))
    value: Any = tomllib.loads(line)
    for part in path:
        value = value[part]
    return path, value


def _hooks_edit(text: str, edit: str) -> str:
    verb, event, rest = edit.split(" ", 2)
    if verb == "append":
        return hooks_json.append_group(text, event, json.loads(rest))
    index, _, rest = rest.partition(" ")
    match verb:
        case "insert":
            return hooks_json.insert_group(text, event, int(index), json.loads(rest))
        case "replace":
            return hooks_json.replace_group(text, event, int(index), json.loads(rest))
        case "append-handler":
            return hooks_json.append_handler(text, event, int(index), json.loads(rest))
        case "remove-handler":
            return hooks_json.remove_handler(text, event, int(index), int(rest))
        case "remove":
            event_too, hooks_too = rest != "keep-event", rest == "drop-hooks"
            return hooks_json.remove_group(
                text, event, int(index), drop_empty_event=event_too, drop_empty_hooks=hooks_too
            )
    raise ValueError(edit)


def main(names: list[str]) -> None:
    """Write what the code gives now into the named cases, or all."""
    for path in [Path(name) for name in names] or cases():
        case = read_case(path)
        given = {name: case[name] for name in ("about", "before", "edit")}
        write_case(path, {**given, **run_case(path.parent.name, given)})


if __name__ == "__main__":
    main(sys.argv[1:])
