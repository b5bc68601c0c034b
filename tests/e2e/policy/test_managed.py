"""Only managed hooks may run: notify does the job, and the person's own program goes on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.managed import managed_codex, obstacle
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import Lab

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(obstacle()), reason=obstacle()),
]

MANAGED_ONLY = "allow_managed_hooks_only = true\n"
WITNESS = """\
#!{python}
import json, os, sys
with open({log!r}, "a") as out:
    out.write(json.dumps({{"argv": sys.argv[1:], "cwd": os.getcwd()}}) + "\\n")
"""


@pytest.fixture
def lab(codex: Path, tmp_path: Path) -> Iterator[Lab]:
    """A managed machine on which the person has a notify program of their own."""
    witness, log = tmp_path / "witness", tmp_path / "witness.log"
    witness.write_text(WITNESS.format(python=sys.executable, log=str(log)))
    witness.chmod(0o755)
    binary = managed_codex(codex, tmp_path, requirements=MANAGED_ONLY)
    top = f"notify = ['{witness}', 'two words', \"it's\"]  # mine"
    with Lab(binary, root=tmp_path / "home", top=top) as lab:
        yield lab


def calls(tmp_path: Path) -> list[dict[str, Any]]:
    log = tmp_path / "witness.log"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def turn(lab: Lab, text: str) -> None:
    lab.script(say(text))
    assert lab.exec("Say it").rc == 0


def test_notify_takes_over_and_the_persons_program_sees_no_difference(
    lab: Lab, tmp_path: Path
) -> None:
    installed = Installed(lab)
    before = (lab.home.codex / "config.toml").read_bytes()
    turn(lab, "Hello, \"you\" & 'me' $HOME \\ ünï.")
    installed.run("setup", "--destination", "local", "--yes")
    assert not (lab.home.codex / "hooks.json").exists()
    turn(lab, "Hello, \"you\" & 'me' $HOME \\ ünï.")
    turns = installed.turns_when(lambda turns: len(turns) == 1)
    assert [summary["status"] for summary in turns] == ["completed"]
    alone, behind_ours = calls(tmp_path)
    assert behind_ours["argv"][:-1] == alone["argv"][:-1] == ["two words", "it's"]
    assert behind_ours["cwd"] == alone["cwd"]
    assert neutral(behind_ours) == neutral(alone)
    installed.run("uninstall", "--yes")
    assert (lab.home.codex / "config.toml").read_bytes() == before
    turn(lab, "Again.")
    assert len(calls(tmp_path)) == 3


def neutral(call: dict[str, Any]) -> dict[str, Any]:
    """The argument that Codex appended, without the ids of one turn."""
    return {
        key: value
        for key, value in json.loads(call["argv"][-1]).items()
        if key not in ("thread-id", "turn-id")
    }


def test_status_says_who_decided_and_what_is_used_instead(lab: Lab) -> None:
    installed = Installed(lab)
    installed.run("setup", "--destination", "local", "--yes", "--no-proof", "--trigger", "hook")
    found = checks(installed)["managed.hooks_only"]
    assert (found["state"], found["remedy"]) == ("problem", "codexctl setup --trigger notify")
    installed.run("setup", "--yes")
    found = checks(installed)
    assert found["managed.hooks_only"]["state"] == "ok"
    assert found["notify.installed"]["state"] == "ok"
    assert found["hooks.trusted"]["state"] == "inactive"


def test_a_notify_that_managed_config_overrides_is_named(codex: Path, tmp_path: Path) -> None:
    binary = managed_codex(
        codex, tmp_path, requirements=MANAGED_ONLY, managed_config='notify = ["/bin/true"]\n'
    )
    with Lab(binary, root=tmp_path / "home") as lab:
        installed = Installed(lab)
        done = installed.call("setup", "--destination", "local", "--yes")
        assert done.returncode == 1
        found = checks(installed)["notify.installed"]
        assert found["state"] == "problem"
        assert "/etc/codex/managed_config.toml overrides notify" in found["summary"]


def checks(installed: Installed) -> dict[str, Any]:
    listed = json.loads(installed.run("status", "--json", check=False))["checks"]
    return {hook["id"]: hook for hook in listed}
