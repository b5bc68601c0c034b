"""`fleet plan`, `apply` and `remove` as an administrator runs them, on a tree and on a machine."""

from __future__ import annotations

import os
import re
import signal
import stat
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from tests.cli.administered import administered
from tests.cli.conftest import MEASURED, Done, Shell
from tests.cli.fleet.whole_machine import obstacle as no_machine
from tests.cli.fleet.whole_machine import on_a_machine
from tests.cli.people import EVE, as_user, needs_root
from tests.output_schemas import assert_fits

ROOT = Path(__file__).parents[3]
needs_machine = pytest.mark.skipif(bool(no_machine()), reason=no_machine() or "can be tried here")
POLICY = 'version = 1\n[capture]\nmax = "metadata"\n[codex]\notel_content = false\n'
PYTHON = "/usr/bin/true"
THEIRS = b'# acme\nallowed_approval_policies = ["never"]\n[features]\nmemories = true\n'


class Tree:
    """An image that is set up from outside."""

    def __init__(self, shell: Shell, root: Path) -> None:
        self.shell, self.root = shell, root
        self.policy = root.parent / "policy.toml"
        self.policy.write_text(POLICY)
        root.mkdir()

    def __call__(self, command: str, *words: str, policy: Path | None = None) -> Done:
        chosen = () if command == "remove" else ("--policy", str(policy or self.policy))
        python = () if command == "remove" else ("--python", PYTHON)
        return self.shell.run("fleet", command, "--root", str(self.root), *chosen, *python, *words)

    def place(self, name: str, content: bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def whole(self) -> dict[str, tuple[int, bytes]]:
        return {
            str(path.relative_to(self.root)): (
                path.lstat().st_mode,
                path.read_bytes() if path.is_file() else b"",
            )
            for path in self.root.rglob("*")
        }


@pytest.fixture
def tree(shell: Shell, tmp_path: Path) -> Tree:
    return Tree(shell, tmp_path / "image")


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(POLICY)
    return path


def test_a_plan_shows_one_diff_and_writes_nothing(tree: Tree) -> None:
    done = tree("plan")
    assert done.code == 0
    assert "+++ " + str(tree.root / "etc/codex/requirements.toml") in done.out
    assert '+max = "metadata"' in done.out
    assert tree.whole() == {}


def test_check_says_by_the_exit_code_whether_anything_is_to_be_done(tree: Tree) -> None:
    assert tree("plan", "--check").code == 1
    assert tree("apply", "--yes").code == 0
    done = tree("plan", "--check")
    assert (done.code, done.out) == (0, "Everything is rolled out already: nothing to change.\n")


def test_a_tree_is_set_up_and_taken_back_to_the_last_byte_and_folder(tree: Tree) -> None:
    tree.place("etc/codex/requirements.toml", THEIRS)
    before = tree.whole()
    done = tree("apply", "--yes", "--service", "--managed-config", "--seal", "--json")
    assert assert_fits(done.json) == "fleet"
    assert done.json["applied"] is True
    assert {change["change"] for change in done.json["changes"]} == {"created", "edited"}
    assert len(done.json["changes"]) == 7
    assert tree("remove", "--yes").code == 0
    assert tree.whole() == before


def test_names_inside_the_files_are_those_of_the_machine(tree: Tree) -> None:
    assert tree("apply", "--yes", "--hook-script", "/usr/lib/codexctl/hook.sh").code == 0
    texts = [content for _, content in tree.whole().values()]
    requirements = tomllib.loads((tree.root / "etc/codex/requirements.toml").read_text())
    command = requirements["hooks"]["Stop"][0]["hooks"][0]["command"]
    assert command == "/usr/lib/codexctl/hook.sh Stop"
    script = tree.root / "usr/lib/codexctl/hook.sh"
    assert f"{PYTHON} -I -E -P -m codexctl.deliver" in script.read_text()
    assert stat.S_IMODE(script.stat().st_mode) == 0o755
    # Root's receipts name the tree, so that it can be taken back.
    named = [text for text in texts if str(tree.root).encode() in text]
    assert len(named) == 1


def test_the_policy_arrives_byte_for_byte(tree: Tree) -> None:
    odd = '# \u00fc\r\nversion = 1\r\n\r\n[capture]\r\nmax = "full"\r\n'.encode()
    tree.policy.write_bytes(odd)
    assert tree("apply", "--yes").code == 0
    assert (tree.root / "etc/codexctl/policy.toml").read_bytes() == odd


def test_a_sealed_policy_is_complete_and_stays_sealed(tree: Tree) -> None:
    assert tree("apply", "--yes", "--seal").code == 0
    text = (tree.root / "etc/codexctl/policy.toml").read_text()
    assert tomllib.loads(text)["sealed"] is True
    assert text.endswith("\n# end of policy\n")
    assert tree("plan", "--check", "--seal").code == 0


def test_without_a_policy_named_the_one_in_place_is_rolled_out(tree: Tree) -> None:
    tree.place("etc/codexctl/policy.toml", POLICY.encode())
    done = tree.shell.run(
        "fleet", "apply", "--root", str(tree.root), "--python", PYTHON, "--yes"
    )  # fmt: skip
    assert done.code == 0
    assert (tree.root / "etc/codex/requirements.toml").exists()
    assert tree("remove", "--yes").code == 0
    assert (tree.root / "etc/codexctl/policy.toml").read_bytes() == POLICY.encode()


WRONG = {
    "no version": ("[capture]\nmax = 'full'\n", "must say version = 1"),
    "an unknown key": ("version = 1\n[capture]\nmaximum = 'full'\n", "capture.maximum"),
    "nothing": ("", "must say version = 1"),
    "no TOML": ("version = \n", "is not valid TOML"),
    "hooks pinned off": (
        "version = 1\n[codex]\nfeatures = { hooks = false }\n",
        "pins codex.features.hooks = false",
    ),
    "a destination that lacks something": (
        'version = 1\n[destination.a]\npreset = "langfuse"\n',
        "Langfuse needs public_key",
    ),
    "a torn seal": ("version = 1\nsealed = true\n", "half-written"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_policy_that_is_wrong_is_refused_before_anything_is_written(
    tree: Tree, case: str
) -> None:
    text, said = WRONG[case]
    tree.policy.write_text(text)
    for command in ("plan", "apply"):
        done = tree(command)
        assert done.code == 1
        assert said in done.err.splitlines()[0]
        assert done.err.splitlines()[1].startswith("hint: ")
    assert tree.whole() == {}


def test_another_tools_requirements_that_contradict_are_named(tree: Tree) -> None:
    path = tree.place("etc/codex/requirements.toml", b"[features]\nhooks = false\n")
    before = tree.whole()
    done = tree("apply", "--yes")
    assert (done.code, done.out) == (1, "")
    assert f"{path}:2: features.hooks = false; required: features.hooks = true" in done.err
    assert tree.whole() == before


def test_without_a_yes_nothing_is_written(tree: Tree) -> None:
    done = tree("apply", "--no-input")
    assert (done.code, done.err.splitlines()[-1]) == (2, "hint: add --yes to apply it")
    assert tree.whole() == {}


def test_a_link_that_leads_out_of_the_tree_is_not_followed(tree: Tree, tmp_path: Path) -> None:
    (tmp_path / "host").mkdir()
    tree.root.joinpath("etc").symlink_to(tmp_path / "host")
    done = tree("apply", "--yes")
    assert done.code == 1
    assert "leads out of the tree" in done.err
    assert list((tmp_path / "host").iterdir()) == []


def test_a_link_within_the_tree_is(tree: Tree) -> None:
    (tree.root / "usr/etc").mkdir(parents=True)
    tree.root.joinpath("etc").symlink_to("usr/etc")
    before = tree.whole()
    assert tree("apply", "--yes").code == 0
    assert (tree.root / "usr/etc/codexctl/policy.toml").exists()
    assert tree("remove", "--yes").code == 0
    assert tree.whole() == before


@pytest.mark.parametrize(
    ("name", "mode"), [("etc/codexctl", 0o700), ("etc/codexctl/policy.toml", 0o600)]
)
def test_what_people_could_not_read_is_named_and_how_to_open_it(
    tree: Tree, name: str, mode: int
) -> None:
    tree.place("etc/codexctl/policy.toml", POLICY.encode())
    (tree.root / name).chmod(mode)
    done = tree("apply", "--yes")
    assert done.code == 1
    assert f"{tree.root / name} has the mode {mode:04o}" in done.err
    hint = done.err.splitlines()[-1]
    assert hint.startswith("hint: chmod ")
    subprocess.run(hint.removeprefix("hint: ").split(), check=True)
    assert tree("apply", "--yes").code == 0


def test_conflicting_later_edits_are_shown_and_kept(tree: Tree) -> None:
    assert tree("apply", "--yes").code == 0
    path = tree.root / "etc/codex/requirements.toml"
    path.write_text(path.read_text().replace("hooks = true", "hooks = false"))
    before = tree.whole()
    done = tree("remove", "--yes")
    assert done.code == 1
    assert "-hooks = true" in done.err
    assert "+hooks = false" in done.err
    assert tree.whole() == before


def test_what_no_roll_out_is_known_to_have_written_is_said_to_stay(tree: Tree) -> None:
    path = tree.place("etc/codexctl/policy.toml", POLICY.encode())
    done = tree("remove", "--yes")
    assert (done.code, done.out) == (0, "Nothing is rolled out: nothing to remove.\n")
    assert f"{path} stays: no fleet apply wrote it here" in done.err
    assert path.read_bytes() == POLICY.encode()


def test_nothing_to_remove_is_no_failure(tree: Tree) -> None:
    done = tree("remove", "--yes")
    assert (done.code, done.out) == (0, "Nothing is rolled out: nothing to remove.\n")
    assert tree.whole() == {}


@needs_root
@pytest.mark.parametrize("words", [("apply", "--yes"), ("remove", "--yes")])
def test_somebody_who_is_not_root_gets_one_line_and_the_command(
    tree: Tree, words: tuple[str, ...]
) -> None:
    policy = () if words[0] == "remove" else ("--policy", str(tree.policy))
    os.chmod(tree.root.parent, 0o755)  # noqa: PTH101 - pytest's folder is root's alone
    text = (sys.executable, "-m", "codexctl", "fleet", *words, *policy)
    done = subprocess.run(
        [*as_user(EVE), *text], input=POLICY, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": "/"}, cwd="/",
    )  # fmt: skip
    assert done.returncode == 1
    if words[0] == "remove":
        first, second = done.stderr.splitlines()
        assert first == "codexctl: only root can write the files of a roll-out"
        assert second == "hint: sudo codexctl fleet remove"


@needs_root
def test_on_the_machine_itself_the_policy_holds_at_once(shell: Shell, tmp_path: Path) -> None:
    policy = tmp_path / "p.toml"
    policy.write_text(POLICY)
    script = (
        'set -e; C="$PY -m codexctl"; $C fleet apply --policy "$P" --yes >&2;'
        " $C policy show --json; cat /etc/codex/requirements.toml >&2;"
        " $C fleet remove --yes >&2; test ! -e /etc/codexctl; test ! -e /etc/codex;"
        " test ! -e /var/lib/codexctl; test ! -e /usr/local/lib/codexctl"
    )
    mounts = "".join(
        f"mount -t tmpfs none /mnt && mkdir /mnt/u /mnt/w && mount -t overlay overlay -o"
        f" lowerdir={place},upperdir=/mnt/u,workdir=/mnt/w {place} && "
        for place in ("/etc", "/usr/local", "/var/lib")
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", f"{mounts} true || exit 77; {script}"],
        env={**shell.environ, **MEASURED, "PY": sys.executable, "P": str(policy)},
        cwd=shell.cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip("no mount namespaces here")
    assert done.returncode == 0, done.stderr
    assert '"metadata"' in done.stdout
    assert not Path("/etc/codexctl").exists()


@needs_root
@pytest.mark.parametrize("options", ["ro", "size=64k,nr_inodes=12"])
def test_a_full_or_read_only_disk_leaves_nothing_half_done(
    tree: Tree, tmp_path: Path, options: str
) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "none", str(tree.root)],
        check=False, capture_output=True,
    )  # fmt: skip
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        done = tree("apply", "--yes", "--service")
        assert done.code == 1
        assert done.err.splitlines()[-2].startswith("codexctl: ")
        assert not [name for name in tree.whole() if name.startswith(("etc", "usr"))]
    finally:
        subprocess.run(["umount", str(tree.root)], check=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupted_roll_out_is_whole_or_not_there_after_the_next_command(
    tree: Tree, number: signal.Signals
) -> None:
    tree.place("etc/codex/requirements.toml", THEIRS)
    before = tree.whole()
    words = [
        sys.executable, "-m", "codexctl", "fleet", "apply", "--root", str(tree.root),
        "--policy", str(tree.policy), "--python", PYTHON, "--yes",
    ]  # fmt: skip
    for pause in (0.3, 0.4, 0.45, 0.5, 0.55, 0.6):
        with subprocess.Popen(
            words, env=tree.shell.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(pause)
            process.send_signal(number)
        assert tree("remove", "--yes").code == 0
        assert {name: held for name, held in tree.whole().items() if held[1]} == {
            name: held for name, held in before.items() if held[1]
        }


@needs_root
def test_a_plan_is_made_from_the_machines_own_files(shell: Shell) -> None:
    done = administered(shell, {"codexctl/policy.toml": POLICY}, "fleet", "plan", "--check")
    assert done.code == 1
    assert "/etc/codex/requirements.toml" in done.out


def test_killed_anywhere_it_is_whole_or_gone_after_the_next_command(tmp_path: Path) -> None:
    # An odd stride, so that no step of a loop is always the same one.
    words = [sys.executable, "-m", "tests.cli.fleet.crash", str(tmp_path), "257"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"killed [1-9]\d+\n", done.stdout), done.stdout


@needs_machine
def test_a_person_who_may_not_read_the_receipts_is_pointed_to_root(policy: Path) -> None:
    script = (
        '$C fleet apply --policy "$POLICY" --yes >/dev/null 2>&1; person ada; cd /home/ada\n'
        "setpriv --reuid ada --regid ada --clear-groups --inh-caps=-all"
        " env HOME=/home/ada $C fleet plan\n"
    )
    done = on_a_machine(script, {"POLICY": str(policy)})
    first, second = done.err.splitlines()
    assert (done.code, done.out) == (1, "")
    assert "/var/lib/codexctl/fleet, which you may not read" in first
    assert second.startswith("hint: run it as root: sudo codexctl fleet plan")


@needs_machine
def test_a_tree_of_ones_own_needs_no_root(policy: Path) -> None:
    script = (
        "person ada; mkdir /home/ada/tree; chown ada:ada /home/ada/tree\n"
        'cp "$POLICY" /home/ada/p.toml; chmod 644 /home/ada/p.toml; cd /home/ada\n'
        'as="setpriv --reuid ada --regid ada --clear-groups --inh-caps=-all env HOME=/home/ada"\n'
        "$as $C fleet apply --policy p.toml --root tree --python /opt/python --yes >&2\n"
        "find tree -type f ! -path '*/var/*' -printf '%m %u %P\\n' | sort\n"
        "$as $C fleet remove --root tree --yes >&2; find tree -mindepth 1\n"
    )
    done = on_a_machine(script, {"POLICY": str(policy)})
    assert done.code == 0, done.err
    assert done.out.splitlines() == [
        "644 ada etc/codex/requirements.toml",
        "644 ada etc/codexctl/policy.toml",
        "755 ada usr/local/lib/codexctl/hook.sh",
    ]


@needs_machine
@pytest.mark.parametrize(
    "opening",
    [
        "chown ada /etc/codexctl/policy.toml",
        "chmod 666 /etc/codexctl/policy.toml",
        "chmod 777 /etc/codexctl",
        "chown ada /etc/codexctl",
        "mv /etc/codexctl /home/ada/; ln -s /home/ada/codexctl /etc/codexctl",
    ],
)
def test_what_others_could_replace_is_not_rolled_out_into(policy: Path, opening: str) -> None:
    script = (
        "person ada; mkdir /etc/codexctl; echo version = 1 >/etc/codexctl/policy.toml\n"
        f'{opening}\nif $C fleet apply --policy "$POLICY" --replace --yes; then exit 9; fi\n'
        "test ! -e /etc/codex; test ! -e /usr/local/lib/codexctl; cat /etc/codexctl/policy.toml\n"
    )
    done = on_a_machine(script, {"POLICY": str(policy)})
    assert (done.code, done.out) == (0, "version = 1\n")
    assert "who could replace the files that govern this machine" in done.err


@needs_machine
def test_a_policy_that_is_a_mount_of_its_own_is_written_in_place_on_request(policy: Path) -> None:
    script = (
        "mkdir /etc/codexctl; echo version = 1 >/mnt/mine; : >/etc/codexctl/policy.toml\n"
        "mount --bind /mnt/mine /etc/codexctl/policy.toml\n"
        'if $C fleet apply --policy "$POLICY" --replace --yes >/dev/null; then exit 9; fi\n'
        '$C fleet apply --policy "$POLICY" --replace --yes --in-place >/dev/null\n'
        "cat /mnt/mine; $C fleet remove --yes --in-place >/dev/null; cat /mnt/mine\n"
    )
    done = on_a_machine(script, {"POLICY": str(policy)})
    assert done.code == 0, done.err
    assert done.out == f"{POLICY}version = 1\n"
    assert "--in-place" in done.err
