"""A command that the code names, in a hint or anywhere else, is one that there is.

Every command that a test runs as a program has its own hint looked at as well: `Shell.run`.
"""

from __future__ import annotations

import pytest

from tests.cli.words.literals import all_named, named_in, wrong_hint, wrong_with

# Code of other languages, and names that are no commands.
_NO_COMMANDS = ("cli/completion.py", "deliver/worker/probe.py", "view/web/opening.py")


def test_every_command_that_the_code_names_exists_with_its_options() -> None:
    named = [one for one in all_named() if not one.where.startswith(_NO_COMMANDS)]
    assert len(named) > 250
    wrong = [f"{one.where}: {' '.join(one.words)}: {wrong_with(one)}" for one in named]
    assert [line for line in wrong if not line.endswith(": ")] == []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("run: codexctl trace list --json", ""),
        ("codexctl trace lsit", "there is no command codexctl trace lsit"),
        ("codexctl stats shows it", "there is no command codexctl stats"),
        ("codexctl setup --api-key NAME", "codexctl setup has no option --api-key"),
        ("codexctl setup --endpoint=URL", ""),
        ("codexctl undoes it", ""),
        ("codexctl run -- codex --anything", ""),
    ],
)
def test_what_would_not_run_is_found(text: str, wrong: str) -> None:
    assert [wrong_with(one) for one in named_in(text, "here")] == [wrong]


def test_an_option_of_another_command_is_no_hint() -> None:
    assert wrong_hint(("hooks", "trust", "x"), "leave out --ask") == (
        "codexctl hooks trust has no option --ask"
    )
    assert wrong_hint(("hooks", "list", "--ask"), "leave out --ask") == ""
