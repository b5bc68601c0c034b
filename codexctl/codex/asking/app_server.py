"""A conversation with `codex app-server`: JSON lines over its pipes, one deadline for all."""

from __future__ import annotations

import json
import os
import queue
import re
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

# Seconds in which it must end after its input is closed; then it is killed.
PARTING = 1.0
# The line that says why there is no server: Codex's error, or that of a wrapper without `node`.
_CAUSE = re.compile(r"(?:Error|(?:/usr/bin/)?env): ")
# Between the causes that Codex chains; "(code: 13) …" is one of them, not two.
_BECAUSE = re.compile(r": (?![^(]*\))")
_LONGEST = 8192  # bytes of a line that are read


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
                stderr=subprocess.PIPE,
                cwd=cwd,
                env={**environ, "CODEX_HOME": str(home)},
            )
        except OSError as error:
            self._around.close()
            raise CodexSilent(f"{binary}: {error.strerror}", "codex --version") from None
        self._stdin = cast("IO[bytes]", self._process.stdin)
        self._stderr = _Stderr(cast("IO[bytes]", self._process.stderr))

    def __enter__(self) -> Conversation:
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()
        self._stderr.listen()
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

        Notifications and answers to others are skipped. Raises CodexSilent at the deadline or
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
            raise self._ended() from None

    def _next(self) -> Mapping[str, Any]:
        """Take the next line that is a JSON object."""
        while True:
            try:
                line = self._lines.get(timeout=max(self._deadline - time.monotonic(), 0.001))
            except queue.Empty:
                raise self._silent("did not answer in time") from None
            if not line:
                raise self._ended()
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

    def _ended(self) -> CodexSilent:
        why = self._stderr.cause(PARTING)
        return self._silent(f"ended early: {why}" if why else "ended early")

    def _silent(self, what: str) -> CodexSilent:
        return CodexSilent(f"{self._binary} app-server {what}", "codex doctor")


class _Stderr:
    """Reads stderr to its end: a pipe that nobody reads would fill up and stop the program.

    All but the first line that says why it ended is dropped: the rest is Codex's log.
    """

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._line = ""
        self._thread = threading.Thread(target=self._read, daemon=True)

    def listen(self) -> None:
        self._thread.start()

    def cause(self, within_s: float) -> str:
        """Why it ended, in a few words; empty if it did not say.

        A child may hold its stderr open: the end is not waited for any longer than this.
        """
        self._thread.join(within_s)
        if not self._line.startswith("Error: "):
            return self._line
        causes = _BECAUSE.split(self._line.removeprefix("Error: "))
        return ": ".join(dict.fromkeys((causes[0], causes[-1])))

    def _read(self) -> None:
        with self._pipe:
            while piece := self._pipe.readline(_LONGEST):
                line = piece.decode("utf-8", "replace").strip()
                if not self._line and _CAUSE.match(line):
                    self._line = line


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
        # Codex creates and keeps both: the lock must be on the same file that Codex opens.
        path.parent.mkdir(exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | RAW, 0o666)
        lock(descriptor)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)
