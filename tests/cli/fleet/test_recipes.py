"""Every roll-out recipe is run as its tool would run it, on a machine with the package alone.

Of the macOS and Intune ones the scripts are run, and the documents held against schemas.
"""

from __future__ import annotations

import json
import os
import plistlib
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.conftest import Done, Shell
from tests.cli.fleet.whole_machine import obstacle as no_machine
from tests.cli.fleet.whole_machine import on_a_machine

ROOT = Path(__file__).parents[3]
RECIPES = ROOT / "templates" / "rollout"
needs_machine = pytest.mark.skipif(bool(no_machine()), reason=no_machine() or "can be tried here")
POLICY = 'version = 1\n[capture]\nmax = "metadata"\n'
THEIRS = '# acme\nallowed_approval_policies = ["never"]\n'
# The package, as an installation that root owns.
INSTALLED = """\
mkdir -p /opt/codexctl/bin /etc/codex
for name in codexctl python; do
    words="$([ $name = python ] || echo "-m codexctl")"
    printf '#!/bin/sh\\nexec %s %s "$@"\\n' "$PY" "$words" >/opt/codexctl/bin/$name
    chmod 755 /opt/codexctl/bin/$name
done
sed -i 's|exec |exec env CODEXCTL_RECIPE=1 |' /opt/codexctl/bin/codexctl
printf '# acme\\nallowed_approval_policies = ["never"]\\n' >/etc/codex/requirements.toml
cp -a /etc /mnt/etc-before
"""
PLACED = 'grep -q metadata /etc/codexctl/policy.toml; grep -q "hook.sh Stop" /etc/codex/req*.toml\n'
GONE = "diff -r --no-dereference /etc /mnt/etc-before; test ! -e /var/lib/codexctl\n"


def schema(name: str) -> Draft202012Validator:
    path = ROOT / "schemas" / "rollout" / f"{name}.schema.json"
    return Draft202012Validator(json.loads(path.read_text()))


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(POLICY)
    return path


def run(script: str, **environ: object) -> Done:
    done = on_a_machine(INSTALLED + script, {name: str(value) for name, value in environ.items()})
    assert done.code == 0, done.err + done.out
    return done


@needs_machine
@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="there is no dpkg-deb here")
def test_a_debian_package_is_built_installed_upgraded_and_removed(
    policy: Path, tmp_path: Path
) -> None:
    build = RECIPES / "debian" / "build.sh"
    for version, text in (("1.0", POLICY), ("1.1", f"{POLICY}# later\n")):
        policy.write_text(text)
        subprocess.run([build, policy, version, tmp_path], check=True, capture_output=True)
    package = tmp_path / "codexctl-policy_1.0_all.deb"
    listed = subprocess.run(
        ["dpkg-deb", "--contents", package], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    assert all(" root/root " in line for line in listed)
    rights = {line.split()[-1]: line.split()[0] for line in listed}
    assert rights["./usr/share/codexctl-policy/policy.toml"] == "-rw-r--r--"
    assert {mode for name, mode in rights.items() if name.endswith("/")} == {"drwxr-xr-x"}
    run(
        f"cd {shlex.quote(str(tmp_path))}\n"
        f"dpkg -i codexctl-policy_1.0_all.deb >&2\n{PLACED}"
        "dpkg -i codexctl-policy_1.1_all.deb >&2\n"
        "grep -q later /etc/codexctl/policy.toml; /opt/codexctl/bin/codexctl fleet verify >&2\n"
        f"dpkg -r codexctl-policy >&2\n{GONE}"
    )


@needs_machine
def test_the_scripts_of_the_rpm_roll_out_and_take_back(policy: Path) -> None:
    spec = (RECIPES / "rpm" / "codexctl-policy.spec").read_text()
    parts = dict(
        re.findall(r"^%(post|preun|install)\n(.*?)(?=^%\w|\Z)", spec, re.MULTILINE | re.DOTALL)
    )
    post, preun = parts["post"], parts["preun"]
    assert "%{SOURCE0} %{buildroot}/usr/share/codexctl-policy/policy.toml" in parts["install"]
    run(
        'install -D -m 0644 "$POLICY" /usr/share/codexctl-policy/policy.toml\n'
        f'set -- 1\n{post}{PLACED}set -- 2\n{post}set -- 1\n{preun}{PLACED}set -- 0\n{preun}{GONE}',
        POLICY=policy,
    )  # fmt: skip


@needs_machine
def test_the_lines_of_the_dockerfile_make_an_image_in_which_a_turn_arrives(policy: Path) -> None:
    text = (RECIPES / "container" / "Dockerfile").read_text().replace("\\\n", " ")
    lines = re.findall(r"^RUN (?:--mount=\S+ +)?(.*)$", text, re.MULTILINE)
    assert "pip install" in lines[0]
    run(
        'install -m 0644 "$POLICY" /run/policy.toml\n' + "\n".join(lines[1:]) + f"\n{PLACED}"
        "rm /run/policy.toml\n",
        POLICY=policy,
    )


def test_the_feature_of_dev_containers_is_one() -> None:
    folder = RECIPES / "devcontainer"
    data = json.loads((folder / "devcontainer-feature.json").read_text())
    schema("devcontainer-feature").validate(data)
    assert os.access(folder / "install.sh", os.X_OK)
    # Options arrive in install.sh as variables, in capitals.
    text = (folder / "install.sh").read_text()
    assert all(f"${{{name.upper()}:-" in text for name in data["options"])


@needs_machine
@pytest.mark.parametrize("only", ["true", "false"])
def test_its_script_sets_the_container_up_for_everybody(only: str) -> None:
    done = run(
        f"{shlex.quote(str(RECIPES / 'devcontainer' / 'install.sh'))} >&2\n{PLACED}"
        "person vscode; /opt/codexctl/bin/codexctl fleet verify >&2; cat /etc/codex/req*.toml\n",
        VERSION="latest", MANAGEDHOOKSONLY=only,
    )  # fmt: skip
    assert ("allow_managed_hooks_only = true" in done.out) == (only == "true")


@needs_machine
def test_the_scripts_of_jamf_roll_out_report_and_take_back(policy: Path) -> None:
    roll_out, reported = (
        shlex.quote(str(RECIPES / "jamf" / name))
        for name in ("roll-out.sh", "extension-attribute.sh")
    )
    done = run(
        f'{reported}\n{roll_out} / mac ada "$POLICY" >&2\n{PLACED}{reported}\n'
        f"echo '# x' >>/etc/codexctl/policy.toml; {reported}\n"
        f'cp "$POLICY" /etc/codexctl/policy.toml\n{roll_out} / mac ada absent >&2\n{GONE}'
        f"rm /opt/codexctl/bin/codexctl; {reported}\n",
        POLICY=policy,
    )  # fmt: skip
    assert done.out.split("\n")[:-1] == [
        "<result>drifted</result>",
        "<result>as the policy says</result>",
        "<result>as the policy says</result>",
        "<result>not installed</result>",
    ]


def test_the_profile_for_macs_is_one(shell: Shell, policy: Path) -> None:
    done = shell.run("policy", "render", "mdm", "--policy", str(policy))
    schema("mobileconfig").validate(plistlib.loads(done.out.encode()))


def test_the_agent_of_launchd_is_a_property_list(shell: Shell, policy: Path) -> None:
    tree = policy.parent / "mac"
    tree.mkdir()
    words = ("--root", str(tree), "--platform", "darwin", "--service", "--yes")
    done = shell.run(
        "fleet", "apply", "--policy", str(policy), "--python", "/opt/a & b/python", *words
    )
    assert done.code == 0, done.err
    agent = tree / "Library/LaunchAgents/com.codexctl.deliver.plist"
    data = plistlib.loads(agent.read_bytes())
    assert data["ProgramArguments"][0] == "/opt/a & b/python"
    assert data["ProgramArguments"][-2:] == ["-m", "codexctl.deliver"]
    assert data["Umask"] == 0o077
    assert (tree / "Library/Application Support/codexctl/policy.toml").read_text() == POLICY


@needs_machine
def test_intune_discovers_what_its_rules_ask_for() -> None:
    folder = RECIPES / "intune"
    rules = json.loads((folder / "compliance.json").read_text())
    schema("intune-compliance").validate(rules)
    discover, roll_out = (
        shlex.quote(str(folder / name)) for name in ("discover.sh", "roll-out.sh")
    )
    done = run(f"person ada; {discover}; {roll_out} >&2\n{PLACED}{discover}\n")
    before, after = map(json.loads, done.out.splitlines())
    assert after.keys() == {rule["SettingName"] for rule in rules["Rules"]}
    assert before == dict.fromkeys(after, False) | {"CodexctlInstalled": True}
    assert all(after[rule["SettingName"]] == rule["Operand"] for rule in rules["Rules"])


def broken(data: Any) -> list[Any]:
    """The same document with each of its members left out."""
    return [{name: value for name, value in data.items() if name != gone} for gone in data]


def test_the_schemas_refuse_what_lacks_something_needed() -> None:
    feature = json.loads((RECIPES / "devcontainer" / "devcontainer-feature.json").read_text())
    rules = json.loads((RECIPES / "intune" / "compliance.json").read_text())
    assert sum(not schema("devcontainer-feature").is_valid(data) for data in broken(feature)) == 3
    wrong = [{"Rules": [rule]} for rule in broken(rules["Rules"][0])]
    assert not any(map(schema("intune-compliance").is_valid, wrong))
    assert not schema("devcontainer-feature").is_valid(feature | {"version": "1"})


@pytest.mark.parametrize("path", sorted(RECIPES.rglob("*.sh")), ids=lambda path: path.name)
def test_every_script_is_one_that_a_plain_shell_reads(path: Path) -> None:
    done = subprocess.run(["sh", "-n", path], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert sys.platform == "win32" or os.access(path, os.X_OK)
