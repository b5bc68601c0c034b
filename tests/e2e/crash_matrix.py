"""Kill a command at its write-like system calls, then run each command that may come next.

`python -m tests.e2e.crash_matrix [--victim setup] [--every N]` prints what it found. What a kill
left is looked at once: many calls leave the same files, and those are one case.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from codexctl.__main__ import main as codexctl
from codexctl.edit.transaction.interrupted import interrupted
from codexctl.edit.transaction.receipts import list_receipts
from codexctl.locations import Locations, locate

CALLS = (
    "write,pwrite64,writev,rename,renameat,renameat2,link,linkat,unlink,unlinkat,fsync,fdatasync,"
    "ftruncate,mkdir,mkdirat,rmdir,chmod,fchmod,fchmodat,fchown,symlink,creat,utimensat,fallocate"
)
NEXT = {
    "undo": ("undo", "--yes", "--offline"),
    "uninstall": ("uninstall", "--yes", "--offline"),
    "setup": ("setup", "--yes", "--no-proof"),
    "sync": ("sync",),
    "config set": ("config", "set", "tui.theme", "x", "--yes", "--offline"),
    "doctor --fix": ("doctor", "--fix", "--yes", "--offline"),
}
EARLIER = ("config", "set", "model", "b", "--yes", "--offline")
CONFIG = b'# mine\nmodel = "a"\n\n[tui]\nnotifications = true\n'
HOOKS = b'{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "say done"}]}]}}\n'
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\((\d*)", re.MULTILINE)
_ID = re.compile(rb"[0-9]{8}-[0-9]{6}-[0-9a-f]{6}")

State = dict[str, bytes]


class Machine:
    """A person's home at one place, to be put back to how it was as often as one likes."""

    def __init__(self, root: Path) -> None:
        self.home, self.kept = root / "home", root / "kept"
        self.environ = {
            "HOME": str(self.home),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    @property
    def locations(self) -> Locations:
        return locate(self.environ)

    def fresh(self, *, earlier: bool) -> None:
        """A home with Codex's two files; with an `earlier` edit of ours or none."""
        shutil.rmtree(self.home, ignore_errors=True)
        self.locations.codex_home.mkdir(parents=True)
        self.locations.config_toml.write_bytes(CONFIG)
        self.locations.hooks_json.write_bytes(HOOKS)
        if earlier:
            assert self.run(*EARLIER) == 0

    def keep(self, name: str) -> None:
        shutil.rmtree(self.kept / name, ignore_errors=True)
        shutil.copytree(self.home, self.kept / name, symlinks=True)

    def restore(self, name: str) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.kept / name, self.home, symlinks=True)

    def run(self, *arguments: str) -> int:
        """One command, in a fork of this process: nothing has to be imported anew."""
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self._become(arguments)
        os._exit(3)

    def _become(self, arguments: Sequence[str]) -> None:
        out = os.open(self.home.parent / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        null = os.open(os.devnull, os.O_RDONLY)
        for fd, number in ((null, 0), (out, 1), (out, 2)):
            os.dup2(fd, number)
        os.environ.clear()
        os.environ.update(self.environ)
        os.chdir(self.home)
        sys.argv = ["codexctl", *arguments]
        sys.stdout, sys.stderr = (os.fdopen(number, "w") for number in (1, 2))
        code = 3
        try:
            codexctl()
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def said(self) -> str:
        return (self.home.parent / "said").read_text()

    def traced(self, *arguments: str, options: Sequence[str]) -> int:
        """One command under strace; gives its exit code, negative for a signal."""
        command = ["strace", "-f", "-qq", "-e", f"trace={CALLS}", *options]
        done = subprocess.run(
            [*command, sys.executable, "-m", "codexctl", *arguments],
            env=self.environ,
            cwd=self.home,
            capture_output=True,
            check=False,
        )
        return done.returncode

    def state(self) -> State:
        """The files that an edit is about, with their permissions."""
        locations = self.locations
        own = (locations.settings_toml, locations.hook_script, locations.notify_script)
        files = [path for path in locations.codex_home.rglob("*") if path.is_file()]
        files += [path for path in own if path.exists()]
        return {
            str(path.relative_to(self.home)): b"%o " % path.stat().st_mode + path.read_bytes()
            for path in files
        }

    def everything(self) -> frozenset[tuple[str, bytes]]:
        """All there is, but for what differs from run to run."""
        found = []
        for path in self.home.rglob("*"):
            name = _ID.sub(b"ID", bytes(path.relative_to(self.home)))
            content = path.read_bytes() if path.is_file() and path.suffix != ".db" else b""
            content = re.sub(rb'"at": "[^"]*"', b"", _ID.sub(b"ID", content))
            found.append((os.fsdecode(name), content))
        return frozenset(found)

    def litter(self) -> list[str]:
        """What no command may leave behind once it has come to its end."""
        return [
            str(path.relative_to(self.home))
            for path in self.home.rglob("*")
            if ".codexctl-" in path.name or path.name.endswith((".unfinished", ".journal"))
        ]

    def knows_of(self, title: str) -> bool:
        """Whether a killed command left a trace by which the next one can know of it."""
        locations = self.locations
        titles = [receipt.title for receipt in list_receipts(locations)[-1:]]
        return interrupted(locations) is not None or title in titles


def calls_of(
    machine: Machine, victim: Sequence[str], *, printed: bool = True
) -> list[tuple[str, int]]:
    """Each write-like call of a command: its name, and its number among those of that name.

    Without `printed` those are left out that write on the terminal: they leave no files behind.
    """
    log = machine.home.parent / "calls.log"
    machine.traced(*victim, options=("-o", str(log)))
    seen: Counter[str] = Counter()
    found = []
    for name, fd in _CALL.findall(log.read_text()):
        seen[name] += 1
        if printed or (name, fd) not in (("write", "1"), ("write", "2")):
            found.append((name, seen[name]))
    return found


@dataclass
class Found:
    """What a matrix came to; `wrong` names each cell that is not as it should be."""

    calls: int = 0
    kills: int = 0
    states: int = 0
    cells: int = 0
    wrong: list[str] = field(default_factory=list)


def matrix(
    root: Path, victim: str, *, earlier: bool, every: int = 1, printed: bool = True
) -> Found:
    """Kill `victim` at every `every`-th write-like call, then try each next command."""
    machine, found = Machine(root), Found()
    start, ends = _ends(machine, victim, earlier=earlier)
    machine.restore("start")
    calls = calls_of(machine, NEXT[victim], printed=printed)
    found.calls = len(calls)
    seen = set()
    for name, number in calls[::every]:
        machine.restore("start")
        inject = ("-e", f"inject={name}:signal=SIGKILL:when={number}")
        if machine.traced(*NEXT[victim], options=inject) >= 0:
            continue
        found.kills += 1
        left = machine.everything()
        if left in seen:
            continue
        seen.add(left)
        found.states += 1
        print(".", end="", file=sys.stderr, flush=True)
        machine.keep("killed")
        known = machine.knows_of(_title(victim))
        for command, words in NEXT.items():
            machine.restore("killed")
            code = machine.run(*words)
            found.cells += 1
            for what in judged(machine, command, code, known, start, ends):
                found.wrong.append(f"{victim} killed at {name} {number}, then {command}: {what}")
    return found


def _title(victim: str) -> str:
    return "config set tui.theme" if victim == "config set" else victim


def _ends(machine: Machine, victim: str, *, earlier: bool) -> tuple[State, dict[str, list[State]]]:
    """The state before the kill, and which states are right after each next command."""
    machine.fresh(earlier=False)
    untouched = machine.state()
    machine.fresh(earlier=earlier)
    if victim in ("undo", "uninstall"):
        assert machine.run(*NEXT["setup"]) == 0
    machine.keep("start")
    before = machine.state()
    ends: dict[str, list[State]] = {"untouched": [untouched]}
    machine.run(*NEXT[victim])
    machine.keep("end")
    after = machine.state()
    for command, words in NEXT.items():
        ends[command] = []
        for name in ("start", "end"):
            machine.restore(name)
            machine.run(*words)
            ends[command].append(machine.state())
    # Undo takes back what was interrupted; an undo that was interrupted it finishes, unless not
    # even the note of that was whole.
    ends["undo, known"] = [after, before] if victim == "undo" else [before]
    return before, ends


def judged(
    machine: Machine,
    command: str,
    code: int,
    known: bool,
    start: State,
    ends: dict[str, list[State]],
) -> Iterator[str]:
    """What is wrong after the next command."""
    if code not in (0, 1) or "Traceback" in machine.said():
        yield f"exit {code}: {machine.said()[-300:]}"
    if litter := machine.litter():
        yield f"left lying about: {', '.join(litter)}"
    right = ends["undo, known"] if command == "undo" and known else ends[command]
    now = machine.state()
    if now not in right:
        differ = {name for one in right[:1] for name in one.keys() | now.keys()
                  if one.get(name) != now.get(name)}  # fmt: skip
        yield f"half a state: {', '.join(sorted(differ))}"


def main() -> None:
    """Run the matrix, all of it at first, and print the numbers."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--victim", choices=NEXT, action="append")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--printed", action="store_true", help="also while it prints")
    options = parser.parse_args()
    failed = False
    for victim in options.victim or ("setup", "undo", "uninstall", "config set"):
        for earlier in (False, True):
            with tempfile.TemporaryDirectory() as root:
                found = matrix(
                    Path(root).resolve(),
                    victim,
                    earlier=earlier,
                    every=options.every,
                    printed=options.printed,
                )
            after = "after an earlier edit" if earlier else "on a fresh machine"
            print(
                f"{victim} {after}: {found.calls} write-like calls, {found.kills} kills,"
                f" {found.states} different states, {found.cells} next commands,"
                f" {len(found.wrong)} wrong",
                flush=True,
            )
            for line in found.wrong:
                print(f"  {line}", flush=True)
            failed |= bool(found.wrong)
    sys.exit(failed)


if __name__ == "__main__":
    main()
