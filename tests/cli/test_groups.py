from __future__ import annotations

import pytest

from tests.cli.conftest import Shell


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("setpu",), "setup"),
        (("confg", "get"), "config"),
        (("mcp", "lst"), "list"),
        (("trace", "lsit"), "list"),
        (("config", "explian"), "explain"),
        (("policy", "chek"), "check"),
        (("fleet", "rendr"), "render"),
    ],
)
def test_a_command_that_is_none_names_the_nearest(
    shell: Shell, words: tuple[str, ...], meant: str
) -> None:
    done = shell.run(*words)
    assert done.code == 2
    assert f"did you mean {meant}?" in done.err


@pytest.mark.parametrize(
    "words", [(), ("config",), ("mcp",), ("trace",), ("policy",), ("fleet",), ("auth",)]
)
def test_a_group_alone_prints_its_help(shell: Shell, words: tuple[str, ...]) -> None:
    done = shell.run(*words)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: codexctl")
    assert "…\n" not in done.out


def test_other_words_for_a_command_are_taken(shell: Shell) -> None:
    assert shell.run("trace", "ls", "--json").json["turns"] == []
    assert shell.run("mcp", "ls", "--json").json["servers"] == []


def test_help_is_a_command_too(shell: Shell) -> None:
    assert shell.run("help", "config", "set").out == shell.run("config", "set", "--help").out
    assert shell.run("help").out == shell.run("--help").out
    assert shell.run("-V").out == shell.run("--version").out
    assert shell.run("help", "nothing").code == 2
