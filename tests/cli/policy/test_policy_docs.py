"""Every command line of docs/policy.md and docs/privacy.md does what it says."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import pytest

from codexctl.policy.file.fields import FIELDS
from codexctl.settings.capture import CATEGORIES
from tests.cli.conftest import Shell
from tests.cli.policy.test_policy_check import IDS
from tests.cli.privacy_example import BEARER, with_examples
from tests.documented.blocks import commands_of

DOCS = Path(__file__).parents[3] / "docs"
POLICY = (DOCS / "policy.md").read_text(encoding="utf-8")
PRIVACY = (DOCS / "privacy.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["docs/policy.md", "docs/privacy.md"])
def test_the_page_can_be_followed_from_top_to_bottom(shell: Shell, page: str) -> None:
    (shell.cwd / "notes.txt").write_text("password = hunter2hunter2\n")
    for line in commands_of(page):
        program, *arguments = shlex.split(line.replace("$HOME", str(shell.locations.home)))
        assert program == "codexctl"
        if arguments[:2] == ["policy", "check"] and "--json" in arguments:
            shell.run("setup", "--yes", "--no-proof")
        done = shell.run(*arguments)
        # Before setup `status` has something to say; every other line works.
        assert done.code == 0 or arguments[0] == "status", f"{line}\n{done.out}{done.err}"
    assert page == "docs/policy.md" or not shell.locations.traces_db.exists()


def test_the_draft_of_the_page_is_what_it_says(shell: Shell) -> None:
    line = next(line for line in commands_of("docs/policy.md") if "policy init" in line)
    assert shell.run(*shlex.split(line)[1:]).code == 0
    data = tomllib.loads((shell.cwd / "policy.toml").read_text())
    assert data["destinations"]["allow"] == ["https://otel.example.com/"]
    assert data["support"]["contact"] == "security@example.com"


def test_the_pages_name_every_command_key_id_and_category() -> None:
    named = {" ".join(shlex.split(line)[1:3]) for line in commands_of("docs/policy.md")}
    assert named == {f"policy {name}" for name in ("init", "show", "explain", "check", "render")}
    rows = set(re.findall(r"`([^`]+)`", "\n".join(re.findall(r"^\| .*? \|", POLICY, re.MULTILINE))))
    tables = {f"[{key.partition('.')[0]}]" for key in FIELDS} - {"[destination]"}
    assert rows == {*tables, "[destination.NAME]", *IDS}
    assert {row for row in CATEGORIES if f"| `{row}` |" in PRIVACY} == CATEGORIES


def test_the_examples_are_real_output() -> None:
    assert with_examples(PRIVACY) == PRIVACY


def test_the_examples_show_what_redaction_is_for() -> None:
    metadata, redacted, full = re.findall(r"```text\n(execute_tool.*?)```", PRIVACY, re.DOTALL)
    assert "curl" not in metadata
    assert "curl" in redacted
    assert BEARER not in redacted
    assert BEARER in full
