"""Homes with a Codex that does the same turn in each: with no hooks, with `true`, with codexctl."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.file_lock import held
from tests.bench.support.states import backend
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.hooks import add_hook
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import EXEC, Lab

_IDLE_LOOKS = 3
# Hooks that others installed are run whether or not anybody has reviewed them.
_ALL_HOOKS = "--dangerously-bypass-hook-trust"


def turn(lab: Lab, *options: str) -> None:
    """One Codex process with one turn of three tool calls."""
    lab.script(shell("echo one"), shell("echo two"), shell("echo three"), say("Done."))
    subprocess.run(
        [str(lab.binary), "exec", *EXEC, _ALL_HOOKS, *options, "--", "Run three commands"],
        cwd=lab.home.work,
        env=lab.home.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )


def warm_up(*labs: Lab) -> None:
    """Let Codex make its own files, with no hook: a turn with one may take a minute and a half."""
    for lab in labs:
        turn(lab, "-c", "features.hooks=false")


@contextmanager
def bare() -> Iterator[Lab]:
    """A home without hooks."""
    with Lab(codex_binary()) as lab:
        yield lab


@contextmanager
def hooked(*events: str, command: str = "true", timeout: int = 600) -> Iterator[Lab]:
    """A home whose hooks on these events all run one command."""
    with bare() as lab:
        for event in events:
            add_hook(lab.home.codex, event, command, timeout=timeout)
        yield lab


class Ours:
    """A home with codexctl in it."""

    def __init__(self, lab: Lab, state: str) -> None:
        self.lab, self.state = lab, state
        self.installed = Installed(lab)

    @property
    def commands(self) -> dict[str, str]:
        """Our hooks: event to command."""
        hooks = json.loads((self.lab.home.codex / "hooks.json").read_text())["hooks"]
        return {event: groups[-1]["hooks"][0]["command"] for event, groups in hooks.items()}

    @property
    def is_idle(self) -> bool:
        """Whether no worker is at it; one that waits for a backend that hangs does not count."""
        if self._is_worker_to_come:
            return False
        if self.state == "hanging":
            return True
        with held(self.installed.home / "worker.lock") as mine:
            return mine

    @property
    def _is_worker_to_come(self) -> bool:
        """Whether what a hook left behind is still waiting to start its worker."""
        script = str(self.installed.home / "hook.sh")
        return (
            subprocess.run(["pgrep", "-f", script], capture_output=True, check=False).stdout != b""
        )

    def forget_failures(self) -> None:
        """Let the next worker try at once, as if the backend had been up so far."""
        cursors = Cursors.open(self.installed.home / "cursors.db")
        cursors.destinations.succeeded("otlp", 0)
        cursors.close()


def settle(*homes: Ours) -> None:
    """Wait until no worker is left: the locks are free and stay so. Then all is as at first."""
    looks = 0
    while looks < _IDLE_LOOKS:
        looks = looks + 1 if all(home.is_idle for home in homes) else 0
        time.sleep(0.05)
    for home in homes:
        home.forget_failures()


@contextmanager
def ours(state: str = "") -> Iterator[Ours]:
    """A home with codexctl set up: the local store, and with `state` an OTLP backend in it.

    It is set up while the backend is up; the backend changes afterwards, as backends do.
    """
    with bare() as lab, backend("up") as up, backend(state or "up") as later:
        home = Ours(lab, state)
        remote = ["--destination", "otlp", "--endpoint", f"{up}/v1/traces"] if state else []
        home.installed.run("setup", "--destination", "local", *remote, "--yes")
        settle(home)
        repoint(home.installed.home / "settings.toml", up, later)
        yield home


def repoint(path: Path, old: str, new: str) -> None:
    """Change an address in a file."""
    text = path.read_text()
    path.write_text(text.replace(old, new))
