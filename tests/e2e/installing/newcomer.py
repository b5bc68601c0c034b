"""Somebody who has Codex and a home without anything of ours in it, no cache either."""

from __future__ import annotations

import json
import resource
import subprocess
import time
from pathlib import Path
from typing import Any

from codexctl.deliver.store.local_store import LocalStore
from tests.e2e.installing.ways import Way
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import Lab

# As long as the first trace may take on a machine that has other things to do.
_PATIENCE_S = 20.0


class Newcomer:
    """One person in a laboratory; `seconds` and `processor` are what each step took."""

    def __init__(self, lab: Lab, way: Way) -> None:
        self.lab, self.way = lab, way
        self.seconds: dict[str, float] = {}
        self.processor: dict[str, float] = {}
        self.environ = {
            **lab.home.env,
            "PATH": f"{lab.binary.parent}:{lab.home.root}/.local/bin:/usr/bin:/bin",
            **way.environ,
        }

    def call(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command in the work folder, as this person."""
        return subprocess.run(
            words, env=self.environ, cwd=self.lab.home.work, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    def codexctl(self, *words: str) -> str:
        """What this codexctl prints. Raises AssertionError with its words if it fails."""
        done = self.call(*self.way.program, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def told(self) -> dict[str, Any]:
        """What `update` knows of this installation."""
        return dict(json.loads(self.codexctl("update", "--json")))

    def install(self) -> None:
        """Do what the way says."""
        with self._measured("install"):
            for words in self.way.install:
                done = self.call(*words)
                assert done.returncode == 0, done.stdout + done.stderr

    def first_trace(self) -> list[dict[str, Any]]:
        """Set up, run Codex, wait for the trace; gives the turns as `trace list` has them."""
        with self._measured("set up"):
            self.codexctl("setup", "--destination", "local", "--yes")
        with self._measured("turn and trace"):
            self.lab.script(say("Hello."))
            assert self.lab.exec("Say hello").rc == 0
            self._await_delivery()
            turns = json.loads(self.codexctl("trace", "list", "--json"))["turns"]
        return list(turns)

    def _await_delivery(self) -> None:
        """Wait for the worker that the hook starts: `trace list` would catch up by itself."""
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until:
            store = LocalStore.open_existing(self.hook.with_name("traces.db"))
            turns = list(store.turns()) if store else []
            if store:
                store.close()
            if turns:
                return
            time.sleep(0.1)
        raise AssertionError(f"the hook delivered nothing: {self.hook.read_text()}")

    @property
    def hook(self) -> Path:
        """The script that Codex calls."""
        return self.lab.home.root / ".local" / "share" / "codexctl" / "hook.sh"

    def _measured(self, step: str) -> _Measured:
        return _Measured(self, step)


class _Measured:
    """The time of a step: by the clock, and of the processor in all that was waited for."""

    def __init__(self, whose: Newcomer, step: str) -> None:
        self.whose, self.step = whose, step

    def __enter__(self) -> None:
        self.clock, self.worked = time.monotonic(), _processor()

    def __exit__(self, *_: object) -> None:
        self.whose.seconds[self.step] = time.monotonic() - self.clock
        self.whose.processor[self.step] = _processor() - self.worked


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
