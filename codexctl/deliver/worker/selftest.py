"""One test turn through the installed hook: written, hinted at, delivered, acknowledged."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.routes.obstacle import obstacle
from codexctl.locations import Locations
from codexctl.policy.limits.effective import effective
from codexctl.policy.limits.in_force import settings_in_force
from codexctl.settings.keys.theirs import is_somebody_elses
from codexctl.system import RAW
from codexctl.system.hook_command import in_a_shell, script_in
from codexctl.trace.turns.turn import SELFTEST_ORIGINATOR
from codexctl.trace.values import NS_PER_MS, rfc3339

# The hook takes milliseconds; people would notice more than this after every turn. Windows starts
# PowerShell for it, which may take a second or two.
HOOK_TIMEOUT_S = 5.0
_POLL_S = 0.02


@dataclass(frozen=True, slots=True)
class Arrival:
    """How the test turn fared at one destination. `problem` is empty when it arrived."""

    destination: str
    problem: str
    took_ms: int


@dataclass(frozen=True, slots=True)
class Selftest:
    """The result of one run. `hook_problem` is empty when the hook did as it must."""

    hook_problem: str
    hook_ms: float
    arrivals: tuple[Arrival, ...]

    @property
    def ok(self) -> bool:
        """Whether the turn arrived everywhere."""
        return not self.hook_problem and not any(arrival.problem for arrival in self.arrivals)


def run_selftest(
    locations: Locations, environ: Mapping[str, str], hook_command: str, *, timeout_s: float = 20.0
) -> Selftest:
    """Run the hook's command as Codex does, on a test turn, and wait for acknowledgements.

    `hook_command` is the command string of the installed Stop hook. The turn's rollout is in a
    folder of ours, not in Codex's, and is removed at the end. `timeout_s` is in seconds, for all
    destinations together. Raises SettingsError, or CodexctlError where nothing can be recorded.
    """
    settings = settings_in_force(locations, environ)
    names, blocked = [], []
    for chosen in settings.destinations:
        problem = obstacle(chosen, effective(settings, environ, locations), environ)
        if problem:
            blocked.append(Arrival(chosen.name, problem, 0))
        else:
            names.append(chosen.name)
    thread_id, turn_id = str(uuid.uuid4()), str(uuid.uuid4())
    rollout = locations.selftest_dir / f"rollout-{thread_id}.jsonl"
    locations.selftest_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(rollout, os.O_WRONLY | os.O_CREAT | os.O_EXCL | RAW, 0o600)
    with open(descriptor, "wb") as out:  # noqa: PTH123 - opened with its mode
        out.writelines(marked_rollout(thread_id, turn_id, time.time_ns()))
    try:
        _try_again(locations, names)
        began = time.monotonic()
        problem = _run_hook(hook_command, environ, rollout, thread_id, turn_id)
        hook_ms = (time.monotonic() - began) * 1000
        arrivals = (
            () if problem else _wait(locations, names, (thread_id, turn_id), began, timeout_s)
        )
        return Selftest(problem, hook_ms, (*arrivals, *blocked))
    finally:
        rollout.unlink()
        _forget(locations, rollout, (thread_id, turn_id))


def marked_rollout(thread_id: str, turn_id: str, now_ns: int) -> Iterator[bytes]:
    """The lines of a tiny turn in Codex's own format, marked by its originator.

    `now_ns`, in nanoseconds since 1970, is the time of every line.
    """
    stamp, ms = rfc3339(now_ns), now_ns // NS_PER_MS
    usage = {"input_tokens": 2, "output_tokens": 1, "total_tokens": 3}
    turn = {"turn_id": turn_id, "root_turn_id": turn_id}
    prompt = {"type": "UserMessage", "id": "prompt", "content": [{"type": "text", "text": "ping"}]}
    answer = {
        "type": "message",
        "role": "assistant",
        "id": "answer",
        "content": [{"type": "output_text", "text": "pong"}],
        "internal_chat_message_metadata_passthrough": {"turn_id": turn_id},
    }
    meta = {
        "id": thread_id,
        "session_id": thread_id,
        "originator": SELFTEST_ORIGINATOR,
        "source": "exec",
    }
    lines = (
        ("session_meta", meta),
        ("event_msg", {"type": "task_started", **turn}),
        ("turn_context", {**turn, "model": "selftest"}),
        (
            "event_msg",
            {"type": "item_completed", "thread_id": thread_id, "turn_id": turn_id, "item": prompt}
            | {"started_at_ms": ms, "completed_at_ms": ms},
        ),
        ("response_item", answer),
        ("token_usage_record", {**turn, "response_id": "selftest", "usage": usage}),
        ("event_msg", {"type": "task_complete", **turn, "last_agent_message": "pong"}),
    )
    for ordinal, (kind, payload) in enumerate(lines):
        yield (
            orjson.dumps({"timestamp": stamp, "ordinal": ordinal, "type": kind, "payload": payload})
            + b"\n"
        )


def _run_hook(
    command: str, environ: Mapping[str, str], rollout: Path, thread_id: str, turn_id: str
) -> str:
    """Run the command in a shell with the hook's input; gives what it did wrong."""
    payload = {
        "session_id": thread_id,
        "transcript_path": str(rollout),
        "cwd": str(Path.cwd()),
        "hook_event_name": "Stop",
        "turn_id": turn_id,
    }
    script = script_in(command, "Stop") or Path(shlex.split(command)[0])
    if is_somebody_elses(Path(script)):
        return f"{script} does not belong to root, so root does not run it"
    try:
        done = subprocess.run(
            in_a_shell(command),
            input=orjson.dumps(payload),
            capture_output=True,
            env=dict(environ),
            timeout=HOOK_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"the hook did not end within {HOOK_TIMEOUT_S:.0f} s"
    except OSError as error:
        return f"the hook cannot be started: {error.strerror}"
    if done.returncode:
        return f"the hook ended with {done.returncode}"
    return "the hook printed something" if done.stdout or done.stderr else ""


def _wait(
    locations: Locations, names: list[str], turn: tuple[str, str], began: float, timeout_s: float
) -> list[Arrival]:
    """Wait until every destination has said yes or has said what is wrong."""
    waiting, arrivals = dict.fromkeys(names), {}
    cursors = Cursors.open(locations.cursors_db)
    errors = {name: _last_error(cursors, name) for name in names}
    try:
        while waiting and time.monotonic() - began < timeout_s:
            time.sleep(_POLL_S)
            for name in list(waiting):
                said = _last_error(cursors, name)
                took = round((time.monotonic() - began) * 1000)
                if cursors.is_acknowledged(name, *turn):
                    arrivals[name] = Arrival(name, "", took)
                elif said and said != errors[name]:
                    arrivals[name] = Arrival(name, said, took)
                if name in arrivals:
                    del waiting[name]
        late = round(timeout_s * 1000)
        for name in waiting:
            reason = _last_error(cursors, name) or f"nothing arrived within {timeout_s:.0f} s"
            arrivals[name] = Arrival(name, reason, late)
    finally:
        cursors.close()
    return [arrivals[name] for name in names]


def _last_error(cursors: Cursors, name: str) -> str:
    standing = cursors.destinations.standing(name)
    return standing.last_error if standing else ""


def _try_again(locations: Locations, names: list[str]) -> None:
    """A person who asks for a test has changed something: what failed before says nothing now."""
    cursors = Cursors.open(locations.cursors_db)
    for name in names:
        cursors.try_again(name)
    cursors.close()


def _forget(locations: Locations, rollout: Path, turn: tuple[str, str]) -> None:
    cursors = Cursors.open(locations.cursors_db)
    cursors.forget_rollout(rollout, *turn)
    cursors.close()
