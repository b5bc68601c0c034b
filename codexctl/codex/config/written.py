"""A file of configuration as it is written: what it says, and on which line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codexctl.document.data import MISSING, Place
from codexctl.document.toml.parse import parse_toml
from codexctl.errors import DocumentError
from codexctl.safe_read import read_bytes


@dataclass(frozen=True, slots=True)
class Written:
    """One file. `problem` says why it cannot be read, in which case it says nothing.

    `is_json` says that it is written in JSON, as hooks.json is.
    """

    path: Path
    text: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    is_json: bool = False

    def value(self, place: Place) -> Any:
        """What is at a place; MISSING if nothing is."""
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
        if not self.text:
            return str(self.path)
        # Imported here: most commands read files but need no line numbers.
        from codexctl.codex.config.positions import in_json, in_toml

        find = in_json if self.is_json else in_toml
        return f"{self.path}:{find(self.text, place)[0]}"


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


def read_json(path: Path) -> Written | None:
    """Read a JSON file of a person's; None if there is none.

    Never raises: what cannot be read has a `problem`. One that is not valid JSON says nothing.
    """
    try:
        text = read_bytes(path).decode("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except UnicodeDecodeError:
        return Written(path, problem="is not UTF-8 text", is_json=True)
    except OSError as error:
        return Written(path, problem=f"cannot be read: {error.strerror}", is_json=True)
    return json_of(path, text)


def json_of(path: Path, text: str) -> Written:
    """A JSON file with this text, whether or not it is there; `path` is only named."""
    from codexctl.document import bounded_json

    try:
        data = bounded_json.loads(text)
    except ValueError:
        data = None
    return Written(path, text, data if isinstance(data, dict) else {}, is_json=True)


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
