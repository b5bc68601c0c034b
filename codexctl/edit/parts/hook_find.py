"""Reading a file's hooks for an edit, and finding one again in a file that has changed since."""

from __future__ import annotations

from pathlib import Path

from codexctl.codex.hooks.grammar import read_hooks_json, read_inline_hooks
from codexctl.codex.hooks.model import Hook, Hooks
from codexctl.codex.hooks.trust import current_hash
from codexctl.edit.parts.codex_files import parsed_toml
from codexctl.errors import DocumentError, EditRefused

Chosen = tuple[Path, Hook]
"""A hook that a person named, and the file in which they saw it."""


def is_inline(path: Path) -> bool:
    """Whether the hooks of a file are in a config.toml."""
    return path.suffix == ".toml"


def hooks_in(path: Path, text: str | None) -> Hooks:
    """Read the hooks of a hooks.json, or those in a config.toml.

    Raises DocumentError where Codex would drop the file: what it says then means nothing.
    """
    if is_inline(path):
        hooks = read_inline_hooks(parsed_toml(path, text or ""), str(path))
    else:
        hooks = read_hooks_json("{}" if text is None else text, str(path))
    if hooks.rejected:
        hint = "codexctl hooks validate"
        raise DocumentError(f"Codex ignores all of {path}: {hooks.rejected}", hint)
    return hooks


def found_again(hooks: Hooks, seen: Hook) -> Hook:
    """Find the hook that somebody saw, which may have moved since.

    Raises EditRefused if it is gone or changed, or if it is no longer clear which one it is.
    """
    alike = [
        hook
        for hook in hooks.hooks
        if hook.event == seen.event and current_hash(hook) == current_hash(seen)
    ]
    # If several are equal, the one at the same position is meant.
    same_place = [hook for hook in alike if hook.position == seen.position]
    if same_place or len(alike) == 1:
        return (same_place or alike)[0]
    raise EditRefused(f"{hooks.source} was changed at this moment", "codexctl hooks list")
