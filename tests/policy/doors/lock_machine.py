"""A machine on which root has placed a policy and an unprivileged person uses codexctl.

The policy lies where it always lies: /etc/codexctl is a folder of the test's, in a mount namespace
of its own, and the person runs there under a number that owns nothing but their home.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from codexctl.policy.render.hook import hook_script
from tests.e2e.lab.managed import obstacle as no_namespace
from tests.policy.doors.lock_lacks import Lack
from tests.trace.canaries import Aviary, rollout_bytes
from tests.trace.recorded import RECORDINGS, rollouts

ROOT = Path(__file__).parents[3]
METADATA = 'version = 1\n[capture]\nmax = "metadata"\n'
SITE = Path(sysconfig.get_paths()["purelib"])
# The Python that this one's environment was made from.
BASE = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
BASE_SITE = Path(sys.base_prefix) / SITE.relative_to(sys.prefix)
PERSON = 54321
_RECORDED = ("tools-mixed", "mcp-calls")
_TIMEOUT_S = 120
SETTINGS = """\
version = 1
[capture]
mode = "full"
[[destinations]]
name = "local"
kind = "local"
capture = "full"
[[destinations]]
name = "far"
kind = "otlp"
endpoint = "{sink}"
capture = "full"
"""


def obstacle() -> str:
    """Why this machine cannot try it; empty if it can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "only root can place a policy and become somebody else"
    if shutil.which("setpriv") is None:
        return "there is no setpriv here"
    if not Path(sys.executable).with_name("codexctl").exists():
        return "codexctl is not installed here as a command"
    return no_namespace()


class Machine:
    """Use as a context manager. `policy` is the text of the policy file, None for no file.

    The person's settings ask for everything, in a local store and at `sink`; the rollouts in
    their Codex home have a canary in every field. `lacks` are protections that are taken away,
    which shows what they are good for.
    """

    def __init__(
        self, sink: str, policy: str | None = METADATA, *, lacks: Sequence[Lack] = ()
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lock-"))
        self.etc, self.home = self.folder / "etc", self.folder / "home"
        self.sessions = self.home / ".codex" / "sessions"
        self.work = self.home / "work"
        self.aviary = Aviary()
        self.lacks = lacks
        self.system = self.folder / "system"
        self.hook = self.folder / "hook.sh"
        self.hook.write_text(hook_script(sys.executable, "linux"))
        self.hook.chmod(0o755)
        for folder in (self.etc, self.work, self.sessions, self.home / ".config" / "codexctl"):
            folder.mkdir(parents=True)
        for recorded in _RECORDED:
            for path in rollouts(RECORDINGS / "0.169.0" / recorded):
                raw = self.aviary.marked(rollout_bytes(path))
                (self.sessions / path.name.removesuffix(".zst")).write_bytes(raw)
        self.settings.write_text(SETTINGS.format(sink=sink))
        os.utime(self.settings, (0, 0))
        if policy is not None:
            self.place(policy)

    @property
    def policy(self) -> Path:
        return self.etc / "policy.toml"

    def place(self, policy: str) -> None:
        """Write the policy, as root does."""
        self.policy.write_text(policy)
        self.policy.chmod(0o644)

    @property
    def settings(self) -> Path:
        return self.home / ".config" / "codexctl" / "settings.toml"

    def __enter__(self) -> Machine:
        self.folder.chmod(0o755)
        self.etc.chmod(0o755)
        self.own(self.home)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)

    def own(self, folder: Path) -> None:
        """Give a folder and all in it to the person."""
        for path in (folder, *folder.rglob("*")):
            os.chown(path, PERSON, PERSON, follow_symlinks=False)

    def plant(self, files: Mapping[str, str]) -> None:
        """Put files of the person's below their home."""
        for name, text in files.items():
            path = self.home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        self.own(self.home)

    def run(self, script: str, environ: Mapping[str, str] | None = None) -> bytes:
        """Run shell commands as the person; gives all that they print."""
        python = Path(sys.executable)
        person = {
            "HOME": str(self.home),
            "PATH": f"{python.parent}:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "PY": str(python),
            "ROLLOUTS": str(self.sessions),
            "HOOK": str(self.hook),
            "ROOT": str(ROOT),
            "SITE": str(SITE),
            "SYS": str(BASE),
        }
        done = subprocess.run(
            ["unshare", "-m", "sh", "-ec", self._entry(), "sh", script],
            env={**person, **(environ or {})},
            cwd=self.work,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_TIMEOUT_S,
            check=False,
        )
        return done.stdout

    def left(self) -> Iterator[bytes]:
        """Every file that is left in the person's home, but for rollouts."""
        for path in self.home.rglob("*"):
            if path.is_file() and not path.is_symlink() and "sessions" not in path.parts:
                yield path.read_bytes()

    def _entry(self) -> str:
        """What root does before the person comes in; `$1` is what they run then."""
        number = str(PERSON)
        drop = f"--reuid={number} --regid={number} --clear-groups --no-new-privs --inh-caps=-all"
        return "\n".join(
            (
                "mount -t tmpfs none /mnt; mkdir -p /mnt/etc/codexctl /mnt/work",
                "mount -t overlay none -o lowerdir=/etc,upperdir=/mnt/etc,workdir=/mnt/work /etc",
                f"mount --bind {shlex.quote(str(self.etc))} /etc/codexctl",
                *self._lacking(),
                *self._for_everybody(),
                *opened({Path(sys.base_prefix), Path(sys.prefix), ROOT}),
                f'exec setpriv {drop} /bin/sh -c "$1"',
            )
        )

    def _lacking(self) -> Iterator[str]:
        for number, (name, more) in enumerate(self.lacks):
            poorer, real = self.folder / f"poorer{number}.py", ROOT / name
            poorer.write_text(f"{real.read_text()}\n{more}")
            yield f"mount --bind {shlex.quote(str(poorer))} {shlex.quote(str(real))}"

    def install_for_everybody(self) -> None:
        """Have codexctl in the system's own Python ($SYS) too, as root may install it."""
        package = self.system / "codexctl"
        package.mkdir(parents=True)
        for path in SITE.iterdir():
            if "codexctl" not in path.name:
                (self.system / path.name).symlink_to(path)
        for path in (*(ROOT / "codexctl").iterdir(), ROOT / "schemas", ROOT / "templates"):
            (package / path.name).symlink_to(path)

    def _for_everybody(self) -> Iterator[str]:
        if self.system.exists():
            yield f"mount --bind {shlex.quote(str(self.system))} {shlex.quote(str(BASE_SITE))}"


def opened(paths: set[Path]) -> Iterator[str]:
    """Commands that make folders visible to everybody which lie behind somebody's closed door."""
    closed = {path: door for path in sorted(paths) if (door := _door(path))}
    for number, path in enumerate(closed):
        yield f"mkdir /mnt/{number}; mount --rbind {shlex.quote(str(path))} /mnt/{number}"
    for door in sorted(set(closed.values())):
        yield f"mount -t tmpfs -o mode=755 none {shlex.quote(str(door))}"
    for number, path in enumerate(closed):
        here = shlex.quote(str(path))
        yield f"mkdir -p {here}; mount --rbind /mnt/{number} {here}"


def _door(path: Path) -> Path | None:
    """The outermost folder on the way that lets nobody through but its owner."""
    ways = (folder for folder in reversed(path.parents) if not folder.stat().st_mode & 0o001)
    return next(ways, None)
