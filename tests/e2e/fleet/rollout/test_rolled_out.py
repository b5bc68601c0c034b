"""A machine with the policy and the package alone, and the real Codex of people who set up nothing.

`fleet apply` writes the machine's own /etc, in a mount namespace of the test's; each person has an
account of their own. What arrives is what a server of the test's heard.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.fleet.whole_machine import obstacle, on_a_machine
from tests.e2e.lab.ear import Ear
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import Lab

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(obstacle()), reason=obstacle() or "can be tried here"),
]
CANARY = "kanarienvogel"
POLICY = """\
version = 1
[capture]
max = "metadata"
[destination.company]
endpoint = "{url}/v1/traces"
[resource]
"team.name" = "payments"
[user]
id = "account"
"""
THEIRS = '# acme\n[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "true"\n'
# Of folders not the size: a file system may say another one once something was in them.
LISTED = (
    "find /etc /usr/local /var/lib -xdev ! -path '*/apt*' "
    "\\( -type d -printf '%p %m %u %g\\n' -o -printf '%p %m %u %g %s\\n' \\) | sort"
)
# What ada's Codex started has ended, the worker that delivers too; or 15 seconds are over.
DONE = (
    "n=0; while find /proc -maxdepth 1 -user ada 2>/dev/null | grep -q . && test $n -lt 75;"
    " do n=$((n+1)); sleep 0.2; done\n"
)


@pytest.fixture
def ear() -> Iterator[Ear]:
    with Ear() as ear:
        yield ear


@pytest.fixture
def lab(codex: Path, tmp_path: Path) -> Iterator[Lab]:
    with Lab(codex, root=tmp_path / "lab") as lab:
        yield lab


def heard(ear: Ear) -> bytes:
    return b"".join(ear.heard)


def as_ada(lab: Lab) -> str:
    """The command with which ada runs the real Codex, on a home that she has from nobody."""
    environ = {
        name: value for name, value in lab.home.env.items() if not name.startswith("CODEXCTL")
    }
    words = " ".join(f"{name}={shlex.quote(value)}" for name, value in environ.items())
    return (
        "setpriv --reuid ada --regid ada --clear-groups --inh-caps=-all --no-new-privs"
        f" env -i {words} HOME=/home/ada CODEX_HOME=/home/ada/.codex"
        f" {shlex.quote(str(lab.binary))} exec --skip-git-repo-check"
        " --dangerously-bypass-approvals-and-sandbox --json -- 'Sing, " + CANARY + "'"
    )


def machine(lab: Lab, tmp_path: Path, ear: Ear, script: str) -> Any:
    """Run a script on a machine that has the policy in `$POLICY`, ada, and Codex's home for her."""
    policy = tmp_path / "policy.toml"
    policy.write_text(POLICY.format(url=ear.url))
    for folder in (tmp_path, *tmp_path.parents):
        if str(folder).startswith("/tmp/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    prepared = (
        "person ada; mkdir /home/ada/.codex;"
        f" cp {shlex.quote(str(lab.home.codex))}/config.toml /home/ada/.codex/;"
        " chown -R ada:ada /home/ada\n"
    )
    environ = {"POLICY": str(policy), "PATH": f"{lab.binary.parent}:/usr/sbin:/usr/bin:/sbin:/bin"}
    return on_a_machine(prepared + script, environ)


def test_a_person_who_never_ran_setup_is_traced_to_where_the_policy_says(
    lab: Lab, tmp_path: Path, ear: Ear
) -> None:
    lab.script(shell(f"echo {CANARY}"), say(f"The {CANARY} sings."))
    done = machine(
        lab, tmp_path, ear,
        '$C fleet apply --policy "$POLICY" --yes >&2\n'
        f"cd /home/ada; {as_ada(lab)} >&2\n{DONE}",
    )  # fmt: skip
    assert done.code == 0, done.err
    deadline = time.monotonic() + 20
    while not ear.heard and time.monotonic() < deadline:
        time.sleep(0.1)
    assert b"payments" in heard(ear)
    assert b"ada" in heard(ear)
    assert b"codex.turn.id" in heard(ear)
    assert CANARY.encode() not in heard(ear)


def test_verify_proves_it_with_the_real_codex_and_touches_nothing(
    lab: Lab, tmp_path: Path, ear: Ear
) -> None:
    done = machine(
        lab, tmp_path, ear,
        '$C fleet apply --policy "$POLICY" --yes >/dev/null 2>&1\n'
        "find /home -printf '%p %s %T@\\n' | sort >/mnt/before\n"
        "$C fleet verify --json\n"
        "find /home -printf '%p %s %T@\\n' | sort | cmp - /mnt/before\n",
    )  # fmt: skip
    assert done.code == 0, done.err + done.out
    (ada,) = done.json["people"]
    states = {check["id"]: check["state"] for check in ada["checks"]}
    assert states == dict.fromkeys(
        ("fleet.policy", "fleet.hook", "fleet.codex", "destination.company"), "ok"
    )
    assert b"codexctl.selftest" in heard(ear)


def test_codex_that_is_told_otherwise_by_its_person_is_proved_all_the_same(
    lab: Lab, tmp_path: Path, ear: Ear
) -> None:
    lab.script(say("Hush."))
    done = machine(
        lab, tmp_path, ear,
        '$C fleet apply --policy "$POLICY" --yes >&2\n'
        "printf '\\n[features]\\nhooks = false\\n' >>/home/ada/.codex/config.toml\n"
        "mkdir -p /home/ada/.config/codexctl; printf 'version = 1\\n[[destinations]]\\nname ="
        ' "company"\\nkind = "otlp"\\nendpoint = "http://127.0.0.1:9/"\\n\''
        " >/home/ada/.config/codexctl/settings.toml; chown -R ada:ada /home/ada\n"
        f"cd /home/ada; {as_ada(lab)} >&2\n{DONE}"
        "$C fleet verify --json\n",
    )  # fmt: skip
    assert done.code == 0, done.err + done.out
    assert b"codex.turn.id" in heard(ear)


def test_rolled_out_and_taken_back_leaves_the_machine_as_it_was(
    lab: Lab, tmp_path: Path, ear: Ear
) -> None:
    lab.script(say("Hush."))
    done = machine(
        lab, tmp_path, ear,
        f"mkdir -p /etc/codex; printf {shlex.quote(THEIRS)} >/etc/codex/requirements.toml\n"
        f"{LISTED} >/mnt/before; cp -a /etc /mnt/etc-before\n"
        '$C fleet apply --policy "$POLICY" --yes --service >&2\n'
        f"cd /home/ada; {as_ada(lab)} >&2\n{DONE}"
        "find /home/ada -type f | sort >/mnt/ada; cp -a /home/ada /mnt/ada-before\n"
        "$C fleet remove --yes >&2\n"
        f"{LISTED} | diff - /mnt/before >&2; diff -r --no-dereference /etc /mnt/etc-before >&2\n"
        "diff -r --no-dereference /home/ada /mnt/ada-before >&2\n",
    )  # fmt: skip
    assert done.code == 0, done.err
    assert b"codex.turn.id" in heard(ear)


def test_units_are_what_systemd_understands(tmp_path: Path) -> None:
    analyze = "/usr/bin/systemd-analyze"
    if not Path(analyze).exists():
        pytest.skip("there is no systemd here to ask")
    root = tmp_path / "tree"
    root.mkdir()
    policy = tmp_path / "p.toml"
    policy.write_text("version = 1\n")
    words = (sys.executable, "-m", "codexctl", "fleet", "apply", "--policy", str(policy))
    subprocess.run(
        [*words, "--root", str(root), "--service", "--yes"], check=True, capture_output=True
    )
    units = root / "etc/systemd/user"
    done = subprocess.run(
        [analyze, "verify", "--user", *(str(units / f"codexctl-deliver.{kind}")
                                        for kind in ("timer", "service"))],
        capture_output=True, text=True, check=False,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
    )  # fmt: skip
    assert (done.returncode, "codexctl" in done.stderr) == (0, False), done.stderr


def test_the_document_of_verify_names_who_failed_when_the_server_is_gone(
    lab: Lab, tmp_path: Path
) -> None:
    with Ear() as ear:
        pass
    done = machine(
        lab, tmp_path, ear,
        '$C fleet apply --policy "$POLICY" --yes >/dev/null 2>&1\n'
        "$C fleet verify --json --timeout 5\n",
    )  # fmt: skip
    assert done.code == 1
    (ada,) = json.loads(done.out)["people"]
    wrong = {check["id"]: check for check in ada["checks"] if check["state"] == "problem"}
    assert list(wrong) == ["destination.company"]
    assert wrong["destination.company"]["cause"] == "destination-unreachable"
