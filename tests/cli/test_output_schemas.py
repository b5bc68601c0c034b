"""What commands print as JSON is what `schemas/output/` says, on a fresh machine and a broken one.

The commands of `trace` and `policy` have files of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Shell
from tests.output_schemas import FOLDER, assert_fits

REMOTE = (
    '[[destinations]]\nname = "far"\nkind = "otlp"\nendpoint = "http://127.0.0.1:9/v1/traces"\n'
)
COMMANDS: dict[str, tuple[str, ...]] = {
    "config": ("config", "get", "model"),
    "config-diff": ("config", "diff"),
    "config-path": ("config", "path"),
    "features": ("features", "list"),
    "findings": ("config", "validate", "--offline"),
    "hooks": ("hooks", "list"),
    "notify": ("notify", "show"),
    "history": ("history",),
    "sync": ("sync", "--dry-run"),
    "setup": ("setup", "--destination", "local", "--dry-run"),
    "uninstall": ("uninstall", "--dry-run"),
    "edit": ("config", "set", "model", "o9", "--dry-run"),
    "status": ("status", "--offline"),
    "doctor": ("doctor", "--offline"),
    "keys": ("auth", "list"),
    "update": ("update",),
    "render": ("policy", "render", "hook", "--python", "/usr/bin/python3"),
}


def lived_in(shell: Shell) -> None:
    """Set up, edited by us and by others, with a hook that nobody trusts and a remote backend."""
    assert shell.run("setup", "--destination", "local", "--yes", "--no-input").code in (0, 1)
    assert shell.run("config", "set", "model", "o8", "--yes").code == 0
    assert shell.run("notify", "set", "--yes", "--", "say", "done").code == 0
    with shell.locations.config_toml.open("a") as file:
        file.write("\n[features]\nhooks = false\nno_such_flag = true\n")
    shell.locations.hooks_json.write_text(
        '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "say done"}]}]}}'
    )
    with shell.locations.settings_toml.open("a") as file:
        file.write(REMOTE)


@pytest.mark.parametrize("name", COMMANDS)
def test_output_on_a_fresh_machine_fits_its_schema(shell: Shell, name: str) -> None:
    assert assert_fits(shell.run(*COMMANDS[name], "--json").json) == name


def test_output_on_a_machine_with_problems_fits_its_schema(shell: Shell) -> None:
    lived_in(shell)
    for name, command in COMMANDS.items():
        if name == "setup":
            continue  # it refuses, in words, where hooks are switched off
        assert assert_fits(shell.run(*command, "--json").json) == name
    done = shell.run("status", "--offline", "--json")
    assert (done.code, done.json["ok"]) == (1, False)


def test_an_unreachable_destination_fits_the_schema_of_probes(shell: Shell) -> None:
    lived_in(shell)
    done = shell.run("auth", "test", "--json")
    assert (done.code, assert_fits(done.json)) == (1, "probes")
    assert done.json["probes"][0]["ok"] is False


def test_a_selftest_fits_its_schema(shell: Shell) -> None:
    assert shell.run("setup", "--destination", "local", "--yes", "--no-proof").code in (0, 1)
    assert assert_fits(shell.run("selftest", "--json").json) == "selftest"


def test_an_edit_taken_back_fits_the_schema_of_edits(shell: Shell) -> None:
    shell.run("config", "set", "model", "o8", "--yes")
    assert assert_fits(shell.run("undo", "--yes", "--json").json) == "edit"
    assert assert_fits(shell.run("history", "--json").json) == "history"


def undescribed(schema: Any, path: str = "") -> Iterator[str]:
    """The members of a schema that it says nothing of, and that point to nothing that does."""
    if isinstance(schema, dict):
        for name, member in schema.get("properties", {}).items():
            if name != "schema" and not member.keys() & {"description", "$ref", "const"}:
                yield f"{path}.{name}"
    parts = schema.items() if isinstance(schema, dict) else enumerate(schema)
    for key, part in parts:
        if isinstance(part, dict | list):
            yield from undescribed(part, f"{path}.{key}")


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.json")), ids=lambda path: path.stem)
def test_every_member_of_an_output_is_described(path: Path) -> None:
    assert list(undescribed(json.loads(path.read_text("utf-8")))) == []
