"""What Codex runs as a person nobody else can replace, and root leaves nothing in their way."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from codexctl.owners import other_hand
from tests.cli.conftest import MEASURED, Done, Shell
from tests.cli.people import ADA, EVE, as_user, give, home_of, homes, needs_root, whole

__all__ = ["homes"]
SETUP = ("setup", "--yes", "--no-proof", "--destination", "local")
OPEN = [0o777, 0o757, 0o775, 0o770, 0o1777]


def run(user: int, home: Path, *words: str, **more: str) -> Done:
    """A command of codexctl as somebody, in their home."""
    done = subprocess.run(
        [*(as_user(user) if user else []), sys.executable, "-m", "codexctl", *words],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(home), **MEASURED, **more},
        cwd="/", capture_output=True, stdin=subprocess.DEVNULL, check=False, text=True, timeout=60,
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("mode", OPEN)
def test_setup_takes_no_folder_that_others_may_write_to(shell: Shell, mode: int) -> None:
    own = shell.cwd.parent / "ours"
    own.mkdir()
    own.chmod(mode)
    before = shell.files()
    for words in (SETUP, (*SETUP, "--dry-run"), ("run", "--", "/bin/true", "codex")):
        done = shell.run(*words, CODEXCTL_HOME=str(own))
        assert done.code == 1, done
        assert f"codexctl: {own} can be written by" in done.err
        assert f"hint: chmod go-w {own}" in done.err
    assert (shell.files(), list(own.iterdir())) == (before, [])
    subprocess.run(shlex.split(f"chmod go-w {own}"), check=True)
    own.chmod(own.stat().st_mode & ~0o1000)
    assert shell.run(*SETUP, CODEXCTL_HOME=str(own)).code == 0


def test_every_folder_up_to_it_counts(shell: Shell) -> None:
    above = shell.cwd.parent / "above"
    (above / "between").mkdir(parents=True)
    above.chmod(0o777)
    done = shell.run(*SETUP, CODEXCTL_HOME=str(above / "between" / "not" / "yet"))
    assert f"codexctl: {above} can be written by everybody" in done.err
    (above.parent / "link").symlink_to(above / "between")
    done = shell.run(*SETUP, CODEXCTL_HOME=str(above.parent / "link"))
    assert f"codexctl: {above} can be written by everybody" in done.err
    above.chmod(0o1777)  # as /tmp: nobody can replace what is another's
    assert shell.run(*SETUP, CODEXCTL_HOME=str(above / "between" / "not" / "yet")).code == 0


@pytest.mark.parametrize("name", ["hook_script", "settings_toml", "receipts_dir", "data_dir"])
def test_status_and_every_edit_name_what_was_opened_since(shell: Shell, name: str) -> None:
    shell.run(*SETUP)
    path: Path = getattr(shell.locations, name)
    path.chmod(path.stat().st_mode | 0o022)
    for words in (("status", "--offline"), ("doctor", "--offline")):
        done = shell.run(*words)
        assert done.code == 1
        assert f"{path} can be written by everybody" in done.out
        assert f"→ chmod go-w {path}" in done.out
    for edit in (
        ("undo", "--yes"),
        ("config", "set", "model", "x", "--yes"),
        ("uninstall", "--yes"),
    ):
        assert f"hint: chmod go-w {path}" in shell.run(*edit, "--offline").err
    subprocess.run(["chmod", "go-w", path], check=True)
    assert shell.run("status", "--offline").code == 0


@pytest.mark.parametrize("name", ["codex_home", "hooks_json", "config_toml"])
def test_status_names_codexs_own_files_that_others_may_write(shell: Shell, name: str) -> None:
    shell.run(*SETUP)
    path: Path = getattr(shell.locations, name)
    path.chmod(path.stat().st_mode | 0o022)
    done = shell.run("status", "--offline")
    assert f"{path} can be written by everybody" in done.out
    assert f"→ chmod go-w {path}" in done.out


def test_an_interpreter_that_everybody_may_replace_is_not_used(shell: Shell) -> None:
    folder = shell.cwd.parent / "python"
    folder.mkdir()
    (folder / "python").symlink_to(sys.executable)
    shell.run(*SETUP)
    script = shell.locations.hook_script
    script.write_text(script.read_text().replace(sys.executable, str(folder / "python")))
    assert "can be written by everybody" not in shell.run("status", "--offline").out
    folder.chmod(0o777)
    assert f"{folder} can be written by everybody" in shell.run("status", "--offline").out


@needs_root
def test_another_person_who_replaces_the_script_is_kept_out(homes: Path) -> None:
    """Where the check is passed nobody can do it; where it is not, somebody really does."""
    ada = home_of(ADA, homes, "ada")
    ours, hers = homes / "open", ada / "own"
    for folder in (ours, hers):
        folder.mkdir()
        os.chown(folder, ADA, ADA)
    ours.chmod(0o777)
    replace = "rm -f hook.sh; echo '#!/bin/sh' > hook.sh; echo id -u >> hook.sh; chmod 755 hook.sh"

    def attack(folder: Path) -> str:
        """Eve puts a script of hers in the place of Ada's; what Ada's then prints."""
        subprocess.run([*as_user(EVE), "sh", "-c", replace], cwd=folder, check=False,
                       capture_output=True)  # fmt: skip
        done = subprocess.run(
            [*as_user(ADA), "sh", "hook.sh", "Stop"],
            cwd=folder,
            env={"PATH": "/bin:/usr/bin"},
            check=False,
            capture_output=True,
            text=True,
        )
        return done.stdout

    assert run(ADA, ada, *SETUP, CODEXCTL_HOME=str(ours)).code == 1
    assert not (ours / "hook.sh").exists()
    assert run(ADA, ada, *SETUP, CODEXCTL_HOME=str(hers)).code == 0
    assert attack(hers) == ""
    assert other_hand(hers, ADA) is None
    # The same with the protection away: as setup used to leave it.
    (ours / "hook.sh").write_text("#!/bin/sh\n")
    give(ours, ADA)
    assert attack(ours) == f"{ADA}\n"


@needs_root
def test_after_one_run_by_root_the_remedy_is_a_command_that_works(homes: Path) -> None:
    ada = home_of(ADA, homes, "ada")
    assert run(ADA, ada, *SETUP).code == 0
    data = ada / ".local" / "share" / "codexctl"
    give(data, 0)
    for command in ("status", "doctor"):
        done = run(ADA, ada, command, "--offline")
        assert done.code == 1
        assert f"→ sudo chown -R {ADA} {data}" in done.out
    edits: tuple[tuple[str, ...], ...] = (("undo", "--yes"), SETUP, ("sync",))
    for words in (*edits, ("trace", "list"), ("trace", "export")):
        done = run(ADA, ada, *words)
        assert (done.code, done.err.splitlines()[1:]) == (1, [f"hint: sudo chown -R {ADA} {data}"])
    subprocess.run(["chown", "-R", str(ADA), data], check=True)
    assert "chown" not in run(ADA, ada, "status", "--offline").out
    assert run(ADA, ada, "uninstall", "--yes").code == 0


@needs_root
@pytest.mark.parametrize(
    "words",
    [
        ("status", "--offline"), ("status",), ("doctor",), SETUP, ("uninstall", "--yes"),
        ("undo", "--yes"), ("trace", "list"), ("trace", "export"), ("sync",),
        ("run", "--", "true", "codex"),
        ("config", "set", "model", "x", "--yes"), ("auth", "list"), ("history",), ("selftest",),
    ],
)  # fmt: skip
def test_root_is_sent_to_the_person_whose_home_it_is(homes: Path, words: tuple[str, ...]) -> None:
    ada = home_of(ADA, homes, "ada")
    before = whole(homes)
    done = run(0, ada, *words)
    assert done.code == 1
    assert f"codexctl: {ada}/.codex belongs to #{ADA}, and you are root" in done.err
    assert f"hint: sudo -H -u '#{ADA}' codexctl {shlex.join(words)}" in done.err
    assert whole(homes) == before


@needs_root
def test_a_worker_and_a_hook_of_roots_leave_nothing_in_a_persons_home(homes: Path) -> None:
    ada = home_of(ADA, homes, "ada")
    assert run(ADA, ada, *SETUP).code == 0
    (ada / ".local/share/codexctl/hints").mkdir(exist_ok=True)
    give(ada, ADA)
    before = whole(homes)
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(ada)}
    worker = [sys.executable, "-E", "-P", "-m", "codexctl.deliver"]
    assert subprocess.run(worker, env=environ, check=False, cwd="/").returncode == 0
    hook = ["/bin/sh", str(ada / ".local/share/codexctl/hook.sh"), "Stop"]
    done = subprocess.run(hook, env=environ, check=False, cwd="/", capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert whole(homes) == before


@needs_root
def test_a_link_of_theirs_does_not_hide_whose_home_it_is(homes: Path) -> None:
    ada = home_of(ADA, homes, "ada")
    secret = homes / "roots"
    secret.mkdir(mode=0o700)
    (ada / ".codex").rmdir()
    (ada / ".codex").symlink_to(secret)
    (ada / ".local").mkdir()
    (ada / ".local" / "share").symlink_to(secret)
    give(ada, ADA)
    before = whole(homes)
    for words in (("status", "--offline"), SETUP, ("policy", "check")):
        assert run(0, ada, *words).code == 1
    assert whole(homes) == before


def test_a_file_in_the_place_of_codexs_folder_is_called_that(shell: Shell) -> None:
    home = shell.locations.codex_home
    for path in home.iterdir():
        path.unlink()
    home.rmdir()
    home.write_text("not a folder")
    remedy = f"mv {home} {home}.old"
    for words in (SETUP, ("config", "set", "model", "x", "--yes")):
        done = shell.run(*words)
        assert done.code == 1
        assert f"{home} is a file, but must be the folder of " in done.err
        assert f"hint: {remedy}" in done.err
    found = next(
        check
        for check in shell.run("status", "--json").json["checks"]
        if check["id"] == "codex.found"
    )
    assert (found["summary"], found["remedy"]) == (
        f"{home} is a file, but must be Codex's folder",
        remedy,
    )
    assert home.read_text() == "not a folder"
