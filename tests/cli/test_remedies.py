"""The remedy that a check prints clears it: made in a home, followed, and looked at again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from codexctl.health.registry import abouts
from tests.cli.conftest import Shell


@dataclass(frozen=True)
class Made:
    """How a check's condition comes about after a setup: by a change of files, or by a variable.

    `settings` is written instead of what setup wrote. `by_hand` does what a remedy tells a person
    to do that is no command of ours; None where it is one.
    """

    change: Callable[[Shell], object] = lambda _: None
    variables: Mapping[str, str] | None = None
    settings: str = ""
    by_hand: Callable[[Shell], object] | None = None


def _append(path: Path, text: str) -> None:
    path.write_text(path.read_text() + text)


def _untrust(shell: Shell) -> None:
    config = shell.locations.config_toml
    lines = config.read_text().splitlines(keepends=True)
    bad = 'trusted_hash = "sha256:0"\n'
    config.write_text("".join(bad if "trusted_hash" in line else line for line in lines))


def _move_home(shell: Shell) -> None:
    shell.locations.codex_home.rename(shell.cwd / "moved")


def _notify(shell: Shell) -> None:
    config = shell.locations.config_toml
    config.write_text('notify = ["npx", "-y", "@nocoo/pew"]\n' + config.read_text())


def _settings(shell: Shell, old: str, new: str) -> None:
    path = shell.locations.settings_toml
    path.write_text(path.read_text().replace(old, new))


KEY = "LANGFUSE_SECRET_KEY"
LANGFUSE = """version = 1
[[destinations]]
name = "langfuse"
kind = "otlp"
preset = "langfuse"
parameters = { public_key = "pk-lf-1" }
"""
MADE: dict[str, Made] = {
    "edit.interrupted": Made(lambda s: s.locations.journal_file.write_text("junk")),
    "settings.valid": Made(
        lambda s: _settings(s, "version = 1", "version = 1\nnonsense = 1"),
        by_hand=lambda s: _settings(s, "nonsense = 1", ""),
    ),
    "environment.valid": Made(variables={"CODEXCTL_CAPTURE": "metdata"}),
    "codex.found": Made(_move_home),
    "hooks.feature": Made(
        lambda s: _append(s.locations.config_toml, "\n[features]\nhooks = false\n")
    ),
    "hooks.installed": Made(lambda s: s.locations.hooks_json.unlink()),
    "hooks.trusted": Made(_untrust),
    "hooks.runs": Made(lambda s: s.locations.hook_script.unlink()),
    "hooks.script": Made(lambda s: _append(s.locations.hook_script, "# more\n")),
    "other.tracers": Made(_notify),
    "folders.safe": Made(
        lambda s: s.locations.data_dir.chmod(0o777),
        by_hand=lambda s: s.locations.data_dir.chmod(0o755),
    ),
    "destination.local.store": Made(
        lambda s: s.locations.traces_db.write_bytes(b"no database" * 900)
    ),
    "destination.langfuse.credential": Made(settings=LANGFUSE),
    "destination.langfuse.allowed": Made(
        variables={"OTEL_SDK_DISABLED": "true", KEY: "sk-lf-1"}, settings=LANGFUSE
    ),
}
_ADMINISTRATOR = "an administrator's file decides, whose place nothing moves"
_CODEX = "it takes a Codex that answers, or repositories and plugins that it knows"
_NO_PROBLEM = "it never is a problem"
_BACKEND = "it takes a backend that fails and answers afterwards"
_SESSIONS = "it takes sessions that are damaged, and what is damaged no command mends"
NOT_MADE = {
    "managed.hooks_only": _ADMINISTRATOR,
    "capture.policy": _ADMINISTRATOR,
    "destination.NAME.given_way": _ADMINISTRATOR,
    "project.trusted": _CODEX,
    "hooks.listed": _CODEX,
    "hooks.plugin": _CODEX,
    "hooks.others": _CODEX,
    "notify.installed": _CODEX,
    "session.hooks": _CODEX,
    "daemon.environment": _CODEX,
    "network.way": _NO_PROBLEM,
    "network.ignored": _NO_PROBLEM,
    "destination.NAME.address": "its remedy has a place for an address that only a person knows",
    "destination.NAME.projects": "its remedy asks which projects are meant instead",
    "destination.NAME.reachable": _BACKEND,
    "destination.NAME.answers": _BACKEND,
    "destination.NAME.metrics": _BACKEND,
    "deliver.backlog": _BACKEND,
    "deliver.last_error": _BACKEND,
    "deliver.unreadable": _SESSIONS,
    "deliver.lines": _SESSIONS,
    "deliver.died": _SESSIONS,
    "installation.single": "it takes two installations: tests/cli/test_doctor.py",
    "store.rollup": "sums that are wrong: tests/cli/test_doctor_sums.py",
}


def _general(check: str) -> str:
    first, *_, last = check.split(".")
    return f"destination.NAME.{last}" if first == "destination" else check


def test_every_check_of_the_registry_is_tried_here_or_says_why_not() -> None:
    tried = {_general(check) for check in MADE}
    assert tried | NOT_MADE.keys() == abouts().keys()
    assert not tried & NOT_MADE.keys()


def _problem(shell: Shell, check: str) -> dict[str, str] | None:
    document = json.loads(shell.run("doctor", "--offline", "--json").out)
    found = [one for one in document["checks"] if one["id"] == check and one["state"] == "problem"]
    return found[0] if found else None


def _run(shell: Shell, remedy: str) -> None:
    words = shlex.split(remedy)[1:]
    if shell.run(*words, "--yes").code == 2:  # one that asks nothing
        shell.run(*words)


@pytest.mark.parametrize("check", MADE)
def test_the_remedy_of_a_check_clears_it(shell: Shell, check: str) -> None:
    made = MADE[check]
    shell.run("setup", "--destination", "local", "--trust", "this-hook", "--yes", "--no-proof")
    if made.settings:
        shell.locations.settings_toml.write_text(made.settings)
    assert _problem(shell, check) is None or made.settings
    made.change(shell)
    there = replace(shell, environ={**shell.environ, **(made.variables or {})})
    found = _problem(there, check)
    assert found, "the condition was not made"
    remedy = found["remedy"]
    if remedy.startswith("unset "):
        there = shell if not made.settings else replace(shell, environ={**shell.environ, KEY: "k"})
    elif remedy.startswith(f"export {KEY}="):
        there = replace(shell, environ={**shell.environ, KEY: "sk-lf-1"})
    elif made.by_hand:
        made.by_hand(there)
    else:
        assert remedy.startswith("codexctl ")
        _run(there, remedy)
    assert _problem(there, check) is None
