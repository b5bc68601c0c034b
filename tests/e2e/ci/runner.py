"""What a runner does with our files: an action's steps and a template's scripts, run by a shell.

Just as much of GitHub's and GitLab's ways as these files use; anything else fails.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from tests.e2e.installed import Installed
from tests.e2e.lab.binary import REPOSITORY

_INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
_CONDITIONS: Mapping[str | None, Callable[[dict[str, str], bool], bool]] = {
    "inputs.prompt != ''": lambda given, _: given["prompt"] != "",
    "always() && inputs.artifact != ''": lambda given, _: given["artifact"] != "",
    "always() && inputs.policy-check == 'true'": lambda given, _: given["policy-check"] == "true",
    None: lambda _, is_well: is_well,
}


@dataclass(slots=True)
class Job:
    """One run of the action: its steps' output by name, exit codes, and what was written."""

    steps: dict[str, subprocess.CompletedProcess[str]] = field(default_factory=dict)
    outputs: dict[str, str] = field(default_factory=dict)
    summary: str = ""

    @property
    def failed(self) -> list[str]:
        """The names of the steps that failed."""
        return [name for name, done in self.steps.items() if done.returncode]


def run_action(ctl: Installed, folder: Path, **said: str) -> Job:
    """Run every step of action.yml that is a script, as GitHub's runner would.

    `said` are the inputs, with `_` for `-`. `folder` becomes the runner's own.
    """
    action = yaml.safe_load((REPOSITORY / "action.yml").read_text())
    given = {name: facts.get("default", "") for name, facts in action["inputs"].items()}
    words = {name.replace("_", "-"): value for name, value in said.items()}
    assert words.keys() <= given.keys()
    given |= words
    files = {name: folder / name for name in ("ENV", "PATH", "OUTPUT", "STEP_SUMMARY")}
    environ = _environ(ctl) | {f"GITHUB_{name}": str(path) for name, path in files.items()}
    environ |= {
        "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(ctl.lab.home.work),
        "GITHUB_ACTION_PATH": str(REPOSITORY), "RUNNER_TEMP": str(folder),
    }  # fmt: skip
    job = Job()
    for step in action["runs"]["steps"]:
        wanted = _CONDITIONS[step.get("if")](given, not job.failed)
        if "run" not in step or not wanted:
            continue
        own = {name: _filled(text, given) for name, text in step.get("env", {}).items()}
        # Nothing of the inputs may stand in a script, where a shell would read it.
        assert "${{" not in step["run"]
        job.steps[step["name"]] = _shell(ctl, step["run"], environ | own)
        if files["PATH"].exists():
            added = files["PATH"].read_text().split()
            environ["PATH"] = ":".join([*reversed(added), environ["PATH"]])
    if files["OUTPUT"].exists():
        job.outputs = dict(line.split("=", 1) for line in files["OUTPUT"].read_text().splitlines())
    job.summary = files["STEP_SUMMARY"].read_text() if files["STEP_SUMMARY"].exists() else ""
    return job


def inputs() -> set[str]:
    """The names of the action's inputs."""
    return set(yaml.safe_load((REPOSITORY / "action.yml").read_text())["inputs"])


def run_template(
    ctl: Installed, script: str, **said: str
) -> list[subprocess.CompletedProcess[str]]:
    """Run a job that extends `.codexctl`, with this script; after_script has its own shell."""
    template: dict[str, Any] = yaml.safe_load((REPOSITORY / "ci/gitlab.yml").read_text())
    job = template[".codexctl"]
    variables = {name: str(value) for name, value in job["variables"].items()} | said
    environ = _environ(ctl) | variables | {"CI_PROJECT_DIR": str(ctl.lab.home.work)}
    main = _shell(ctl, "\n".join(["set -e", *job["before_script"], script]), environ, "sh")
    return [main, _shell(ctl, "\n".join(job["after_script"]), environ, "sh")]


def place_program(ctl: Installed) -> Path:
    """Put a `codexctl` onto the PATH, as an image has it; gives its folder."""
    program = ctl.lab.home.root / "bin/codexctl"
    program.parent.mkdir(exist_ok=True)
    program.write_text(_PROGRAM)
    program.chmod(0o755)
    return program.parent


def place_wheel(folder: Path, version: str) -> Path:
    """A wheel `codexctl` whose program is this checkout's; pip installs it without a network."""
    path = folder / f"codexctl-{version}-py3-none-any.whl"
    info = f"codexctl-{version}.dist-info"
    files = {
        f"codexctl-{version}.data/scripts/codexctl": _PROGRAM,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: codexctl\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }  # fmt: skip
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = 0o100755 << 16
            wheel.writestr(entry, text)
    return path


_PROGRAM = f'#!/bin/sh\nPYTHONPATH="{REPOSITORY}" exec "{sys.executable}" -P -m codexctl "$@"\n'


def _environ(ctl: Installed) -> dict[str, str]:
    environ = ctl.lab.home.env
    return environ | {"PATH": f"{ctl.lab.binary.parent}:{environ['PATH']}"}


def _filled(text: str, given: dict[str, str]) -> str:
    return _INPUT.sub(lambda found: given[found[1]], text)


def _shell(
    ctl: Installed, script: str, environ: dict[str, str], shell: str = "bash"
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [shell, "-c", script], env=environ, cwd=ctl.lab.home.work, capture_output=True, text=True,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
