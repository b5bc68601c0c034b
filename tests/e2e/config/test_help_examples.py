"""Examples of the help that ask Codex, with the real one; all of them run in tests/cli/help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from codexctl.cli.help.described import every_command
from codexctl.cli.main import codexctl
from tests.cli.help.machine import Machine, machine_in
from tests.cli.help.person import carried_out

pytestmark = pytest.mark.e2e
LINES = (
    "codexctl features list",
    "codexctl features enable apps",
    "codexctl hooks list --ask",
    "codexctl hooks add Stop 'notify-send Codex' --trust",
    "codexctl config validate",
    "codexctl config set model=gpt-5.5 history.persistence=none",
    "codexctl config apply --file wanted.toml",
    "codexctl profiles create hard model_reasoning_effort=high",
    "codexctl mcp add papers -- npx -y papers-server",
    "codexctl permissions set --sandbox workspace-write --network off",
    "codexctl instructions",
    "codexctl skills",
    "codexctl rules",
    "codexctl status",
    "codexctl doctor",
)


@pytest.fixture(scope="module")
def machine(codex: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    with machine_in(tmp_path_factory.mktemp("machine")) as machine:
        machine.with_codex(codex)
        yield machine


@pytest.mark.parametrize("line", LINES)
def test_an_example_works_with_the_real_codex(machine: Machine, line: str) -> None:
    machine.renew()
    with machine.terminal(line) as terminal:
        code = carried_out(terminal, line)
        shown = "\n".join(terminal.lines).strip()
    assert code == 0, shown


def test_they_are_examples_of_the_help() -> None:
    assert set(LINES) <= {row.line for one in every_command(codexctl) for row in one.examples}
