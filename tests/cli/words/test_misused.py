"""Wrong words on a command line: the thing is named, and the hint is what was meant."""

from __future__ import annotations

import click
import pytest

from codexctl.cli import boundary
from codexctl.cli.words.choices import Choice
from tests.cli.words.tree import commands

CASES = {
    "an option's name": (
        ("setup", "--destinaton", "local"),
        "codexctl setup has no option --destinaton",
        "did you mean --destination? codexctl setup --help",
    ),
    "the word that switches off": (
        ("setup", "--no-auto-snyc"),
        "codexctl setup has no option --no-auto-snyc",
        "did you mean --no-auto-sync? codexctl setup --help",
    ),
    "no option is like it": (
        ("status", "--everything"),
        "codexctl status has no option --everything",
        "codexctl status --help",
    ),
    "an option before its command": (
        ("--json", "status"),
        "codexctl has no option --json",
        "it belongs to another command: codexctl status --json",
    ),
    "an option before its command in a group, with a value": (
        ("policy", "--format", "sarif", "check"),
        "codexctl policy has no option --format",
        "it belongs to another command: codexctl policy check --format …",
    ),
    "an option of the whole behind a command": (
        ("status", "--version"),
        "codexctl status has no option --version",
        "it belongs to another command: codexctl --version",
    ),
    "a choice": (
        ("setup", "--trust", "bypas"),
        "--trust bypas: not one of this-hook, ask, bypass",
        "did you mean bypass? codexctl setup --help",
    ),
    "a choice that nothing is like": (
        ("setup", "--capture", "everything"),
        "--capture everything: not one of metadata, redacted, full",
        "codexctl setup --help",
    ),
    "an empty choice": (
        ("setup", "--trigger", ""),
        "--trigger '': not one of auto, hook, notify, plugin",
        "codexctl setup --help",
    ),
    "an empty choice of two": (
        ("hooks", "list", "--scope", ""),
        "--scope '': not one of global, project",
        "codexctl hooks list --help",
    ),
    "an argument of a few": (
        ("completion", "bahs"),
        "SHELL bahs: not one of bash, zsh, fish, powershell",
        "did you mean bash? codexctl completion --help",
    ),
    "an argument that is missing": (
        ("completion",),
        "codexctl completion needs SHELL: one of bash, zsh, fish, powershell",
        "codexctl completion --help",
    ),
    "a value that is missing": (
        ("setup", "--endpoint"),
        "codexctl setup --endpoint: needs a value",
        "codexctl setup --help",
    ),
    "a value where none is taken": (
        ("status", "--json=yes"),
        "codexctl status --json: takes no value",
        "codexctl status --help",
    ),
    "no number": (
        ("selftest", "--timeout", "soon"),
        "--timeout soon: must be a number from 0.1 to 86400",
        "codexctl selftest --help",
    ),
    "a number out of bounds": (
        ("view", "--port", "99999"),
        "--port 99999: must be a whole number from 0 to 65535",
        "codexctl view --help",
    ),
    "a word too many": (
        ("hooks", "list", "Stop"),
        "codexctl hooks list: unexpected argument: Stop",
        "codexctl hooks list --help",
    ),
    "an empty word too many": (
        ("hooks", "list", ""),
        "codexctl hooks list: unexpected argument: ''",
        "codexctl hooks list --help",
    ),
    "an empty command": (
        ("trace", ""),
        "there is no command codexctl trace ''",
        "codexctl trace --help",
    ),
    "a command of another group": (
        ("enable", "hooks"),
        "there is no command codexctl enable",
        "did you mean codexctl features enable or codexctl mcp enable? codexctl --help",
    ),
    "a command of all in a group": (
        ("trace", "status"),
        "there is no command codexctl trace status",
        "did you mean codexctl status? codexctl trace --help",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_said_what_is_wrong_and_what_was_meant(
    case: str, capfd: pytest.CaptureFixture[str]
) -> None:
    words, message, hint = CASES[case]
    assert boundary.run(words) == 2
    assert capfd.readouterr().err == f"codexctl: {message}\nhint: {hint}\n"


def test_a_missing_word_has_the_name_that_help_gives_it(capfd: pytest.CaptureFixture[str]) -> None:
    tried = set()
    for ctx in commands():
        required = [
            param
            for param in ctx.command.params
            if isinstance(param, click.Argument) and param.required
        ]
        if not required or isinstance(required[0].type, click.Choice):
            continue  # help lists the words of a choice, and so does the message
        path = ctx.command_path.split()[1:]
        assert boundary.run(path) == 2
        said = capfd.readouterr().err.partition(" needs ")[2].split()
        if not said:
            continue  # an option is what it lacks first
        help_ = ctx.command.get_usage(ctx)
        assert said[0].rstrip(":") in help_.replace(".", " ").replace("…", " ").split(), help_
        tried.add(ctx.command_path)
    assert {"codexctl run", "codexctl trace save", "codexctl hooks remove"} <= tried
    assert len(tried) > 15


def test_every_choice_says_which_word_was_meant_and_offers_no_empty_one() -> None:
    choices = [
        (ctx.command_path, param.name, param.type)
        for ctx in commands()
        for param in ctx.command.params
        if isinstance(param.type, click.Choice)
    ]
    assert len(choices) > 20
    for path, name, kind in choices:
        assert isinstance(kind, Choice), f"{path} {name}: a Choice of ours suggests"
        assert all(map(str, kind.choices)), f"{path} {name}: offers ''"


def test_every_misspelt_option_names_the_right_one(capfd: pytest.CaptureFixture[str]) -> None:
    """One letter of each long option is left out: the hint is that option or one as near."""
    tried = 0
    for ctx in commands():
        path = ctx.command_path.split()[1:]
        if ctx.command.context_settings.get("ignore_unknown_options"):
            continue  # they are for the program that it starts
        longs = [
            option
            for param in ctx.command.params
            if isinstance(param, click.Option)
            for option in param.opts
            if len(option) > 8
        ]
        for option in longs:
            wrong = option[:4] + option[5:]
            if any(long.startswith(wrong) for long in longs):
                continue
            assert boundary.run([*path, wrong]) == 2
            assert "hint: did you mean --" in capfd.readouterr().err, (path, wrong)
            tried += 1
    assert tried > 100
