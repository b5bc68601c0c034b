"""A conversation with `codex app-server`: JSON lines over its pipes, one deadline for all."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, cast

from codexctl.document import bounded_json
from codexctl.errors import CodexctlError
from codexctl.system import RAW, lock

# Seconds to end by itself, once its input is closed; then it is killed.
PARTING = 1.0


class CodexSilent(CodexctlError):
    """There is no answer of Codex's that can be used: it gave none, or there is no binary."""


class Conversation:
    """JSON lines with one app-server process; leaving it ends the process."""

    def __init__(
        self, binary: Path, home: Path, cwd: Path, environ: Mapping[str, str], timeout: float
    ) -> None:
        self._binary = binary
        self._deadline = time.monotonic() + timeout
        self._number = 0
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._around = ExitStack()
        self._around.enter_context(without_plugin_sync(home))
        try:
            self._process = subprocess.Popen(
                [str(binary), "app-server"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                # Its log goes there; a pipe that nobody reads would fill up and stop it.
                stderr=subprocess.DEVNULL,
                cwd=cwd,
                env={**environ, "CODEX_HOME": str(home)},
            )
        except OSError as error:
            self._around.close()
            raise CodexSilent(f"{binary}: {error.strerror}", "codex --version") from None
        self._stdin = cast("IO[bytes]", self._process.stdin)

    def __enter__(self) -> Conversation:
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the server end by itself; a wrapper's child ends with the closed pipe as well."""
        with self._around:
            with suppress(OSError):
                self._stdin.close()
            try:
                self._process.wait(timeout=PARTING)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def call(self, method: str, params: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Send a request and wait for its result; None when Codex answers with an error.

        Notifications and answers to others are passed over. Raises CodexSilent at the deadline or
        when the process ends.
        """
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            message = self._next()
            if message.get("id") == self._number:
                result = message.get("result")
                return result if isinstance(result, dict) else None

    def tell(self, method: str) -> None:
        """Send a notification, which gets no answer.

        Raises CodexSilent if the process has ended.
        """
        self._send({"method": method})

    def _send(self, message: Mapping[str, Any]) -> None:
        try:
            self._stdin.write(json.dumps(message).encode("utf-8") + b"\n")
            self._stdin.flush()
        except OSError:
            raise self._silent("ended early") from None

    def _next(self) -> Mapping[str, Any]:
        """Take the next line that is a JSON object."""
        while True:
            try:
                line = self._lines.get(timeout=max(self._deadline - time.monotonic(), 0.001))
            except queue.Empty:
                raise self._silent("did not answer in time") from None
            if not line:
                raise self._silent("ended early")
            try:
                message = bounded_json.loads(line)
            except ValueError:
                # A wrapper may print lines of its own before Codex's.
                continue
            if isinstance(message, dict):
                return message

    def _listen(self, stdout: IO[bytes]) -> None:
        with stdout:
            for line in stdout:
                self._lines.put(line)
        self._lines.put(b"")

    def _silent(self, what: str) -> CodexSilent:
        return CodexSilent(f"{self._binary} app-server {what}", "codex doctor")


@contextmanager
def without_plugin_sync(codex_home: Path) -> Iterator[None]:
    """Keep an app-server that works on this home from fetching the list of plugins meanwhile.

    Each one begins to fetch it with git, in a new folder of CODEX_HOME/.tmp (`git-…`,
    `plugins-clone-…`). One that is only asked something ends long before, and its folder stays.
    From 0.142 on the fetch waits for a lock (seen with 0.142, 0.150, 0.160, 0.169 and 0.171; no
    answer waits for it), so we hold that. A Codex started by a person meanwhile fetches later.
    Where it cannot be held, or somebody else is fetching just now, nothing is different.
    """
    descriptor = None
    path = codex_home / ".tmp/plugins.sync.lock"
    with suppress(OSError):
        # As Codex makes both, and keeps them: the lock has to be on the file that it opens.
        path.parent.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | RAW, 0o666)
        lock(descriptor)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)
