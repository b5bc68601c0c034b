"""Asking a server that Codex starts: it is started with the same few variables, and ended."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from codexctl.codex.mcp.server import Server
from codexctl.codex.mcp.talk.messages import Message, answer_to, conversation
from codexctl.codex.mcp.talk.outcome import Failed, ServerFailure
from codexctl.system import detached, end_group

# The variables that Codex gives to every server (0.169.0, observed in a server's environment).
_GIVEN = (
    *("HOME", "LOGNAME", "PATH", "SHELL", "USER", "LANG", "LC_ALL", "TERM", "TMPDIR", "TZ"),
    "__CF_USER_TEXT_ENCODING",
)
# Windows: variables that programs need to start.
_GIVEN_WINDOWS = (
    *("PATH", "PATHEXT", "COMSPEC", "SYSTEMROOT", "SYSTEMDRIVE", "USERNAME", "USERDOMAIN"),
    *("USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA"),
    *("PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432", "TEMP", "TMP", "POWERSHELL", "PWSH"),
)
# A longer line cannot be a list of tools.
_LONGEST = 16 << 20
# How much of stderr is kept: its end, which has the reason.
_LAST = 2000


def tools(
    server: Server, environ: Mapping[str, str], cwd: Path, version: str, seconds: float
) -> tuple[str, tuple[str, ...]]:
    """The server's title and the names of its tools.

    `environ` is the person's whole environment, `cwd` the folder that Codex would start it in,
    `seconds` the time for all of it. Raises Failed.
    """
    running = _Running(server.command, environment(server, environ), _folder(server, cwd))
    try:
        return running.ask(version, time.monotonic() + seconds, seconds)
    finally:
        running.end()


def environment(server: Server, environ: Mapping[str, str]) -> dict[str, str]:
    """What Codex would give it: a few variables, those that are forwarded, and its own."""
    forwarded = [_name(one) for one in server.table.get("env_vars") or ()]
    given = _GIVEN_WINDOWS if os.name == "nt" else _GIVEN
    found = {name: environ[name] for name in (*given, *forwarded) if name in environ}
    return found | dict(server.table.get("env") or {})


def _name(forwarded: Any) -> str:
    return str(forwarded["name"] if isinstance(forwarded, Mapping) else forwarded)


def _folder(server: Server, cwd: Path) -> Path:
    folder = cwd / str(server.table.get("cwd") or "")
    if not folder.is_dir():
        raise Failed(ServerFailure.no_folder, str(folder))
    return folder


class _Running:
    """A server, started. Its lines are read by a thread each, so that no pipe fills up."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str], cwd: Path) -> None:
        program = (
            shutil.which(command[0], path=environ.get("PATH"))
            if os.sep not in command[0]
            else command[0]
        )
        if program is None:
            raise Failed(ServerFailure.no_program, command[0])
        try:
            self._process = subprocess.Popen(
                [program, *command[1:]],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=dict(environ),
                cwd=cwd,
                **detached(),
            )
        except FileNotFoundError:
            raise Failed(ServerFailure.no_program, command[0]) from None
        except OSError as error:
            raise Failed(ServerFailure.not_executable, f"{command[0]}: {error.strerror}") from None
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._said = b""
        readers = (
            (self._read_lines, self._process.stdout),
            (self._read_errors, self._process.stderr),
        )
        self._readers = [
            threading.Thread(target=read, args=(pipe,), daemon=True) for read, pipe in readers
        ]
        for reader in self._readers:
            reader.start()

    def ask(self, version: str, deadline: float, seconds: float) -> tuple[str, tuple[str, ...]]:
        """Go through the conversation. Raises Failed."""
        talk = conversation(version)
        message = next(talk)
        try:
            while True:
                self._send(message)
                answer = self._answer(message, deadline, seconds) if "id" in message else {}
                message = talk.send(answer)
        except StopIteration as ended:
            found: tuple[str, tuple[str, ...]] = ended.value
            return found

    def end(self) -> None:
        """End it and whatever it started."""
        if self._process.stdin:
            with suppress(OSError):
                self._process.stdin.close()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.5)
        end_group(self._process)
        self._process.wait()
        for reader, pipe in zip(
            self._readers, (self._process.stdout, self._process.stderr), strict=True
        ):
            # A process that left the session may keep the pipe open: then this thread and the pipe
            # remain.
            reader.join(0.5)
            if pipe and not reader.is_alive():
                pipe.close()

    def _send(self, message: Message) -> None:
        stdin = self._process.stdin
        try:
            if stdin:
                stdin.write(json.dumps(message).encode() + b"\n")
                stdin.flush()
        except OSError:
            raise self._ended() from None

    def _answer(self, message: Message, deadline: float, seconds: float) -> Message:
        while True:
            try:
                line = self._lines.get(timeout=max(deadline - time.monotonic(), 0))
            except queue.Empty:
                raise Failed(ServerFailure.silent, f"{seconds:g} s") from None
            if not line:
                raise self._ended()
            if line.strip() and (found := answer_to(message, line)) is not None:
                return found

    def _ended(self) -> Failed:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(1.0)
        self._readers[1].join(1.0)
        last = self._said.decode("utf-8", "replace").strip().splitlines()
        code = self._process.poll()
        if last and last[-1].startswith("codexctl: the keyring"):
            return Failed(ServerFailure.no_secret, last[-1].removeprefix("codexctl: "))
        return Failed(ServerFailure.ended, last[-1] if last else f"exit code {code}")

    def _read_lines(self, pipe: IO[bytes]) -> None:
        while line := pipe.readline(_LONGEST):
            self._lines.put(line)
        self._lines.put(b"")

    def _read_errors(self, pipe: IO[bytes]) -> None:
        while said := pipe.read1(4096):  # type: ignore[attr-defined]
            self._said = (self._said + said)[-_LAST:]
