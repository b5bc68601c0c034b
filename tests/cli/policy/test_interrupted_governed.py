"""An edit that a crash interrupted ends as the policy of today allows, whoever settles it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from codexctl.edit.transaction import journal as note
from codexctl.edit.transaction.journal import Journal
from codexctl.edit.transaction.receipts import FileChange
from tests.cli.administered import administered, needs_root
from tests.cli.conftest import Done, Shell
from tests.cli.edits.test_interrupted import killed

POLICY = "version = 1\n[trust]\nself_trust = false\n[codex.features]\nhooks = true\n"
OFF, ON = b"[features]\nhooks = false\n", b"[features]\nhooks = true\n"
PLAIN = b'model = "a"\n'
SET = ("config", "set", "tui.theme", "x", "--yes", "--offline")


def interrupted(shell: Shell, before: bytes, after: bytes, done: int) -> Journal:
    """An edit of config.toml that was killed when it was in place (`done` is 1), or before."""
    journal = killed(shell, done)
    config = shell.locations.config_toml
    change = FileChange(config, config, before, after)
    config.write_bytes(after if done else before)
    journal.temp(change).write_bytes(before if done else after)
    for path in (shell.locations.hooks_json, journal.temp(journal.receipt.files[1])):
        path.unlink(missing_ok=True)
    one = replace(journal, receipt=replace(journal.receipt, files=(change,)))
    note.write(one, shell.locations)
    return one


def run(shell: Shell, *words: str) -> Done:
    return administered(shell, {"codexctl/policy.toml": POLICY}, *words)


@needs_root
@pytest.mark.parametrize("words", [SET, ("sync",), ("hooks", "add", "Stop", "true", *SET[-2:])])
def test_what_the_policy_does_not_allow_any_more_is_not_finished(
    shell: Shell, words: tuple[str, ...]
) -> None:
    interrupted(shell, PLAIN, OFF, done=0)
    done = run(shell, *words)
    assert "it was undone first" in done.err
    assert b"hooks = false" not in shell.locations.config_toml.read_bytes()
    assert shell.locations.config_toml.read_bytes().startswith(PLAIN)


@needs_root
def test_a_dry_run_tells_the_end_that_it_would_have(shell: Shell) -> None:
    interrupted(shell, PLAIN, OFF, done=0)
    before = shell.files()
    assert "it would be undone first" in run(shell, *SET, "--dry-run").err
    assert shell.files() == before


@needs_root
def test_undo_does_not_take_back_what_the_policy_wants(shell: Shell) -> None:
    interrupted(shell, OFF, ON, done=1)
    before = shell.files()
    done = run(shell, "undo", "--yes", "--offline")
    assert (done.code, "the administrator's policy does not allow" in done.err) == (1, True)
    assert shell.files() == before


@needs_root
def test_without_a_policy_it_is_finished(shell: Shell) -> None:
    interrupted(shell, PLAIN, OFF, done=0)
    assert "it was finished first" in shell.run(*SET).err
    assert shell.locations.config_toml.read_bytes().startswith(OFF)
