from __future__ import annotations

import os
from pathlib import Path

import pytest

from codexctl.checks import Cause
from codexctl.codex.asking.requirements import Requirements
from codexctl.codex.hooks.command import render_script
from codexctl.codex.report.look_around import take
from codexctl.codex.report.snapshot import Snapshot
from codexctl.locations import Locations, locate
from tests.codex.asking.test_ask import server


@pytest.fixture
def locations(tmp_path: Path) -> Locations:
    locations = locate({"HOME": str(tmp_path / "home")})
    locations.codex_home.mkdir(parents=True)
    locations.data_dir.mkdir(parents=True)
    return locations


def looked(locations: Locations, *, asking: bool = True, path: str = "") -> Snapshot:
    requirements = locations.home / "requirements.toml"
    environ = {**os.environ, "PATH": path}
    return take(
        locations, locations.hooks_json, locations.home, environ, requirements, asking=asking
    )


def test_an_empty_home_has_no_hooks_and_no_problem_of_its_own(locations: Locations) -> None:
    standing = looked(locations)
    assert standing.home_exists
    assert standing.hooks.hooks == ()
    assert standing.hooks.rejected == ""
    assert standing.config == {}
    assert standing.silence == "there is no codex on the PATH"


def test_codex_is_asked_when_it_is_there(locations: Locations, tmp_path: Path) -> None:
    path = str(server(tmp_path).parent)
    answer = looked(locations, path=path).answer
    assert answer is not None
    assert answer.version == "0.169.0"
    assert looked(locations, path=path, asking=False).answer is None


def test_its_requirements_count_for_more_than_the_file(
    locations: Locations, tmp_path: Path
) -> None:
    (locations.home / "requirements.toml").write_text("[features]\nhooks = false\n")
    assert looked(locations).requirements == Requirements(hooks_pinned=False)
    path = str(server(tmp_path).parent)
    assert looked(locations, path=path).requirements == Requirements(managed_hooks_only=True)


def test_a_codex_that_says_nothing_is_quoted(locations: Locations, tmp_path: Path) -> None:
    binary = tmp_path / "bin" / "codex"
    binary.parent.mkdir()
    binary.write_text("#!/bin/sh\nexit 1\n")
    binary.chmod(0o755)
    standing = looked(locations, path=str(binary.parent))
    assert standing.answer is None
    assert "ended early" in standing.silence


def test_files_that_cannot_be_used_are_told_with_their_reason(locations: Locations) -> None:
    locations.config_toml.write_text("x =")
    locations.hooks_json.write_bytes(b"\xff")
    standing = looked(locations)
    assert standing.config_problem.startswith(f"{locations.config_toml}:1:4: ")
    assert standing.hooks.rejected.startswith("cannot be read")


def test_a_byte_order_mark_in_the_configuration_is_none_of_these(locations: Locations) -> None:
    locations.config_toml.write_bytes(b'\xef\xbb\xbfmodel = "x"\n')
    assert looked(locations).config == {"model": "x"}


def test_whatever_keeps_the_script_from_running_is_named(locations: Locations) -> None:
    script = locations.hook_script
    assert problem(locations) == (Cause.script_gone, f"{script}: No such file or directory")
    script.write_text("#!/bin/sh\n")
    assert problem(locations) == (Cause.script_changed, f"{script} differs from what setup wrote")
    script.write_text(render_script("/bin/sh", locations))
    script.chmod(0o600)
    assert problem(locations) == (Cause.script_gone, f"{script} is not executable")
    script.chmod(0o700)
    assert looked(locations).script_problem is None
    script.write_text(render_script("/gone/python", locations))
    cause, summary = problem(locations)
    assert cause is Cause.interpreter_gone
    assert summary.endswith("is missing: /gone/python")


def problem(locations: Locations) -> tuple[Cause, str]:
    found = looked(locations).script_problem
    assert found is not None
    return found.cause, found.summary


@pytest.mark.parametrize("name", ["interpreter-tools", "what setup wrote", "is missing"])
def test_the_name_of_a_folder_is_no_cause(tmp_path: Path, name: str) -> None:
    locations = locate({"HOME": str(tmp_path / name)})
    locations.codex_home.mkdir(parents=True)
    assert problem(locations)[0] is Cause.script_gone


def test_the_last_run_is_the_newest_hint(locations: Locations) -> None:
    assert looked(locations).last_hint is None
    locations.hints_dir.mkdir()
    for name, time in (("Stop", 5), ("SessionEnd", 7)):
        (locations.hints_dir / name).touch()
        os.utime(locations.hints_dir / name, (time, time))
    assert looked(locations).last_hint == 7
