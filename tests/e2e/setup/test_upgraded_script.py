"""A script of an earlier version is renewed, and real Codex runs the new one as trusted."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from codexctl.codex.hooks.command import interpreter_of
from tests.e2e.installed import Installed
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e
# templates/hook.sh as earlier versions had it.
EARLIER = sorted(Path(__file__).with_name("earlier_hooks").glob("*.sh"))


def earlier(template: Path, now: str, home: Path) -> str:
    """An earlier version's script as it wrote it on this machine; `now` is this version's."""
    environment = re.search(r"^(?:(?:export|unset) .+\n)+", now, re.MULTILINE)
    values = {
        "HINTS": shlex.quote(str(home / "hints")),
        "TRACEPARENTS": shlex.quote(str(home / "traceparents")),
        "ENVIRONMENT": environment[0].rstrip() if environment else "",
        "PYTHON": shlex.quote(interpreter_of(now)),
    }
    return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], template.read_text())


@pytest.mark.parametrize("command", ["sync", "doctor --fix --yes"])
@pytest.mark.parametrize("template", EARLIER, ids=lambda path: path.stem)
def test_an_earlier_script_traces_until_it_is_renewed_and_then_the_new_one_does(
    lab: Lab, template: Path, command: str
) -> None:
    installed = Installed(lab)
    installed.run("setup", "--destination", "local", "--yes", "--no-proof")
    script, config = installed.home / "hook.sh", lab.home.codex / "config.toml"
    now, trusted = script.read_text(), config.read_bytes()
    script.write_text(earlier(template, now, installed.home))
    for word in ("before", "after"):
        lab.script(say(word))
    lab.exec("before")
    assert len(installed.turns_when(lambda turns: len(turns) == 1, 15)) == 1
    done = installed.call(*command.split())
    assert script.read_text() == now, done.stdout + done.stderr
    assert config.read_bytes() == trusted
    hint = installed.home / "hints" / "Stop"
    before = hint.stat().st_mtime_ns
    lab.exec("after")
    assert len(installed.turns_when(lambda turns: len(turns) == 2, 15)) == 2
    assert hint.stat().st_mtime_ns > before
