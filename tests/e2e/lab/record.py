"""Record scenarios: `python -m tests.e2e.lab.record [--version V]… [--remove] [SCENARIO…]`.

Writes tests/recordings/VERSION/SCENARIO/: the rollout files as they lie below CODEX_HOME, slimmed,
and expected.json, what is true of them without having read them.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.e2e.lab import binary
from tests.e2e.lab.catalogue import Scenario
from tests.e2e.lab.model.asked import Json
from tests.e2e.lab.runner import Lab
from tests.e2e.lab.scenarios import CATALOGUE, CORE, OLD
from tests.e2e.lab.truth.expected import all_known, expected_turns
from tests.e2e.lab.truth.ledger import calls, nested_calls, responses
from tests.e2e.lab.truth.slim import Ends, scrub, slim_file

RECORDINGS = binary.REPOSITORY / "tests" / "recordings"

NOTE = (
    "What was served and reported; no rollout was read. Absent: unknown. See tests/e2e/README.md."
)


def main(arguments: list[str] | None = None) -> int:
    """Record what the command line names; the exit code is the number of scenarios that broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.e2e.lab.record")
    parser.add_argument(
        "--version", action="append", help=f"a Codex release, default {binary.DEFAULT_VERSION}"
    )
    parser.add_argument(
        "--remove", action="store_true", help="delete the binary from the cache afterwards"
    )
    parser.add_argument("--core", action="store_true", help="what is recorded of every release")
    parser.add_argument("--old", action="store_true", help="what is recorded before 0.110")
    parser.add_argument("scenario", nargs="*", help="names; none: all that the release can play")
    chosen = parser.parse_args(arguments)
    unknown = set(chosen.scenario) - set(CATALOGUE)
    if unknown:
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    broken = 0
    for version in chosen.version or [binary.DEFAULT_VERSION]:
        whole = OLD if chosen.old else CORE if chosen.core else CATALOGUE
        for name in chosen.scenario or whole:
            if CATALOGUE[name].suits(version) and CATALOGUE[name].recorded:
                broken += not _recorded(CATALOGUE[name], version)
        if chosen.remove:
            binary.remove(version)
    return broken


def _recorded(scenario: Scenario, version: str) -> bool:
    try:
        record(scenario, version)
    except Exception as error:  # noqa: BLE001 - one scenario that breaks must not end the round
        print(f"{version} {scenario.name}: {type(error).__name__}: {error}", file=sys.stderr)
        return False
    print(f"{version} {scenario.name}")
    return True


def record(scenario: Scenario, version: str, into: Path = RECORDINGS) -> Path:
    """Play one scenario and write its folder below `into`."""
    target = into / version / scenario.name
    with scenario.lab(binary.codex_binary(version), version) as lab:
        scenario.play(lab)
        if lab.server.script.over:
            raise RuntimeError("Codex asked more often than the scenario has answers")
        shutil.rmtree(target, ignore_errors=True)
        places = _places(lab)
        ends: Ends = {}
        for path in lab.home.rollouts():
            _copy(path, target / path.relative_to(lab.home.codex), places, ends)
        text = written(expectation(scenario, version, lab))
        (target / "expected.json").write_text(scrub(text, places))
    return target


def expectation(scenario: Scenario, version: str, lab: Lab) -> Json:
    """All that the laboratory knows of what it just did."""
    return {
        "schema": "codexctl.lab.expected/1",
        "codex": version,
        "scenario": scenario.name,
        "about": scenario.about,
        "note": NOTE,
        "turns_complete": all_known(lab),
        "turns": expected_turns(lab),
        "responses": responses(lab.server.bill),
        "calls": calls(lab.server.bill, lab.server.requests),
        "nested_calls": nested_calls(lab.hook_calls()),
        "runs": [{"rc": run.rc, "stopped_by": _signal(run.done.stopped_by)} for run in lab.runs],
    }


def written(document: Json) -> str:
    """JSON that a person can read: one line per member, and one per object of a list."""
    members = [f" {json.dumps(key)}: {_member(value)}" for key, value in document.items()]
    return "{\n" + ",\n".join(members) + "\n}\n"


def _member(value: object) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=False)
    return "[\n  " + ",\n  ".join(json.dumps(one, ensure_ascii=False) for one in value) + "\n ]"


def _signal(stopped_by: object) -> str | None:
    return getattr(stopped_by, "name", None)


def _places(lab: Lab) -> dict[str, str]:
    """What stands for the paths of the recording machine."""
    return {
        str(lab.home.root): "/home/dev",
        str(binary.cache_folder()): "/opt/codex",
        str(binary.REPOSITORY): "/opt/codexctl",
        sys.executable: "/usr/bin/python3",
    }


def _copy(source: Path, target: Path, places: dict[str, str], ends: Ends) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    packed = source.suffix == ".zst"
    raw = _zstd("-dc", source.read_bytes()) if packed else source.read_bytes()
    slimmed = slim_file(raw, places, ends)
    target.write_bytes(_zstd("-c", slimmed) if packed else slimmed)


def _zstd(mode: str, data: bytes) -> bytes:
    return subprocess.run(["zstd", "-q", mode], input=data, capture_output=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
