"""What the audit says Codex calls is what the real Codex lists, plugins' hooks included."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from codexctl.codex.callers.called import Via, callers
from codexctl.codex.config.files import config_files
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e


@pytest.fixture
def lab(codex: Path, tmp_path: Path) -> Iterator[Lab]:
    with Lab(codex, root=tmp_path / "home") as lab:
        yield lab


def hooks(*commands: str) -> str:
    groups = [{"hooks": [{"type": "command", "command": command}]} for command in commands]
    return json.dumps({"hooks": {"Stop": groups}})


def market(folder: Path) -> None:
    """A market of one plugin, as tracers have them."""
    plugin = folder / "plugins" / "tracing"
    for path, text in {
        folder / ".agents/plugins/marketplace.json": json.dumps({
            "name": "codex-observability-plugin",
            "plugins": [
                {"name": "tracing", "source": {"source": "local", "path": "./plugins/tracing"},
                 "policy": {"installation": "AVAILABLE", "authentication": "ON_INSTALL"}}
            ],
        }),
        plugin / ".codex-plugin/plugin.json": json.dumps(
            {"name": "tracing", "version": "0.1.0", "description": "x", "hooks": "./hooks/h.json"}
        ),
        plugin / "hooks/h.json": hooks('node "${PLUGIN_ROOT}/dist/index.mjs"'),
    }.items():  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_the_audit_and_codex_agree_on_what_is_called(lab: Lab) -> None:
    home = lab.home
    market(home.root / "market")
    for words in (
        ("plugin", "marketplace", "add", str(home.root / "market")),
        ("plugin", "add", "tracing@codex-observability-plugin"),
    ):
        assert lab.codex(*words).rc == 0
    home.append_config(
        '\n[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "weave-codex hook"\n'
    )
    (home.codex / "hooks.json").write_text(hooks("python3 -m staso.codex", "/opt/mine --now"))
    with lab.app_server() as server:
        (listed,) = server.request("hooks/list", {"cwds": [str(home.work)]})["data"]
    seen = {
        (hook["source"] == "plugin", hook["command"].split("/")[-1]) for hook in listed["hooks"]
    }
    files = config_files(home.codex, home.work, home.root / "etc")
    found = callers(home.codex, home.work, home.root / "etc", files, home.root / "notify.sh").called
    assert {(each.via, each.program, each.known.name if each.known else "") for each in found} == {
        (Via.hook, "weave-codex", "weave-codex"),
        (Via.hook, "staso", "staso"),
        (Via.hook, "mine", ""),
        (Via.plugin, "node", "langfuse"),
    }
    assert len(found) == len(listed["hooks"]), seen
    assert sum(is_plugin for is_plugin, _ in seen) == 1
