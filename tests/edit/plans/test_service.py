"""The watch service: written, shown and removed like every other file."""

from __future__ import annotations

import plistlib
from configparser import ConfigParser
from dataclasses import replace
from pathlib import Path

from codexctl.edit.plan import diff
from codexctl.edit.plans.service import next_step, plan_service, rendered, service_file
from codexctl.locations import Locations, locate


def home(tmp_path: Path) -> Locations:
    """Folders whose names are hard to quote."""
    strange = tmp_path / 'a "b" & 100%'
    return locate({"HOME": str(strange), "CODEXCTL_HOME": str(strange / "own")})


def test_the_systemd_unit_is_one_and_names_our_folders(tmp_path: Path) -> None:
    locations = home(tmp_path)
    unit = ConfigParser(interpolation=None, strict=False)
    unit.read_string(rendered("/usr/bin/python3", locations, "linux"))
    start = unit["Service"]["ExecStart"]
    assert start == '"/usr/bin/python3" -E -P -m codexctl trace watch --interval 2'
    text = rendered("/usr/bin/python3", locations, "linux")
    assert r"a \"b\" & 100%%/own" in text


def test_the_launchd_agent_is_one_and_names_our_folders(tmp_path: Path) -> None:
    locations = home(tmp_path)
    agent = plistlib.loads(rendered("/usr/bin/python3", locations, "darwin").encode())
    assert agent["ProgramArguments"][0] == "/usr/bin/python3"
    assert agent["EnvironmentVariables"]["CODEXCTL_HOME"] == str(locations.data_dir)
    assert service_file(locations, "darwin").parent.name == "LaunchAgents"
    assert "launchctl load" in next_step(locations, install=True, platform="darwin")


def test_installing_twice_plans_nothing_and_removing_takes_it_away(tmp_path: Path) -> None:
    locations = replace(home(tmp_path), home=tmp_path)
    plan = plan_service(locations, "/usr/bin/python3", install=True)
    assert "ExecStart" in diff(plan)
    (edit,) = plan.edits
    edit.path.parent.mkdir(parents=True)
    edit.path.write_bytes(edit.after or b"")
    assert plan_service(locations, "/usr/bin/python3", install=True).is_empty
    (removal,) = plan_service(locations, "/usr/bin/python3", install=False).edits
    assert (removal.before, removal.after) == (edit.after, None)
