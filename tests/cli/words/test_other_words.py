"""Words that other programs have for our commands are taken, in every group with the command."""

from __future__ import annotations

import click
import pytest

from codexctl.cli.words.other_words import OTHER_WORDS
from tests.cli.conftest import Shell
from tests.cli.words.tree import commands
from tests.deliver.conftest import record

GROUPS = [ctx for ctx in commands() if isinstance(ctx.command, click.Group)]
TAKEN = [
    (ctx, word, next(other for other in meant if other in known))
    for ctx in GROUPS
    for known in [ctx.command.list_commands(ctx)]  # type: ignore[attr-defined]
    for word, meant in OTHER_WORDS.items()
    if word not in known and any(other in known for other in meant)
]


@pytest.mark.parametrize(
    ("ctx", "word", "meant"), TAKEN, ids=[f"{c.command_path} {w}" for c, w, _ in TAKEN]
)
def test_the_word_is_the_command(ctx: click.Context, word: str, meant: str) -> None:
    assert isinstance(ctx.command, click.Group)
    name, command, rest = ctx.command.resolve_command(ctx, [word, "more"])
    assert (name, rest) == (meant, ["more"])
    assert command is ctx.command.get_command(ctx, meant)


@pytest.mark.parametrize("ctx", GROUPS, ids=lambda ctx: ctx.command_path)
def test_every_group_that_can_list_does_so_by_ls(ctx: click.Context) -> None:
    assert isinstance(ctx.command, click.Group)
    known = ctx.command.list_commands(ctx)
    if "list" in known or "show" in known:
        assert ctx.command.resolve_command(ctx, ["ls"])[0] in ("list", "show")


def test_no_other_word_takes_more_away_than_it_says() -> None:
    for word, meant in OTHER_WORDS.items():
        assert not {"uninstall", "undo", "logout", "prune"} & set(meant) or word == "revert"


def test_a_word_that_is_being_completed_leads_to_the_command_s_options(shell: Shell) -> None:
    line = {"_CODEXCTL_COMPLETE": "bash_complete", "COMP_WORDS": "codexctl trace ls --jso"}
    done = shell.run(**line, COMP_CWORD="3")
    assert "--json" in done.out


def test_the_last_turn_is_a_word_for_its_trace(shell: Shell) -> None:
    last, none = shell.run("trace", "show", "last"), shell.run("trace", "show")
    assert last == none
    assert last.err.startswith("codexctl: no trace yet\n")


@pytest.mark.parametrize("words", [("trace", "show"), ("trace", "save", "--dry-run")])
def test_an_id_with_a_wrong_digit_names_the_trace_that_is_like_it(
    shell: Shell, words: tuple[str, ...]
) -> None:
    shell.run("setup", "--destination", "local", "--yes", "--no-proof")
    shell.locations.rollout_folders[0].mkdir()
    record(shell.locations, "plain")
    shell.run("trace", "export", "--all")
    (turn,) = shell.run("trace", "list", "--json").json["turns"]
    right = turn["trace_id"]
    wrong = ("0" if right[0] != "0" else "1") + right[1:10]
    done = shell.run(*words, wrong)
    assert done.code == 1
    said, hint = done.err.splitlines()
    assert wrong in said
    assert hint == f"hint: did you mean {right}?"
    assert shell.run(*words, "lst").err.endswith("hint: did you mean last?\n")
    assert shell.run(*words, "last").code == 0
    assert shell.run(*words, "zzzz").err.endswith("hint: codexctl trace list\n")
