"""One laboratory: a home, a fake model, one Codex version, and the ways to drive it."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tests.e2e.lab.appserver import AppServer
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.home import Home, make_home
from tests.e2e.lab.hooks import HookCall, install_recorder, recorded
from tests.e2e.lab.model.asked import Asked, Json
from tests.e2e.lab.model.bill import Charge
from tests.e2e.lab.model.items import Item
from tests.e2e.lab.model.script import Step, script
from tests.e2e.lab.model.server import ModelServer
from tests.e2e.lab.process import Finished, Live, is_anybody_in, run

CLASSIC, FALLBACK, CODE = "gpt-5.5", "gpt-lab", "gpt-5.6-sol"
"""Model slugs: classic tools; unknown to every Codex (subagents v1); code mode (subagents v2)."""

Moment = Literal["streaming", "tool"]
EXEC = ("--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", "--json")
SETTLE_S = 0.4


@dataclass(frozen=True, slots=True)
class Run:
    """One Codex process and what the model server saw of it."""

    number: int
    done: Finished
    requests: tuple[Asked, ...]
    bill: tuple[Charge, ...]

    @property
    def rc(self) -> int:
        """Exit code: 0 success, 1 failed or interrupted turn, negative when killed by a signal."""
        return self.done.rc

    @property
    def thread_id(self) -> str:
        """The thread that `exec --json` announced."""
        return str(self.done.of("thread.started")[0]["thread_id"])

    def notifications(self, method: str) -> list[Json]:
        """What the app-server announced under this method; empty for other commands."""
        return [event for event in self.done.events if event.get("method") == method]


class Lab:
    """Use as a context manager; prepare `home` (files, env, hooks) before the first run.

    `binary`: a native Codex; `model`: the configured slug; `top`, `tables`: further config.toml
    text; `record_hooks`: whether every hook call is recorded; `keep`: leave the home behind.
    """

    def __init__(
        self,
        binary: Path,
        *,
        model: str = CLASSIC,
        top: str = "",
        tables: str = "",
        root: Path | None = None,
        record_hooks: bool = False,
        keep: bool = False,
    ) -> None:
        self.binary, self.keep = binary, keep
        self.home: Home = make_home(root)
        self.server = ModelServer()
        self.runs: list[Run] = []
        self.home.write_config(self.server.base_url, model, top, tables)
        if record_hooks:
            install_recorder(self.home.own / "hooks", self.home.codex)

    def __enter__(self) -> Lab:
        """Start the model server."""
        self.server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop the server and delete the home, unless it is to be kept."""
        self.server.__exit__()
        if not self.keep:
            shutil.rmtree(self.home.root, ignore_errors=True)

    def script(
        self, *main: Step | Item, children: dict[str, Sequence[Step | Item]] | None = None
    ) -> None:
        """What the model answers, one part per request; `children`: word of the task → parts."""
        self.server.script = script(main, children)

    def exec(
        self,
        prompt: str,
        *args: str,
        stop: signal.Signals | None = None,
        when: Moment = "tool",
    ) -> Run:
        """`codex exec`; `args` go before the prompt; `stop`: signal to send at `when`."""
        return self.codex("exec", *EXEC, *args, "--", prompt, stop=stop, when=when)

    def resume(self, prompt: str, thread_id: str | None = None, *args: str) -> Run:
        """`codex exec resume` of a thread, by default of the last."""
        which = [thread_id] if thread_id else ["--last"]
        return self.codex("exec", *EXEC, *args, "resume", *which, prompt)

    def fork(self, prompt: str, thread_id: str, *args: str) -> Run:
        """`codex exec fork` of a thread."""
        return self.codex("exec", "fork", *EXEC, *args, thread_id, prompt)

    def review(self) -> Run:
        """`codex exec review` of the uncommitted changes in the work folder."""
        return self.codex("exec", "review", "--uncommitted", *EXEC)

    def codex(self, *args: str, stop: signal.Signals | None = None, when: Moment = "tool") -> Run:
        """Run Codex with any arguments in the work folder and wait for what it writes late."""
        self._begin()
        argv = [str(self.binary), *args]
        done = run(argv, self.home.work, self.home.env, stop, self._moment(when))
        return self.note(done)

    @contextmanager
    def app_server(self, decision: str = "accept") -> Iterator[AppServer]:
        """A `codex app-server` for the `with` block; `decision` answers its approval requests."""
        self._begin()
        client = AppServer(self.binary, self.home.work, self.home.env, decision)
        try:
            yield client
        finally:
            self.note(client.close())

    def _begin(self) -> None:
        self.server.run += 1
        self.server.streaming.clear()

    def note(self, done: Finished) -> Run:
        """Put a process that has ended on record, together with what the server saw of it."""
        self._await_late_ones()
        self._await_answers()
        number = self.server.run
        mine = tuple(charge for charge in self.server.bill if charge.asked.run == number)
        asked = tuple(request for request in self.server.requests if request.run == number)
        self.runs.append(Run(number, done, asked, mine))
        return self.runs[-1]

    def run_at(self, moment: float) -> Run:
        """The process that ran at that time (Unix seconds)."""
        return [run for run in self.runs if run.done.started <= moment][-1]

    def using(self, version: str) -> None:
        """Go on with another Codex version on the same home."""
        self.binary = codex_binary(version)

    def git(self, *args: str) -> None:
        """Run git in the work folder, as somebody who has a name."""
        name = ["-c", "user.name=dev", "-c", "user.email=dev@example.com"]
        subprocess.run(["git", *name, *args], cwd=self.home.work, check=True, capture_output=True)

    def hook_calls(self) -> list[HookCall]:
        """What the recorder saw, oldest first; empty without `record_hooks`."""
        return recorded(self.home.own / "hooks")

    def _await_late_ones(self) -> None:
        """What Codex started may outlive it, and write: give it a moment, if there is any."""
        deadline = time.monotonic() + SETTLE_S
        while time.monotonic() < deadline and is_anybody_in(self.home.root):
            time.sleep(0.02)

    def _await_answers(self) -> None:
        """An answer that Codex hung up on is on the bill only when the server has noticed."""
        deadline = time.monotonic() + 10.0
        while self.server.answering and time.monotonic() < deadline:
            time.sleep(0.02)

    def _moment(self, when: Moment) -> Callable[[Live], bool]:
        if when == "tool":
            return Live.tool_started
        return lambda _: self.server.streaming.is_set()
