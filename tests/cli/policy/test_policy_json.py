"""What the policy commands print as JSON is what `schemas/output/` says."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import Shell
from tests.cli.policy.test_policy_check import EVERYTHING, IDS, ruined
from tests.output_schemas import output_schema
from tests.policy.file.test_read import EVERYTHING as EVERY_KEY

COMMANDS = {
    "policy-check": ("check",),
    "limits": ("show",),
    "policy-keys": ("explain",),
    "sample": ("explain", "--sample", "note.txt"),
}
POLICIES = {"strict": EVERYTHING, "every key": EVERY_KEY, "unusable": "nonsense"}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("policy", [None, *POLICIES])
def test_what_is_printed_fits_its_schema(shell: Shell, name: str, policy: str | None) -> None:
    ruined(shell)
    (shell.cwd / "note.txt").write_text("password = hunter2hunter2\n")
    words = ["policy", *COMMANDS[name], "--json"]
    if policy:
        (shell.cwd / "policy.toml").write_text(POLICIES[policy])
        words += ["--policy", "policy.toml"]
    Draft202012Validator(output_schema(name)).validate(shell.run(*words).json)


def test_the_schema_knows_the_ids_that_do_not_change() -> None:
    finding = output_schema("policy-check")["properties"]["violations"]["items"]["properties"]
    assert set(finding["id"]["enum"]) == IDS
