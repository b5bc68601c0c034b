"""What Codex says about edited files; it is asked as soon as they are in place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.checks import Check
from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.locations import Locations

if TYPE_CHECKING:
    from codexctl.codex.asking.later import Later
    from codexctl.codex.asking.seen import Seen
    from codexctl.edit.plan import FileEdit, Plan
    from codexctl.edit.transaction.receipts import FileChange, Receipt


class SeenAfter:
    """What Codex sees after an edit; with `offline` it is not asked."""

    def __init__(self, locations: Locations, *, offline: bool) -> None:
        from codexctl.codex.asking.find import find_codex

        self._where = locations
        # Codex would create a home that does not exist.
        self._binary = None if offline or not locations.codex_home.is_dir() else find_codex(given())
        self._asked: Later[Seen] | None = None

    def ask(self, plan: Plan) -> None:
        """Ask about a plan's files, which are in place, without waiting for the answer."""
        if self._binary is not None:
            self._asked = _asking(self._binary, self._where, plan.edits)

    def judged(self, receipt: Receipt) -> tuple[tuple[Check, ...], tuple[str, ...]]:
        """Codex's answer: the checks and the notes."""
        if self._binary is None:
            return (), ()
        from codexctl.codex.asking.app_server import CodexSilent
        from codexctl.edit.asking.judged import judged

        asked = self._asked or _asking(self._binary, self._where, receipt.files)
        try:
            return judged(receipt.files, self._where, asked.answer()), ()
        except CodexSilent as error:
            return (), (f"Codex could not be asked: {error.message}",)


def _asking(
    binary: Path, locations: Locations, files: Iterable[FileEdit | FileChange]
) -> Later[Seen]:
    """Ask what it sees; for MCP servers also which of them an administrator switched off."""
    from codexctl.codex.asking.ask import ask
    from codexctl.codex.asking.later import Later
    from codexctl.codex.asking.required_values import disabled_servers

    here = (binary, locations.codex_home, Path.cwd(), given())
    if all(_servers(change.before) == _servers(change.after) for change in files):
        return Later(lambda: ask(*here))
    disabled = Later(lambda: disabled_servers(*here))
    return Later(lambda: replace(ask(*here), disabled_servers=disabled.answer()))


def _servers(content: bytes | None) -> object:
    from codexctl.document.toml.parse import parse_toml

    if b"mcp_servers" not in (content or b""):
        return None
    try:
        return parse_toml((content or b"").decode()).get("mcp_servers")
    except (CodexctlError, UnicodeDecodeError):
        return content
