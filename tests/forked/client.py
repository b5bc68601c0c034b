"""Run codexctl in a process of its own: forked where that gives the same, else started."""

from __future__ import annotations

import atexit
import io
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
LANG = "C.UTF-8"
# What acts on Python or the system's loader before the first line of a program.
_AT_START = ("PYTHON", "LC_", "LD_", "COVERAGE_", "GLIBC_", "GCONV_")
Done = subprocess.CompletedProcess[str]


def run(arguments: Sequence[str], environ: Mapping[str, str], cwd: Path, timeout_s: float) -> Done:
    """What `python -m codexctl` does with these arguments, with nothing on its stdin."""
    if _can_be_forked(environ):
        return _server().run(arguments, environ, cwd, timeout_s)
    return subprocess.run(
        [sys.executable, "-m", "codexctl", *arguments], env=dict(environ), cwd=cwd, text=True,
        stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=timeout_s,
    )  # fmt: skip


def _can_be_forked(environ: Mapping[str, str]) -> bool:
    is_plain = environ.get("LANG") == LANG and not any(n.startswith(_AT_START) for n in environ)
    return is_plain and hasattr(os, "pidfd_open")


class _Server:
    def __init__(self) -> None:
        self._link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            # Its streams are pipes as those of its children are.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.forked.server"],
                env={"HOME": "/nonexistent", "PATH": "/usr/bin:/bin", "LANG": LANG},
                cwd=ROOT, stdin=theirs.fileno(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            )  # fmt: skip
        atexit.register(self._close)

    def _close(self) -> None:
        self._link.close()
        self._process.communicate()

    def run(
        self, arguments: Sequence[str], environ: Mapping[str, str], cwd: Path, timeout_s: float
    ) -> Done:
        umask = os.umask(0)
        os.umask(umask)
        job = {"arguments": arguments, "environ": dict(environ), "cwd": str(cwd), "umask": umask}
        pipes = [os.pipe() for _ in range(3)]
        try:
            socket.send_fds(self._link, [json.dumps(job).encode()], [end for _, end in pipes])
        finally:
            for _, end in pipes:
                os.close(end)
        said = os.read(pipes[2][0], 100)
        try:
            out, err, rest = _read([end for end, _ in pipes], timeout_s)
        except TimeoutError:
            with suppress(ProcessLookupError):
                os.kill(int(said.split()[0]), signal.SIGKILL)
            raise
        finally:
            for end, _ in pipes:
                os.close(end)
        _, code = (said + rest).split()
        return Done([*arguments], int(code), _text(out), _text(err))


@cache
def _server() -> _Server:
    return _Server()


def _read(ends: list[int], timeout_s: float) -> list[bytes]:
    """All that comes, until nobody can write any more."""
    found = dict.fromkeys(ends, b"")
    until = time.monotonic() + timeout_s
    with selectors.DefaultSelector() as waiting:
        for end in ends:
            waiting.register(end, selectors.EVENT_READ)
        while waiting.get_map():
            ready = waiting.select(max(0, until - time.monotonic()))
            if not ready:
                raise TimeoutError
            for key, _ in ready:
                part = os.read(key.fd, 1 << 16)
                found[key.fd] += part
                if not part:
                    waiting.unregister(key.fd)
    return list(found.values())


def _text(raw: bytes) -> str:
    return io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8").read()
