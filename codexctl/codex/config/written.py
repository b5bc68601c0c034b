"""A TOML file as it is written: what it says, and on which line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codexctl.codex.config.positions import in_toml
from codexctl.document.data import MISSING, Place
from codexctl.document.toml.parse import parse_toml
from codexctl.errors import DocumentError
from codexctl.safe_read import read_bytes


@dataclass(frozen=True, slots=True)
class Written:
    """One file. `problem` says why it cannot be read, in which case it says nothing."""

    path: Path
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""

    def value(self, place: Place) -> Any:
        """What stands at a place; MISSING if nothing does."""
        data: Any = self.data
        for part in place:
            if isinstance(data, Mapping):
                data = data.get(str(part), MISSING)
            elif isinstance(data, list) and isinstance(part, int) and part < len(data):
                data = data[part]
            else:
                return MISSING
        return data

    def at(self, place: Place) -> str:
        """File and line of a place."""
        return f"{self.path}:{in_toml(self.text, place)[0]}" if self.text else str(self.path)


def read_written(path: Path) -> Written | None:
    """Read a TOML file; None if there is none.

    Never raises: what cannot be read has a `problem`.
    """
    try:
        return written_of(path, read_bytes(path))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        return Written(path, problem=f"cannot be read: {error.strerror}")


def written_of(path: Path, content: bytes) -> Written:
    """A TOML file with this content, whether or not it is there.

    `path` is only named. Never raises: what cannot be read has a `problem`.
    """
    try:
        text = content.decode("utf-8")
        return Written(path, text, parse_toml(text))
    except UnicodeDecodeError:
        return Written(path, problem="is not UTF-8 text")
    except DocumentError as error:
        return Written(path, problem=f"is not valid TOML: {error.message}")
