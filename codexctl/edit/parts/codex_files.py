"""The files that setup and uninstall edit, read once, and what Codex reads in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.trust import read_state
from codexctl.document import hooks_json, toml_keys
from codexctl.document.toml.find import value_at
from codexctl.document.toml.scan import scan
from codexctl.edit.files.read import read
from codexctl.errors import DocumentError
from codexctl.locations import Locations

Contents = Mapping[Path, bytes | None]
"""What each file holds; None where there is no file."""


@dataclass(frozen=True, slots=True)
class CodexFiles:
    """A hooks.json and the user's config.toml, as text and as Codex reads them.

    `hooks_text` is None where there is no hooks.json, `config_text` "" where there is no
    config.toml.
    """

    hooks_path: Path
    hooks_text: str | None
    hooks: Hooks
    config_path: Path
    config_text: str
    config: Mapping[str, Any]

    @property
    def state(self) -> Mapping[str, Mapping[str, Any]]:
        """The trust state that Codex honours."""
        return read_state(self.config)

    def line_of(self, key: tuple[str, ...]) -> int:
        """The line of config.toml on which a key's value is; 1 if it is not spelled out."""
        value = value_at(scan(self.config_text), key)
        return self.config_text.count("\n", 0, value.start) + 1 if value else 1


def read_contents(locations: Locations, hooks_paths: Iterable[Path]) -> Contents:
    """Read everything that a plan is made from; where there is no Codex home yet, nothing is there.

    Raises EditRefused for an unreadable file.
    """
    scripts = (locations.hook_script, locations.notify_script)
    paths = (*hooks_paths, locations.config_toml, locations.settings_toml, *scripts)
    return {path: read(path) for path in paths}


def understood(contents: Contents, locations: Locations, hooks_path: Path) -> CodexFiles:
    """Read Codex's two files as Codex does.

    Raises DocumentError, naming file and place, for what Codex would reject.
    """
    hooks_text = text_of(hooks_path, contents)
    config_text = text_of(locations.config_toml, contents) or ""
    return CodexFiles(
        hooks_path=hooks_path,
        hooks_text=hooks_text,
        hooks=_hooks(hooks_path, hooks_text),
        config_path=locations.config_toml,
        config_text=config_text,
        config=parsed_toml(locations.config_toml, config_text),
    )


def text_of(path: Path, contents: Contents) -> str | None:
    """Decode one file. Raises DocumentError, "path:line:column: what", if it is not UTF-8.

    None where there is no such file.
    """
    content = contents.get(path)
    if content is None:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise _rejected(path, f"{line}:{column}: not UTF-8 text") from None


def parsed_toml(path: Path, text: str) -> dict[str, Any]:
    """Parse a TOML file. Raises DocumentError, "path:line:column: what"."""
    try:
        return toml_keys.parse(text)
    except DocumentError as error:
        raise _rejected(path, error.message) from None


def _hooks(path: Path, text: str | None) -> Hooks:
    if text is None:
        return Hooks(str(path))
    try:
        hooks_json.parse(text)
    except DocumentError as error:
        raise _rejected(path, error.message) from None
    hooks = read_hooks_json(text, str(path))
    if hooks.rejected:
        raise _rejected(path, f" {hooks.rejected}")
    return hooks


def _rejected(path: Path, what: str) -> DocumentError:
    hint = "fix it first: Codex does not accept it either, and nothing was changed"
    return DocumentError(f"{path}:{what}", hint)
