"""Where in a command Codex stands, whose arguments our flags are."""

from __future__ import annotations

import pytest

from codexctl.codex.hooks.session_flags import codex_at


@pytest.mark.parametrize(
    ("command", "place"),
    [
        ("codex exec hi", 0),
        ("codex-cli", 0),
        ("/x/codex.exe exec", 0),
        (r"C:\bin\Codex.exe exec", 0),
        ("npx @openai/codex exec", 1),
        ("npx -y @openai/codex@0.150.0 exec", 2),
        ("env CODEX_HOME=/tmp/codex codex exec", 2),
        ("sudo -u ada /usr/bin/nice -n 5 codex exec", 6),
        ("timeout 60 codex exec", 2),
        ("node /opt/codex.js exec", 1),
    ],
)
def test_codex_is_found_behind_what_starts_it(command: str, place: int) -> None:
    assert codex_at(command.split()) == place


@pytest.mark.parametrize(
    "command",
    ["sh -c codex", "ls", "env CODEX_HOME=/codex ls", "npx -y prettier", "codexctl status",
     "/codex/bin/ls", "python -m codex"],
)  # fmt: skip
def test_another_program_is_none(command: str) -> None:
    assert codex_at(command.split()) is None
