"""The commented policy with which an administrator starts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codexctl.errors import UsageError
from codexctl.policy.file.read import from_bytes


def starter(place: Path, values: Mapping[str, Any]) -> str:
    """The starter as text; the keys in `values` (`capture.max`) are set, not only suggested.

    `place` is where the file belongs. Raises UsageError for a value that does not fit its key.
    """
    from importlib.resources import files  # here: rarely needed, and takes 5 ms

    template = files("codexctl.templates").joinpath("policy").joinpath("policy.toml")
    text = template.read_text(encoding="utf-8").replace("@PLACE@", str(place))
    for key, value in values.items():
        text = _with(text, key, value)
    # The reader itself checks it, so that it never refuses this file later.
    problem = from_bytes(text.encode(), Path()).problem
    if problem:
        wrong = problem.removeprefix(". ").removeprefix("has a value that does not fit: ")
        raise UsageError(f"not a valid policy: {wrong}", "codexctl policy init --help")
    return text


def _with(text: str, key: str, value: Any) -> str:
    """Uncomment a key and its table, and set its value."""
    import tomlkit

    table, _, name = key.rpartition(".")
    lines, here = text.splitlines(keepends=True), ""
    for number, line in enumerate(lines):
        plain = line.removeprefix("#")
        if plain.startswith("["):
            here = plain.strip("[]\n")
        if here == table and plain.startswith(("[", f"{name} = ")):
            lines[number] = plain
    document = tomlkit.parse("".join(lines))
    holder: Any = document
    for part in table.split(".") if table else ():
        holder = holder[part]
    holder[name] = value
    return document.as_string()
