"""Which policy held for each turn: kept with it, whatever holds when it is looked at."""

from __future__ import annotations

import os
import shutil

from tests.cli.administered import administered, needs_root
from tests.cli.conftest import Done, Shell
from tests.output_schemas import assert_fits
from tests.trace.recorded import RECORDINGS

LOCAL = 'version = 1\n[[destinations]]\nname = "local"\nkind = "local"\n'
FIRST, SECOND = ("version = 1\n[capture]\nmax = 'metadata'\n", "version = 1\n# another\n")


def run(shell: Shell, policy: str, *words: str) -> Done:
    return administered(shell, {"codexctl/policy.toml": policy}, *words)


def session(shell: Shell, scenario: str) -> None:
    source = RECORDINGS / "0.169.0" / scenario / "sessions"
    sessions = shell.locations.codex_home / "sessions"
    shutil.copytree(source, sessions, dirs_exist_ok=True)
    for rollout in sessions.rglob("*.jsonl"):
        os.utime(rollout, (1_700_000_000, 1_700_000_000))


@needs_root
def test_each_turn_keeps_the_policy_that_held_when_it_was_stored(shell: Shell) -> None:
    shell.locations.settings_toml.parent.mkdir(parents=True, exist_ok=True)
    shell.locations.settings_toml.write_text(LOCAL)
    ids = [
        run(shell, text, "policy", "show", "--json").json["policy"]["id"]
        for text in (FIRST, SECOND)
    ]
    assert ids[0] != ids[1]
    session(shell, "interrupted-tool")
    assert shell.run("trace", "export", "--all").code == 0
    (plain,) = shell.run("trace", "list", "--json").json["turns"]
    assert plain["policy"] is None
    for text, scenario in ((FIRST, "shell-failed"), (SECOND, "model-switch")):
        session(shell, scenario)
        assert run(shell, text, "trace", "export", "--all").code == 0
    listed = shell.run("trace", "list", "--json").json
    assert_fits(listed)
    held = {turn["policy"] for turn in listed["turns"]}
    assert held == {None, *ids}
    assert next(t for t in listed["turns"] if t["turn_id"] == plain["turn_id"])["policy"] is None
    turn = next(each for each in listed["turns"] if each["policy"] == ids[0])
    shown = shell.run("trace", "show", turn["trace_id"], "--json").json
    assert_fits(shown)
    assert shown["policies"] == [ids[0]]
    assert shell.run("trace", "show", turn["trace_id"]).out.splitlines()[-1].endswith(ids[0])
    wide = shell.run("trace", "list", COLUMNS="400").out
    assert wide.splitlines()[0].endswith("POLICY")
    assert ids[1] in wide
    assert f"policy {ids[0]}" in run(shell, FIRST, "status", "--offline").out
