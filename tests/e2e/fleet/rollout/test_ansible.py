"""The Ansible role, run by Ansible itself on a machine with the package alone."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.cli.fleet.test_recipes import GONE, INSTALLED, PLACED, POLICY, RECIPES
from tests.cli.fleet.whole_machine import obstacle, on_a_machine
from tests.e2e.lab import backends

_MISSING = obstacle() or backends.obstacle(backends.ANSIBLE)
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING or "can be tried here"),
]


def test_the_role_rolls_out_once_verifies_and_takes_back(tmp_path: Path) -> None:
    programs = backends.install(backends.ANSIBLE)
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY)
    play = (
        f"{shlex.quote(str(programs / 'ansible-playbook'))} -i localhost, -c local"
        f" {shlex.quote(str(RECIPES / 'ansible' / 'site.yml'))}"
        f" -e codexctl_policy={shlex.quote(str(policy))} -e ansible_become=false"
        f" -e ansible_python_interpreter={shlex.quote(str(programs / 'python'))}"
    )
    script = (
        f"person ada\n{INSTALLED}"
        f"{play} --check; test ! -e /etc/codexctl; echo ==\n"
        f"{play}; {PLACED}echo ==\n"
        f"{play}; echo ==\n"
        f"""{play} -e '{{"codexctl_options": ["--service"]}}'; echo ==\n"""
        "test -e /etc/systemd/user/codexctl-deliver.timer\n"
        f"{play} -e codexctl_state=absent; echo ==\n{play} -e codexctl_state=absent\n{GONE}"
    )
    environ = {"ANSIBLE_LOCALHOST_WARNING": "0", "ANSIBLE_HOME": str(tmp_path / "ansible"),
               "ANSIBLE_NOCOLOR": "1", "LC_ALL": "C.UTF-8"}  # fmt: skip
    done = on_a_machine(script, environ)
    assert done.code == 0, done.err + done.out
    recaps = [
        line for line in done.out.splitlines() if line.startswith("localhost") and "ok=" in line
    ]
    changed = [line.split("changed=")[1].split()[0] for line in recaps]
    assert changed == ["1", "1", "0", "1", "1", "0"]
    assert all("failed=0" in line and "unreachable=0" in line for line in recaps)
