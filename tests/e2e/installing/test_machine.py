"""For everybody on a machine: the Debian package, and the lines of the image's Dockerfile.

On a machine of the test's own: its /opt, /usr, /var and /run are thrown away afterwards.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess

import pytest

from tests.cli.fleet.whole_machine import obstacle, on_a_machine
from tests.e2e.installing.release import ROOT, SYSTEM_PYTHON, Release, version_of
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import EXEC, Lab

_MISSING = obstacle() or ("" if version_of(SYSTEM_PYTHON) >= "3.11" else "the system has no Python")
pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(_MISSING), reason=_MISSING or "can be tried here"),
]
# codexctl of the system, and nothing of the environment that the tests run in.
CLEAN = "export HOME={home} CODEX_HOME={home}/.codex; cd {work}\n"


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="there is no dpkg here")
def test_the_debian_package_is_installed_traces_a_turn_and_is_removed(
    release: Release, lab: Lab
) -> None:
    lab.script(say("Hello."))
    words = ["codex", "exec", *EXEC, "--", "Say hello"]
    environ = {**lab.home.env, "PATH": f"{lab.binary.parent}:/usr/sbin:/usr/bin:/sbin:/bin"}
    done = on_a_machine(
        CLEAN.format(home=shlex.quote(str(lab.home.root)), work=shlex.quote(str(lab.home.work)))
        + "find /opt /usr/bin /usr/share/doc /usr/share/man | sort >/mnt/before\n"
        "began=$(date +%s)\n"
        f"dpkg -i {shlex.quote(str(release.file('*.deb')))} >&2; installed=$(date +%s)\n"
        "test -d /opt/codexctl/lib/python*/site-packages/codexctl/__pycache__\n"
        "codexctl setup --destination local --yes >&2\n"
        f"{shlex.join(words)} >&2\n"
        "grep -q '/opt/codexctl/bin/python' $HOME/.local/share/codexctl/hook.sh\n"
        "n=0; until codexctl trace list --json | grep -q trace_id;"
        " do n=$((n+1)); test $n -lt 40; sleep 0.5; done\n"
        "arrived=$(date +%s)\n"
        "codexctl trace list --json; echo ==; codexctl update --json\n"
        "codexctl uninstall --yes --purge >&2; dpkg -r codexctl >&2; test ! -e /opt/codexctl\n"
        "find /opt /usr/bin /usr/share/doc /usr/share/man | sort | diff - /mnt/before >&2\n"
        "echo ==; echo $((installed - began)) $((arrived - installed))\n",
        environ,
    )
    assert done.code == 0, done.err
    turns, told, seconds = done.out.split("==\n")
    print("debian: installed, first trace after seconds:", seconds)
    assert [turn["status"] for turn in json.loads(turns)["turns"]] == ["completed"]
    assert json.loads(told)["installed"] == "as a Debian package"
    assert "sudo apt install ./codexctl_" in json.loads(told)["advice"]


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="there is no dpkg here")
def test_all_that_is_in_the_package_is_roots_and_nobody_elses_to_write(release: Release) -> None:
    listed = subprocess.run(
        ["dpkg-deb", "--contents", release.file("*.deb")],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    assert all(" root/root " in line for line in listed)
    modes = {line[:10] for line in listed if not line.startswith("l")}
    assert modes == {"drwxr-xr-x", "-rw-r--r--", "-rwxr-xr-x"}
    assert any(line.endswith(" ./usr/share/man/man1/codexctl-setup.1") for line in listed)
    assert any(line.endswith("./usr/bin/codexctl -> /opt/codexctl/bin/codexctl") for line in listed)


def test_the_lines_of_the_image_make_one_in_which_codexctl_runs(release: Release) -> None:
    text = (ROOT / "packaging/container/Dockerfile").read_text().replace("\\\n", " ")
    lines = re.findall(r"^RUN (.*)$", text, re.MULTILINE)
    assert [line.split()[0] for line in lines] == ["python3", "python3", "echo", "ln"]
    done = on_a_machine(
        "mount -t tmpfs none /run; mkdir /run/codexctl; rm -rf /usr/local/bin/codexctl\n"
        f"cp {shlex.quote(str(release.files))}/*.whl"
        f" {shlex.quote(str(release.files))}/*.requirements.txt /run/codexctl/\n"
        f"cp -r {shlex.quote(str(release.wheels))} /run/wheels\n"
        "exec 3>&1 1>&2\n" + "\n".join(lines) + "\n"
        "exec 1>&3\n"
        "as() { setpriv --reuid codex --regid codex --clear-groups env -i HOME=/home/codex"
        ' PATH=/usr/local/bin:/usr/bin:/bin "$@"; }\n'
        "cd /home/codex; as codexctl update --json; as codexctl demo >/dev/null\n",
        {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "/run/wheels", "PIP_CONFIG_FILE": "/dev/null",
         "PIP_ROOT_USER_ACTION": "ignore"},
    )  # fmt: skip
    assert done.code == 0, done.err
    assert json.loads(done.out)["installed"] == "in a container image"
