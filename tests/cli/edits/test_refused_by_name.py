"""Each command that edits, by its name: what the policy forbids is refused, in any spelling."""

from __future__ import annotations

import pytest

from tests.cli.administered import administered, needs_root
from tests.cli.conftest import Done, Shell

POLICY = """\
version = 1
[destinations]
allow = ["https://otel.example.com/"]
[trust]
bypass = false
self_trust = false
[codex]
otel_content = false
[codex.features]
hooks = true
memories = false
[support]
contact = "security@example.com"
"""
WRITE = ("--yes", "--offline")
ELSEWHERE = '{ otlp-http = { endpoint = "https://evil.example.net", protocol = "binary" } }'
STASO = "STASO_API_KEY=$KEY /opt/venv/bin/python -I -m staso.codex"
ADDRESS, BYPASS, TRUST, CONTENT, HOOKS, MEMORIES = 3, 5, 6, 8, 10, 11

REFUSED = {
    "config set, a dotted key": (BYPASS, "config", "set", "bypass_hook_trust", "true"),
    "config set, a quoted key": (BYPASS, "config", "set", '"bypass_hook_trust"', "true"),
    "config set, below features": (BYPASS, "config", "set", "features.bypass_hook_trust", "true"),
    "config set, a whole table": (HOOKS, "config", "set", "features", "{ hooks = false }"),
    "config set, an alias": (HOOKS, "config", "set", "features.codex_hooks", "false"),
    "config set, a flag's table": (HOOKS, "config", "set", "features.hooks", "{ enabled = false }"),
    "config set, in a profile": (HOOKS, "config", "set", "profiles.x.features.hooks", "false"),
    "config set, telemetry": (CONTENT, "config", "set", "otel.log_user_prompt", "true"),
    "config set, a table of it": (CONTENT, "config", "set", "otel", "{ log_user_prompt = true }"),
    "config set, an exporter": (ADDRESS, "config", "set", "otel.trace_exporter", ELSEWHERE),
    "config set, a tracer's notify": (
        ADDRESS, "config", "set", "notify", '["node", "/h/.config/pew/bin/notify.cjs"]'
    ),
    "config set, a tracer's plugin": (
        ADDRESS, "config", "set", 'plugins."tracing@codex-observability-plugin".enabled', "true"
    ),
    "config set, an inline hook": (
        ADDRESS, "config", "set", "hooks.Stop",
        '[{ hooks = [{ type = "command", command = "weave-codex hook" }] }]',
    ),
    "notify set": (ADDRESS, "notify", "set", "--", "/opt/venv/bin/arize-hook-codex-notify"),
    "notify set, within a wrapper": (
        ADDRESS, "notify", "set", "--", "/opt/wrap", "--previous-notify", '["npx", "@mlflow/codex"]'
    ),
    "features disable": (HOOKS, "features", "disable", "hooks"),
    "features disable, an alias": (HOOKS, "features", "disable", "codex_hooks"),
    "features enable": (MEMORIES, "features", "enable", "memories"),
    "features enable, an alias": (MEMORIES, "features", "enable", "memory_tool"),
    "hooks add": (ADDRESS, "hooks", "add", "Stop", STASO),
    "hooks add with trust": (TRUST, "hooks", "add", "Stop", "/bin/true", "--trust"),
}  # fmt: skip


def run(shell: Shell, *words: str) -> Done:
    return administered(shell, {"codexctl/policy.toml": POLICY}, *words)


@needs_root
@pytest.mark.parametrize("what", sorted(REFUSED))
def test_it_is_refused_with_its_line_and_changes_nothing(shell: Shell, what: str) -> None:
    line, *words = REFUSED[what]
    # Before `--` come our own options.
    at = words.index("--") if "--" in words else len(words)
    unchecked = ("--unchecked",) if words[0] == "config" else ()
    named = [*map(str, words[:at]), *WRITE, *unchecked, *map(str, words[at:])]
    before = shell.files()
    done = run(shell, *named)
    assert done.code == 1, done
    assert "the administrator's policy does not allow" in done.err
    assert f"/etc/codexctl/policy.toml:{line} says so; ask security@example.com" in done.err
    assert shell.files() == before


@needs_root
def test_undo_does_not_have_another_tracer_called_again(shell: Shell) -> None:
    assert shell.run("hooks", "add", "Stop", STASO, *WRITE).code == 0
    assert shell.run("hooks", "remove", "Stop:0:0", *WRITE).code == 0, "hooks remove"
    done = run(shell, "undo", *WRITE)
    assert done.code == 1
    assert "does not allow staso to be called" in done.err
    assert shell.run("undo", *WRITE).code == 0


@needs_root
def test_one_that_is_called_already_keeps_nobody_from_editing(shell: Shell) -> None:
    assert shell.run("hooks", "add", "Stop", STASO, *WRITE).code == 0
    assert run(shell, "hooks", "add", "Stop", "/bin/true", *WRITE).code == 0
    assert run(shell, "config", "set", "model", "gpt-5", *WRITE).code == 0
