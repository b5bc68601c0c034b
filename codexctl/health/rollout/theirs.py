"""The checks of one person, made by a process that is theirs, and its word taken with care."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import orjson

from codexctl.checks import Cause, Check, State
from codexctl.health.rollout.people import Person, environment_of, groups_of, nobody

RUN = "fleet.codexctl"
# Whatever a person makes of the process that runs as them: more than this is no answer.
_MOST_BYTES, _MOST_CHECKS = 1 << 20, 200
_STARTING_S = 60.0
_ELSEWHERE = "install codexctl where everybody may read, as in /opt/codexctl"


def checks_of(person: Person, words: Sequence[str], timeout_s: float) -> tuple[Check, ...]:
    """Have `words` run as that person, signed in anew, and read the checks that it prints.

    `timeout_s` is how many seconds the words themselves may wait. Only root can do this for
    others. Never raises for what the person's process does: that is a check of its own.
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
        said = f"codexctl says nothing when {person.name} runs it: {why}"
        return (Check(RUN, State.problem, said, _ELSEWHERE),)
    return found


def _run(
    person: Person, words: Sequence[str], environ: Mapping[str, str], timeout_s: float
) -> tuple[int | None, bytes, bytes]:
    """Run it in a session of its own, so that it cannot type into our terminal."""
    me = os.geteuid() == person.uid
    as_them: dict[str, Any] = (
        {} if me else {"user": person.uid, "group": person.gid, "extra_groups": groups_of(person)}
    )
    with subprocess.Popen(
        words, env=environ, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True, umask=0o077, **as_them,
    ) as process:  # fmt: skip
        held: dict[str, bytes] = {}
        readers = [
            threading.Thread(target=_keep, args=(held, name, stream), daemon=True)
            for name, stream in (("out", process.stdout), ("err", process.stderr))
        ]
        for reader in readers:
            reader.start()
        try:
            code: int | None = process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            if process.returncode is None:
                os.killpg(process.pid, 9)
        for reader in readers:
            reader.join(1.0)
    return code, held.get("out", b""), held.get("err", b"")


def _keep(held: dict[str, bytes], name: str, stream: IO[bytes] | None) -> None:
    held[name] = stream.read(_MOST_BYTES) if stream else b""


def _read(out: bytes) -> tuple[Check, ...] | None:
    """The checks of the one person in the document; None where it is no such document."""
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
    """Their home; for somebody who has none, one that is thrown away."""
    if person != nobody():
        yield person.home
        return
    with tempfile.TemporaryDirectory(prefix="codexctl-nobody-") as name:
        os.chown(name, person.uid, person.gid)
        yield Path(name)
