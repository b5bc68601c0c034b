"""Root audits a person's home in which everything is set against it: it ends, and stays inside."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import MEASURED, Done
from tests.cli.people import ADA, give, home_of, homes, needs_root, whole

__all__ = ["homes"]
pytestmark = needs_root
CANARY = "sk-proj-Canary0fR00ts0nlyThatN0b0dyMaySee1234567890"
READ = ("config.toml", "hooks.json", "work.config.toml")


def secret(homes: Path) -> Path:
    """Root's own file: a config.toml, a hooks.json and a shadow file in one."""
    folder = homes / "roots"
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / "config.toml").write_text(f'otel.log_user_prompt = true\nkey = "{CANARY}"\n')
    (folder / "work.config.toml").write_text(f'key = "{CANARY}"\n')
    (folder / "settings.toml").write_text(f'version = 1\n"{CANARY}" = 1\n')
    (folder / "hooks.json").write_text(f'{{"hooks": {{"{CANARY}": []}}}}')
    return folder


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's name is short
    with socket.socket(socket.AF_UNIX) as connection:
        connection.bind(path.name)
    os.chdir(here)


def _sparse(path: Path) -> None:
    with path.open("wb") as out:
        out.truncate(3 << 40)


def _full(path: Path) -> None:
    path.write_bytes(b"x" * (5 << 20))


def _locked(path: Path) -> None:
    path.write_text("a = 1")
    path.chmod(0)


def _over_a_folder(path: Path, roots: Path) -> None:
    folder = path.with_name(f"{path.name}.d")
    folder.symlink_to(roots)
    path.symlink_to(f"{folder.name}/{path.name}")


HOSTILE: dict[str, Callable[[Path, Path], None]] = {
    "pipes": lambda path, _: os.mkfifo(path),
    "sockets": lambda path, _: _socket(path),
    "links to an endless device": lambda path, _: path.symlink_to("/dev/zero"),
    "links to a terminal": lambda path, _: path.symlink_to("/dev/tty"),
    "devices": lambda path, _: os.mknod(path, 0o20666, os.makedev(1, 5)),
    "links that lead nowhere": lambda path, _: path.symlink_to("nowhere"),
    "rings of links": lambda path, _: path.symlink_to(path.name),
    "links to root's files": lambda path, roots: path.symlink_to(roots / path.name),
    "relative links to root's files": lambda path, roots: path.symlink_to(
        os.path.relpath(roots / path.name, path.parent)
    ),
    "links over a folder": _over_a_folder,
    "second names of root's files": lambda path, roots: os.link(roots / path.name, path),
    "sparse files": lambda path, _: _sparse(path),
    "large files": lambda path, _: _full(path),
    "folders": lambda path, _: path.mkdir(),
    "files that nobody may read": lambda path, _: _locked(path),
    "one endless key": lambda path, _: (path.write_text("b." * 500_000 + "b = 1"), None)[1],
    "lists in lists": lambda path, _: (path.write_text("[" * 1_000_000), None)[1],
    "bytes that are no text": lambda path, _: (path.write_bytes(bytes(range(256)) * 40), None)[1],
}


def audited(home: Path, *words: str, **more: str) -> Done:
    """`policy check` by root, in two of its ways; a hundred seconds are an end, no measure."""
    done = subprocess.run(
        [sys.executable, "-m", "codexctl", "policy", "check", "--json", *words],
        env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": str(home), **MEASURED, **more},
        cwd="/", capture_output=True, stdin=subprocess.DEVNULL, check=False, timeout=100,
    )  # fmt: skip
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err
    assert "bug" not in err
    assert CANARY[10:30] not in out + err
    return Done(done.returncode, out, err)


@pytest.mark.parametrize("kind", HOSTILE)
def test_an_audit_by_root_ends_stays_inside_and_leaves_nothing(homes: Path, kind: str) -> None:
    roots, ada = secret(homes), home_of(ADA, homes, "ada")
    config = ada / ".config" / "codexctl"
    config.mkdir(parents=True)
    for name in READ:
        HOSTILE[kind](ada / ".codex" / name, roots)
    HOSTILE[kind](config / "settings.toml", roots)
    if kind != "second names of root's files":
        give(ada, ADA)
    else:
        for folder in (ada, ada / ".codex", ada / ".config", config):
            os.chown(folder, ADA, ADA)
    own = homes / "root"
    own.mkdir()
    before = whole(homes)
    for home, words in ((ada, ()), (own, ("--codex-home", str(ada / ".codex")))):
        done = audited(home, *words)
        found = {violation["id"] for violation in json.loads(done.out)["violations"]}
        # What nobody else may read root reads.
        assert ("config-unreadable" in found) is (kind != "files that nobody may read")
        assert "settings-unreadable" in found
    assert whole(homes) == before


@pytest.mark.parametrize("part", [".codex", ".config", ".config/codexctl"])
def test_a_folder_of_theirs_that_is_a_link_leads_nowhere(homes: Path, part: str) -> None:
    roots, ada = secret(homes), home_of(ADA, homes, "ada")
    path = ada / part
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        path.rmdir()
    path.symlink_to(roots)
    (roots / "codexctl").mkdir()
    give(ada, ADA)
    before = whole(homes)
    done = audited(ada)
    assert done.code == 1
    assert f"{roots}/" not in done.out + done.err
    assert whole(homes) == before


def test_their_hook_cannot_name_folders_of_roots(homes: Path) -> None:
    """The hook's script says where settings are: one that is not theirs is not heard."""
    roots, ada = secret(homes), home_of(ADA, homes, "ada")
    text = f"export CODEXCTL_HOME={roots}\n/usr/bin/python3 -E -P -m codexctl.deliver &\n"
    for script in (ada / "hook.sh", roots / "hook.sh"):
        script.write_text(text)
        hook = {"type": "command", "command": f"{script} Stop"}
        hooks = {"hooks": {"Stop": [{"hooks": [hook]}]}}
        (ada / ".codex" / "hooks.json").write_text(json.dumps(hooks))
        give(ada, ADA)
        before = whole(homes)
        done = audited(homes / "roots", "--codex-home", str(ada / ".codex"))
        assert str(roots / "settings.toml") not in done.out
        assert whole(homes) == before


def test_a_script_that_is_not_theirs_is_not_heard(homes: Path) -> None:
    """What it says could not be told from what root's own file says."""
    roots, ada = secret(homes), home_of(ADA, homes, "ada")
    (ada / "elsewhere").mkdir()
    (ada / "elsewhere" / "settings.toml").write_text("nonsense")
    text = f"export CODEXCTL_HOME={ada}/elsewhere\n/usr/bin/python3 -E -P -m codexctl.deliver &\n"
    heard = {}
    for script in (ada / "hook.sh", roots / "hook.sh"):
        script.write_text(text)
        hooks = {"hooks": {"Stop": [{"hooks": [{"type": "command", "command": f"{script} Stop"}]}]}}
        (ada / ".codex" / "hooks.json").write_text(json.dumps(hooks))
        give(ada, ADA)
        done = audited(homes / "roots", "--codex-home", str(ada / ".codex"))
        heard[script.parent.name] = f"{ada}/elsewhere" in done.out
    assert heard == {"ada": True, "roots": False}


def test_names_of_any_bytes_are_no_obstacle(homes: Path) -> None:
    ada = home_of(ADA, homes, "ada")
    for name in (b"\xff.config.toml", b"a\nb.config.toml", b"\x1b[31m.config.toml"):
        path = ada / ".codex" / os.fsdecode(name)
        path.write_text("nonsense")
    give(ada, ADA)
    before = whole(homes)
    done = audited(ada)
    assert len(json.loads(done.out)["violations"]) == 3
    assert "\x1b" not in done.out
    assert whole(homes) == before


def test_files_that_change_while_they_are_read_never_lead_out(homes: Path) -> None:
    roots, ada = secret(homes), home_of(ADA, homes, "ada")
    folder = ada / ".codex"
    (folder / "real").write_text("a = 1\n" * 1000)
    for name in READ[:2]:
        (folder / f"link-{name}").symlink_to(roots / name)
    give(ada, ADA)
    program = (
        "import os, sys\nos.chdir(sys.argv[1])\nwhile True:\n"
        " for name in ('config.toml', 'hooks.json'):\n"
        "  os.link('link-' + name, 'x', follow_symlinks=False); os.rename('x', name)\n"
        "  open('real', 'a').write('b = 1\\n' * 100)\n"
        "  os.mkfifo('y'); os.rename('y', name)\n"
        "  os.link('real', 'z'); os.rename('z', name)\n"
    )
    racer = subprocess.Popen([sys.executable, "-c", program, str(folder)])
    try:
        for _ in range(4):
            audited(ada)
    finally:
        racer.kill()
        racer.wait()


def test_a_policy_of_terabytes_is_refused_at_once(homes: Path) -> None:
    policy = homes / "policy.toml"
    _sparse(policy)
    done = audited(homes, "--policy", str(policy))
    assert done.code == 1
    assert "is larger than a policy can be (1 MiB)" in done.out
