"""Whose word holds, by our reading of the files and by Codex's own: they are the same."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.config import LINES
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e

USER = """\
model_reasoning_effort = "low"
model_verbosity = "high"
[tui]
notifications = true
[sandbox_workspace_write]
network_access = true
writable_roots = ["/a", "/b"]
[features]
codex_hooks = false
[projects."{project}"]
trust_level = "trusted"
"""
PROJECT = """\
model_verbosity = "low"
notify = ["theirs"]
model_provider = "theirs"
[sandbox_workspace_write]
writable_roots = ["/c"]
[mcp_servers.theirs]
command = "true"
"""
CLOSEST = 'model_verbosity = "medium"\nsandbox_mode = "read-only"\n'


@pytest.fixture(params=LINES)
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    with Lab(codex_binary(request.param)) as running:
        yield running


def values(
    config: Mapping[str, Any], at: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in config.items():
        if isinstance(value, dict) and value:
            yield from values(value, (*at, key))
        else:
            yield (*at, key), value


def test_every_value_and_its_origin_are_codexs_own(lab: Lab) -> None:
    lab.git("init", "-q")
    project = Path(lab.home.work).resolve()
    below = project / "below"
    for folder, text in ((project, PROJECT), (below, CLOSEST)):
        (folder / ".codex").mkdir(parents=True)
        (folder / ".codex" / "config.toml").write_text(text)
    config = lab.home.codex / "config.toml"
    kept = config.read_text().partition("[projects")[0]
    config.write_text(USER.format(project=project) + kept[kept.index("[") :])
    installed = Installed(lab)
    ours = {}
    for offline in ((), ("--offline",)):
        done = installed.call("config", "effective", "--json", *offline, cwd=below)
        assert done.returncode == 0, done.stderr
        ours[offline] = json.loads(done.stdout)
    assert ours[()]["config"] == ours["--offline",]["config"]
    assert ours[()]["origins"] == ours["--offline",]["origins"]
    with lab.app_server() as server:
        read = server.request("config/read", {"cwd": str(below), "includeLayers": True})
    theirs = dict(values(read["config"]))
    for place, value in values(ours[()]["config"]):
        if place[0] in ("features", "projects", "mcp_servers", "model_providers", "tui"):
            continue  # Codex shows these filled up with what it knows
        assert theirs[place] == value, place
        origin = read["origins"].get(".".join(place)) or read["origins"].get(f"{'.'.join(place)}.0")
        if origin is not None:
            named = origin["name"]
            file = named.get("file") or f"{named.get('dotCodexFolder')}/config.toml"
            assert ours[()]["origins"][".".join(place)].rpartition(":")[0] == file, place
