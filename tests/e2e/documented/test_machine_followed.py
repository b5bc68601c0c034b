"""The pages for administrators, line by line, by root of a machine that is thrown away after."""

from __future__ import annotations

import shlex

import pytest

from tests.cli.conftest import Done
from tests.cli.fleet.test_recipes import INSTALLED
from tests.cli.fleet.whole_machine import obstacle, on_a_machine
from tests.documented.blocks import commands_of, files_of

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(obstacle()), reason=obstacle() or "can be tried here"),
]
READY = f"person ada\n{INSTALLED}export PATH=/opt/codexctl/bin:$PATH\nmkdir /root/d && cd /root/d\n"
PROBE = "echo '== after'; cat /etc/codexctl/policy.toml; cat /etc/codex/requirements.toml"


def followed(page: str, *more: str, before: str = "") -> Done:
    """Root follows a page, and then has more to do."""
    files = [f"printf %s {shlex.quote(text)} >{name}" for name, text in files_of(page).items()]
    lines = map(unasked, commands_of(page))
    return on_a_machine("\n".join([READY, "set -ex", before, *files, *lines, *more]))


def unasked(line: str) -> str:
    """The line where nobody is there to answer."""
    asks = line.startswith(("codexctl fleet apply", "codexctl fleet remove"))
    return f"{line} --yes" if asks and "--yes" not in line else line


def test_a_machine_goes_from_a_policy_to_an_audit_and_back() -> None:
    done = followed("docs/administrators.md")
    assert done.code == 0, done.err
    assert "✓ nothing here violates the policy" in done.out
    assert "3 files changed" in done.out
    assert "✓ ada" in done.out
    assert "3 files restored" in done.out


def test_capture_is_off_for_everybody() -> None:
    done = followed("docs/tasks/capture-off.md", PROBE)
    assert done.code == 0, done.err
    assert "capture.max                  metadata" in done.out
    after = done.out.partition("== after")[2]
    assert "local = false" in after
    assert "hook.sh Stop" in after


def test_a_machine_is_rolled_out() -> None:
    policy = "printf 'version = 1\\n[capture]\\nmax = \"metadata\"\\n' >policy.toml"
    done = followed("docs/rollout.md", PROBE, before=policy)
    assert done.code == 0, done.err
    assert "✓ ada" in done.out
    assert "hook.sh Stop" in done.out.partition("== after")[2]
