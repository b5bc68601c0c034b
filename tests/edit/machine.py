"""A person's machine in a temporary folder: a Codex home that setup and uninstall work on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from codexctl.codex.hooks.command import our_hooks
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.trust import Trust, current_hash, read_state, trust_of
from codexctl.document import toml_keys
from codexctl.edit.intent.wanted import Intent
from codexctl.edit.parts.codex_files import read_contents
from codexctl.edit.plan import Plan
from codexctl.edit.plans.setup import plan_setup
from codexctl.edit.plans.uninstall import hooks_paths, paths_to_read, plan_uninstall
from codexctl.edit.transaction.apply import apply
from codexctl.edit.transaction.receipts import Receipt, list_receipts
from codexctl.locations import Locations, locate
from codexctl.settings.load import load

PYTHON = "/opt/python"
START = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Machine:
    """`edits` counts what was applied: the receipts' clock."""

    locations: Locations
    edits: int = 0

    def write(self, hooks: str | None = None, config: str | None = None) -> None:
        for path, text in (
            (self.locations.hooks_json, hooks),
            (self.locations.config_toml, config),
        ):
            if text is not None:
                path.write_bytes(text.encode())

    def snapshot(self) -> dict[str, tuple[bytes, int]]:
        """Every file of the Codex home, with content and permissions."""
        files = (path for path in self.locations.codex_home.rglob("*") if path.is_file())
        return {path.name: (path.read_bytes(), path.stat().st_mode) for path in files}

    def plan(self, intent: Intent) -> Plan:
        contents = read_contents(self.locations, (intent.hooks_path(self.locations),))
        return plan_setup(
            contents, load(self.locations.settings_toml), intent, self.locations, PYTHON
        )

    def setup(self, intent: Intent | None = None) -> Receipt:
        wanted = intent or Intent()
        return self._apply(lambda: self.plan(wanted))

    def removal(self) -> Plan:
        receipts = list_receipts(self.locations)
        contents = read_contents(self.locations, paths_to_read(receipts, self.locations))
        paths = hooks_paths(receipts, self.locations)
        return plan_uninstall(contents, receipts, self.locations, paths)

    def uninstall(self) -> Receipt:
        return self._apply(self.removal)

    def _apply(self, replan: Any) -> Receipt:
        self.edits += 1
        return apply(replan, self.locations, at=START + timedelta(minutes=self.edits))

    @property
    def hooks(self) -> Hooks:
        if not self.locations.hooks_json.exists():
            return Hooks(str(self.locations.hooks_json))
        found = read_hooks_json(
            self.locations.hooks_json.read_text(), str(self.locations.hooks_json)
        )
        assert found.rejected == ""
        return found

    @property
    def config(self) -> Mapping[str, Any]:
        path = self.locations.config_toml
        return toml_keys.parse(path.read_bytes().decode()) if path.exists() else {}

    @property
    def state(self) -> Mapping[str, Mapping[str, Any]]:
        return read_state(self.config)

    def trust(self) -> dict[str, Trust]:
        """The trust of every hook, by its command."""
        hooks, state = self.hooks, self.state
        return {hook.command: trust_of(hook, state.get(hooks.key(hook))) for hook in hooks.hooks}

    def ours(self) -> list[str]:
        return [hook.event.name for hook in our_hooks(self.hooks, self.locations.hook_script)]

    def trust_by_hand(self, *commands: str) -> None:
        """Write trust entries like Codex's own review."""
        path = self.locations.config_toml
        text = path.read_bytes().decode() if path.exists() else ""
        for hook in self.hooks.hooks:
            if hook.command in commands:
                entry = {"trusted_hash": current_hash(hook)}
                text = toml_keys.set_value(text, ("hooks", "state", self.hooks.key(hook)), entry)
        path.write_bytes(text.encode())


def machine(tmp_path: Path) -> Machine:
    locations = locate({"HOME": str(tmp_path)})
    locations.codex_home.mkdir()
    return Machine(locations)


def hooks_json(**events: list[str]) -> str:
    """A hooks.json with one group a command."""
    groups = {
        event: [{"hooks": [{"type": "command", "command": command}]} for command in commands]
        for event, commands in events.items()
    }
    return json.dumps({"hooks": groups}, indent=2) + "\n"
