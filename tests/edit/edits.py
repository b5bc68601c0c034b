"""Plans and times for the tests of applying and undoing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from codexctl.document import hooks_json, toml_keys
from codexctl.edit.files.read import read
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.plans.undo import plan_undo
from codexctl.edit.transaction.apply import apply
from codexctl.edit.transaction.receipts import Receipt
from codexctl.locations import Locations

NOON = datetime(2026, 8, 17, 12, tzinfo=UTC)
GROUP = {"hooks": [{"type": "command", "command": "ours"}]}


def later(minutes: int = 1) -> datetime:
    """A time after noon."""
    return NOON + timedelta(minutes=minutes)


def replacing(*edits: tuple[Path, bytes | None]) -> Callable[[], Plan]:
    """A planner that gives files the contents named, whatever they hold."""
    return lambda: Plan(tuple(FileEdit(path, read(path), new) for path, new in edits), "replace")


def hooking(locations: Locations, name: str = "ours") -> Callable[[], Plan]:
    """A planner that adds a hook to hooks.json and an entry for it to config.toml."""

    def plan() -> Plan:
        hooks, config = read(locations.hooks_json), read(locations.config_toml)
        group = {"hooks": [{"type": "command", "command": name}]}
        new_hooks = hooks_json.append_group((hooks or b"").decode(), "Stop", group)
        entry = {"trusted_hash": f"sha256:{name}"}
        new_config = toml_keys.set_value((config or b"").decode(), ("hooks", "state", name), entry)
        return Plan(
            (
                FileEdit(locations.hooks_json, hooks, new_hooks.encode()),
                FileEdit(locations.config_toml, config, new_config.encode()),
            ),
            f"add {name}",
        )

    return plan


def undo(receipt: Receipt, locations: Locations, at: datetime = NOON) -> Receipt:
    """Take a receipt back."""
    return apply(lambda: plan_undo(receipt, locations), locations, at=at, undoes=receipt.id)


def stray_files(locations: Locations) -> list[Path]:
    """What an edit has left lying about, in Codex's home and in ours."""
    folders = (locations.codex_home, locations.data_dir)
    files = [path for folder in folders for path in folder.rglob("*")]
    wanted = {
        locations.hooks_json,
        locations.config_toml,
        locations.data_dir / "edit.lock",
        locations.receipts_dir,
    }
    return [
        path for path in files if path not in wanted and path.parent != locations.receipts_dir
    ] + [path for path in locations.receipts_dir.glob("*") if path.suffix != ".json"]
