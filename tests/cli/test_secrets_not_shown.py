"""Every command that could show a secret of Codex's files, where they hold some everywhere."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path

import click
import pytest

from codexctl.cli import boundary
from codexctl.cli.config import rewritten
from codexctl.edit import open_home
from tests.cli.words.tree import commands

# Short, and like nothing that redaction knows: only its place tells what it is.
MADE_UP = re.compile(r"zq\d\dx")
KEY = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
CONFIG = f"""\
model = "gpt-5.5"
model_provider = "gate"
notify = ["/bin/true", "--token", "zq01x"]
# before: {KEY}

[mcp_servers.one]
command = "/bin/echo"
args = ["--api-key", "zq02x", "--header=Authorization: Bearer zq03x", "-x"]
enabled = false
[mcp_servers.one.env]
TOKEN = 'zq04x'
LONG = \"\"\"
zq05x
  and zq06x\"\"\"
SECRET_NUMBER = 4

[mcp_servers.two]
url = "https://me:zq07x@127.0.0.1:9/mcp?api_key=zq08x"
http_headers = {{ Authorization = "Bearer zq09x", X-Notes = "zq10x" }}
enabled = false

[model_providers.gate]
name = "gate"
base_url = "https://me:zq11x@127.0.0.1:9/v1?code=zq12x"
experimental_bearer_token = "zq13x"
http_headers.X-Api = "zq14x"
query_params = {{ version = "zq15x" }}

[shell_environment_policy]
set = {{ NOTES = "zq16x" }}

[otel.exporter.otlp-http]
endpoint = "https://me:zq17x@127.0.0.1:9/v1/logs"
protocol = "binary"
headers = {{ x-team = "zq18x" }}

[[hooks.Stop]]
[[hooks.Stop.hooks]]
type = "command"
command = "NOTES_TOKEN=zq19x /bin/true --password 'zq20x z'"
"""
HOOK = "API_KEY='zq21x' /bin/true -H 'Authorization: zq22x'"
PROFILE = 'model = "gpt-5.4"\n[mcp_servers.three]\ncommand = "x"\nenv = { K = "zq23x" }\n'
WANTED = 'version = 1\n[mcp_servers.four]\ncommand = "x"\n[mcp_servers.four.env]\nZ = "zq24x"\n'
OTHERS = {"mcpServers": {"five": {"command": "/bin/true", "env": {"NOTES": "zq25x"}}}}

# Lines of one machine, a machine each.
WALK = """\
config get; config get --json; config get mcp_servers; config get mcp_servers.one.args --json
config get model_providers.gate; config get notify; config get hooks; config get otel --json
config effective; config effective --json; config explain; config explain mcp_servers.one
config explain mcp_servers.one.env.TOKEN; config explain --json; config path --json
config validate; config validate --json; hooks validate; hooks validate --json
config set model gpt-5.4 --yes; config diff; history; history --json; undo --dry-run; undo --yes
config set mcp_servers.one.env.TOKEN zq30x --yes; config diff; undo --yes --json
config set mcp_servers.one.env.TOKEN=zq31x shell_environment_policy.set.NOTES=zq32x --yes
config set mcp_servers.one.env.LONG zq31x --dry-run --json
config set model KEY --dry-run; config set model_context_window KEY; config set nope.KEY 1
config get KEY; config get KEY --json; config explain KEY
mcp show KEY; mcp add KEY; profiles show KEY; hooks add KEY
config unset mcp_servers.one.env --yes; undo --yes; config unset mcp_servers --dry-run --json
config unset model_providers.gate.http_headers.X-Api --dry-run; config upgrade --dry-run
config edit --yes; undo --yes; config edit --dry-run --json
config apply --file WANTED --check; config apply --file WANTED --check --json
config apply --file WANTED --yes; undo --yes
config snapshot s; config set mcp_servers.one.env.TOKEN zq33x --yes; config restore s --dry-run
config snapshot s; config set mcp_servers.one.env.TOKEN zq33x --yes; config diff s
config snapshot s; config unset mcp_servers --yes; config restore s --yes
mcp list; mcp list --json; mcp show one; mcp show one --json; mcp show two; mcp show two --json
mcp test one; mcp test one --json; mcp enable one --dry-run; mcp disable one --yes
mcp remove one --yes; undo --yes
mcp add six --env NOTES=zq34x --yes -- /bin/true; mcp add one --force --dry-run -- /bin/true
mcp import --file .mcp.json --dry-run; mcp import --file .mcp.json --yes --json
profiles list; profiles list --json; profiles show work; profiles show work --json
profiles copy work more --yes; profiles delete work --yes; undo --yes
profiles create six mcp_servers.q.env.K=zq35x --dry-run; profiles use --none --yes
providers list; providers list --json; providers test --timeout 1; providers test --json
providers add g --base-url http://127.0.0.1:9/v1 --header A=zq36x --dry-run
providers use openai --yes; providers remove gate --yes; undo --yes
permissions show; permissions show --json; permissions set --sandbox read-only --dry-run
permissions trust . --dry-run; permissions untrust . --dry-run; permissions prune --dry-run
features list; features enable multi_agent --yes; features disable multi_agent --dry-run
hooks list; hooks list --json; hooks trust --all --yes; hooks untrust --all --dry-run
hooks add Stop --yes -- /bin/true --token zq37x; hooks list; history; undo --yes
hooks remove --scope global "HOOK" --dry-run; hooks remove HOOKS:stop:0:0 --yes; undo --yes
notify show; notify show --json; notify unset --dry-run; notify set --yes -- /bin/true --token zq38x
status; status --json; doctor; doctor --json; policy check; policy check --json; policy explain
setup --destination local --dry-run; setup --destination local --dry-run --json; sync --dry-run
setup --destination local --yes; status; history; doctor --fix; sync; uninstall --dry-run
setup --destination local --yes; uninstall --dry-run --json; uninstall --yes
setup --destination otlp --endpoint http://127.0.0.1:9/v1/traces --header x-notes=zq39x --dry-run
setup --destination langfuse --param public_key=pk-lf-1 --param host=KEY --dry-run
setup --destination langfuse --param public_key=pk-lf-1 --param host=KEY --dry-run --json
setup --destination KEY --dry-run; setup --param KEY; KEY; config KEY; config set --KEY
instructions; skills; skills --json; rules; rules --json; prompts
fleet plan --root IMAGE; fleet apply --root IMAGE --dry-run; fleet remove --root IMAGE --dry-run
"""
# What shows nothing of Codex's files: ours, what a person types at a prompt, Codex's own output.
NOTHING_OF_CODEX = {
    *("demo", "selftest", "run", "view", "update", "help", "completion", "policy init"),
    *("policy show", "policy render", "fleet verify", "fleet render", "mcp login", "mcp logout"),
    *("mcp secret", "providers key", "permissions forget"),
    "config watch",  # it waits for others: what it says is tried below
}


def lines() -> list[list[list[str]]]:
    return [[shlex.split(one) for one in line.split("; ")] for line in WALK.splitlines()]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Made-up secrets wherever Codex takes some, and an editor that changes one."""
    home, work = tmp_path / "home", tmp_path / "work"
    codex = home / ".codex"
    for folder in (codex, work / ".git", tmp_path / "image"):
        folder.mkdir(parents=True)
    (codex / "config.toml").write_text(CONFIG)
    hooks = {"hooks": {"Stop": [{"hooks": [{"type": "command", "command": HOOK}]}]}}
    (codex / "hooks.json").write_text(json.dumps(hooks, indent=2))
    (codex / "work.config.toml").write_text(PROFILE)
    (work / ".mcp.json").write_text(json.dumps(OTHERS))
    (tmp_path / "wanted.toml").write_text(WANTED)
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nsed -i.bak "s/zq04x/zq40x/; s/zq14x/zq41x/" "$1"\n')
    editor.chmod(0o755)
    for name in [*os.environ]:
        if name.startswith(("CODEX", "XDG_", "OTEL_")):
            monkeypatch.delenv(name)
    said = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "EDITOR": str(editor)}
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(work)
    return tmp_path


def filled(words: list[str], machine: Path) -> list[str]:
    stands_for = {
        "WANTED": str(machine / "wanted.toml"),
        "IMAGE": str(machine / "image"),
        "HOOKS": str(machine / "home" / ".codex" / "hooks.json"),
        "KEY": KEY,
    }
    for name, value in stands_for.items():
        words = [re.sub(rf"\b{name}\b(?!=)", value.replace("\\", "\\\\"), word) for word in words]
    return [HOOK if word == "HOOK" else word for word in words]


def told(text: str) -> list[str]:
    """The lines that show one of the secrets."""
    return [line for line in text.splitlines() if MADE_UP.search(line) or KEY in line]


@pytest.mark.parametrize("walk", lines(), ids=lambda walk: " ".join(walk[0][:3]))
def test_no_command_shows_a_secret_that_nobody_asked_for(
    walk: list[list[str]], machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in walk:
        code = boundary.run(filled(words, machine))
        out, err = capsys.readouterr()
        assert told(out + err) == [], words
        assert code in (0, 1) or any("KEY" in word for word in words), (words, err)


def test_the_walk_leaves_no_command_out() -> None:
    gone = {" ".join(words[:size]) for walk in lines() for words in walk for size in (1, 2)}
    known = {
        ctx.command_path.removeprefix("codexctl ")
        for ctx in commands()
        if not isinstance(ctx.command, click.Group)
    }
    ours = {name for name in known if name.split()[0] in ("trace", "auth")}
    assert known - gone == NOTHING_OF_CODEX | ours


def test_undo_brings_back_every_byte_all_the_same(machine: Path) -> None:
    config = machine / "home" / ".codex" / "config.toml"
    assert boundary.run(["config", "set", "mcp_servers.one.env.TOKEN", "zq50x", "--yes"]) == 0
    assert "zq50x" in config.read_text()
    assert boundary.run(["undo", "--yes"]) == 0
    assert config.read_text() == CONFIG


def test_a_rewritten_file_is_told_without_its_secrets(machine: Path) -> None:
    config = machine / "home" / ".codex" / "config.toml"
    before = config.read_bytes()
    for after in (before.replace(b"zq04x", b"zq51x"), before + b"zq52x\n", None):
        said = "\n".join(rewritten._said(config, before, after))
        assert told(said + rewritten._line(config, before, after)) == []
        assert "was rewritten" in said


def test_another_programs_diff_is_as_careful(machine: Path) -> None:
    plan = open_home().plan().set({"mcp_servers.one.env.TOKEN": "zq53x"})
    assert "+TOKEN = '***** (new)'" in plan.diff() or '+TOKEN = "***** (new)"' in plan.diff()
    assert told(plan.diff()) == []


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("config get mcp_servers.one.env.TOKEN", "zq04x"),
        ("config get mcp_servers.one.args.1", "zq02x"),
        ("config get model_providers.gate.experimental_bearer_token", "zq13x"),
        ("config get mcp_servers.one.env --show-secrets", "zq04x"),
        ("config effective --offline --show-secrets", "zq04x"),
        ("config explain mcp_servers.one.env.TOKEN --offline --show-secrets", "zq04x"),
    ],
)
def test_who_asks_for_it_is_told(
    words: str, value: str, machine: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert boundary.run(words.split()) == 0
    out = capsys.readouterr().out
    assert value in out
    assert "*****" not in out or "--show-secrets" not in words
