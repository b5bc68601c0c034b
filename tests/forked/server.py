"""A process that has imported all of codexctl, and forks for each command that it is asked for.

A command is then what `python -m codexctl` would be: it has a process, a folder, an environment
and streams of its own, and nothing of ours has run before it. Only the imports are done.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import runpy
import select
import socket
import sys
import threading
import time
from contextlib import suppress
from typing import Any, NoReturn

import codexctl

MOST = 1 << 18
Job = tuple[dict[str, Any], list[int]]


def main() -> None:
    """Fork for each command that comes through stdin, until nobody is there to ask."""
    import_all()
    gc.collect()
    gc.freeze()
    job = serve(socket.socket(fileno=os.dup(0)))
    if job is not None:
        be_codexctl(*job)


def import_all() -> None:
    """Import whatever a command may; modules for another system are left out."""
    for module in pkgutil.walk_packages(codexctl.__path__, "codexctl."):
        if not module.name.endswith("__main__"):
            with suppress(ImportError, AssertionError):
                importlib.import_module(module.name)


def serve(link: socket.socket) -> Job | None:
    """In a child of ours what it is to do; nothing in this process, when the link is closed."""
    running: dict[int, tuple[int, int]] = {}
    while True:
        ready, _, _ = select.select([link.fileno(), *running], [], [])
        for one in ready:
            if one in running:
                _ended(one, *running.pop(one))
                continue
            message, files, _, _ = socket.recv_fds(link, MOST, 3)
            if not message:
                return None
            pid = os.fork()
            if not pid:
                return json.loads(message), files
            *streams, status = files
            for stream in streams:
                os.close(stream)
            _tell(status, f"{pid} ")
            running[os.pidfd_open(pid)] = pid, status


def _ended(watch: int, pid: int, status: int) -> None:
    os.close(watch)
    _, how = os.waitpid(pid, 0)
    _tell(status, str(os.waitstatus_to_exitcode(how)))
    os.close(status)


def _tell(status: int, text: str) -> None:
    with suppress(BrokenPipeError):  # whoever asked has given up
        os.write(status, text.encode())


def be_codexctl(job: dict[str, Any], files: list[int]) -> NoReturn:
    """Become what `python -m codexctl` is right after its start, and run it."""
    for number, file in enumerate((os.open(os.devnull, os.O_RDONLY), *files[:2])):
        os.dup2(file, number)
    os.closerange(3, 1024)
    os.environ.clear()
    os.environ.update(job["environ"])
    os.umask(job["umask"])
    os.chdir(job["cwd"])
    time.tzset()
    sys.path[0] = job["cwd"]
    sys.argv = ["-m", *job["arguments"]]
    code = 0
    try:
        runpy.run_module("codexctl", run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = int(end.code or 0)
    _end(code)


def _end(code: int) -> NoReturn:
    """End as the interpreter does, without taking every module apart."""
    threading._shutdown()  # type: ignore[attr-defined]  # waits for threads; it has no other name
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
