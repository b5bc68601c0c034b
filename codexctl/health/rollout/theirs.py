"""Runs the checks as another user, and reads the output of that process with care."""

from __future__ import annotations

import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from codexctl.checks import Cause, Check, State
from codexctl.health.rollout.people import Person, environment_of, groups_of, nobody
from codexctl.system import detached, end_group, user

RUN = "fleet.codexctl"
# The user could manipulate the process: more output than this is not an answer.
_MOST_BYTES, _MOST_CHECKS = 1 << 20, 200
_STARTING_S = 60.0
_POLL_S, _GRACE_S, _CHUNK = 0.05, 0.5, 1 << 16
_ELSEWHERE = "install codexctl where everybody can read it, for example in /opt/codexctl"


def checks_of(person: Person, words: Sequence[str], timeout_s: float) -> tuple[Check, ...]:
    """Run `words` as that user, freshly logged in, and read the checks that it prints.

    `timeout_s` is how many seconds the command itself may wait. Only root can do this for others.
    If the user's process fails, a check says so; nothing is raised.
    """
    with _home_for(person) as home:
        there = replace(person, home=home)
        environ = environment_of(there, os.environ.get("PATH", os.defpath))
        try:
            code, out, err = _run(there, words, environ, timeout_s + _STARTING_S)
        except OSError as error:
            said = f"{person.name} cannot run codexctl: {(error.strerror or str(error)).lower()}"
            return (Check(RUN, State.problem, said, _ELSEWHERE),)
    found = _read(out)
    if found is None:
        last = (err.decode(errors="replace").split("\n") or [""])[-2:]
        why = "".join(last).strip() or ("it took too long" if code is None else f"it ended {code}")
        said = f"codexctl prints nothing when {person.name} runs it: {why}"
        return (Check(RUN, State.problem, said, _ELSEWHERE),)
    return found


def _run(
    person: Person, words: Sequence[str], environ: Mapping[str, str], timeout_s: float
) -> tuple[int | None, bytes, bytes]:
    """Run it in a separate session, so that it cannot type into our terminal.

    Returns its exit code (None if it did not end in time), and its output.
    """
    me = user() == person.uid
    as_them: dict[str, Any] = (
        {} if me else {"user": person.uid, "group": person.gid, "extra_groups": groups_of(person)}
    )
    with subprocess.Popen(
        words, env=environ, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, umask=0o077, bufsize=0, **detached(), **as_them,
    ) as process:  # fmt: skip
        try:
            out, err = _heard(process, time.monotonic() + timeout_s)
            code = process.poll()
        finally:
            if process.poll() is None:
                end_group(process)
    return code, out, err


def _heard(process: subprocess.Popen[bytes], deadline: float) -> tuple[bytes, bytes]:
    """Its output until it ends; processes that it leaves running with its pipes are ignored."""
    streams = [stream for stream in (process.stdout, process.stderr) if stream]
    held = {stream.fileno(): bytearray() for stream in streams}
    with selectors.DefaultSelector() as ready:
        for number in held:
            ready.register(number, selectors.EVENT_READ)
        while ready.get_map() and time.monotonic() < deadline:
            # Checked before the pipes are read, so that the last output is read, too.
            ended = process.poll() is not None
            if ended:
                deadline = min(deadline, time.monotonic() + _GRACE_S)
            found = ready.select(0 if ended else _POLL_S)
            for key, _ in found:
                chunk = os.read(key.fd, _CHUNK)
                if not chunk:
                    ready.unregister(key.fd)
                elif len(held[key.fd]) < _MOST_BYTES:
                    held[key.fd] += chunk
            if ended and not found:
                break
    with suppress(subprocess.TimeoutExpired):  # it has closed its pipes, but has not ended yet
        process.wait(max(0.0, deadline - time.monotonic()))
    out, err = held.values()
    return bytes(out), bytes(err)


def _read(out: bytes) -> tuple[Check, ...] | None:
    """The checks of the one user in the document; None if it is not such a document."""
    try:
        (one,) = orjson.loads(out)["people"]
        return tuple(map(_check, one["checks"][:_MOST_CHECKS]))
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        return None


def _check(said: Mapping[str, Any]) -> Check:
    name, summary, remedy = (str(said[member])[:2000] for member in ("id", "summary", "remedy"))
    known = said["cause"] in set(Cause)
    cause = Cause(said["cause"]) if known else None
    return Check(name, State(said["state"]), summary, remedy, cause)


@contextmanager
def _home_for(person: Person) -> Iterator[Path]:
    """The user's home; for a user without one, a temporary folder."""
    if person != nobody():
        yield person.home
        return
    with tempfile.TemporaryDirectory(prefix="codexctl-nobody-") as name:
        if sys.platform != "win32":
            os.chown(name, person.uid, person.gid)
        yield Path(name)
