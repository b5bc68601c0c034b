"""A config.toml as data, for commands that only read: nothing that edits is imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from codexctl.document.data import copied
from codexctl.document.toml.parse import parse_toml
from codexctl.edit.files.read import read_text
from codexctl.errors import DocumentError


def read_config(path: Path) -> dict[str, Any]:
    """What a TOML file says; nothing if there is no file.

    Raises DocumentError, "path:line:column: what", where Codex would reject it.
    """
    return parsed(path, read_text(path) or "")


def parsed(path: Path, text: str) -> dict[str, Any]:
    """What the text of the file at `path` says.

    Raises DocumentError, "path:line:column: what", where Codex would reject it.
    """
    try:
        data: dict[str, Any] = copied(parse_toml(text))
    except DocumentError as error:
        raise DocumentError(f"{path}:{error.message}", "codexctl config validate") from None
    return data
