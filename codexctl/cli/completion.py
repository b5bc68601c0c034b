"""`codexctl completion`: a script that completes commands, options and their values."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.editing import Wishes, edit_options
from codexctl.cli.help.command import Command
from codexctl.cli.words.choices import Choice
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.edit.plan import FileEdit
    from codexctl.edit.transaction.receipts import Receipt

_VARIABLE = "_CODEXCTL_COMPLETE"
SHELLS = ("bash", "zsh", "fish", "powershell")
# The files that shells read without configuration, below the home folder; zsh needs `_FPATH`.
_PLACES = {
    "bash": ".local/share/bash-completion/completions/codexctl",
    "zsh": ".local/share/zsh/site-functions/_codexctl",
    "fish": ".config/fish/completions/codexctl.fish",
}
_FPATH = "fpath=(~/.local/share/zsh/site-functions $fpath)"
# click does not support PowerShell. So click is asked as if for fish, and answers with lines of
# type,value.
_POWERSHELL = """\
Register-ArgumentCompleter -Native -CommandName codexctl -ScriptBlock {
    param($word, $ast, $position)
    $env:_CODEXCTL_COMPLETE = "fish_complete"
    $env:COMP_WORDS = $ast.ToString().Substring(0, [Math]::Min($position, $ast.ToString().Length))
    $env:COMP_CWORD = $word
    codexctl | ForEach-Object {
        $kind, $value = $_ -split ",", 2
        $text = ($value -split "`t")[0]
        [System.Management.Automation.CompletionResult]::new($text, $text, "ParameterValue", $text)
    }
    $env:_CODEXCTL_COMPLETE = $env:COMP_WORDS = $env:COMP_CWORD = $null
}
"""


@click.command(cls=Command)
@click.argument("shell", type=Choice(SHELLS))
@click.option("--install", is_flag=True, help="Write it where the shell finds it.")
@click.option("--uninstall", is_flag=True, help="Undo that: the file is restored.")
@edit_options
def command(shell: str, *, install: bool, uninstall: bool, wishes: Wishes) -> int:
    """Complete commands, options and values in your shell.

    Prints the script for a shell, or writes it with --install to where the shell finds it.
    """
    if uninstall:
        return _uninstall(shell, locate(os.environ), wishes)
    text = script(shell)
    if not install:
        click.echo(text, nl=False)
        return 0
    return _install(shell, text, locate(os.environ), wishes)


def script(shell: str) -> str:
    """The script for one shell."""
    if shell == "powershell":
        return _POWERSHELL
    from click.shell_completion import get_completion_class

    from codexctl.cli.main import codexctl

    found = get_completion_class(shell)
    if found is None:
        raise UsageError(f"{shell}: not a supported shell", f"one of {', '.join(SHELLS)}")
    return found(codexctl, {}, "codexctl", _VARIABLE).source() + "\n"


def _install(shell: str, text: str, locations: Locations, wishes: Wishes) -> int:
    from dataclasses import replace

    from codexctl.cli.edits.editing import carry_out
    from codexctl.edit.files.read import read
    from codexctl.edit.plan import FileEdit, Plan

    if shell not in _PLACES:
        hint = "codexctl completion powershell >> $PROFILE"
        raise UsageError(f"{shell} has no folder for completions", hint)
    path = Path(locations.home) / _PLACES[shell]

    def plan() -> Plan:
        edit = FileEdit(path, read(path), text.encode(), 0o644)
        return Plan((edit,) if edit.before != edit.after else (), _title(shell))

    notes = (f"zsh needs this line before compinit in .zshrc: {_FPATH}",) if shell == "zsh" else ()
    # This does not concern Codex, so Codex is not asked.
    return carry_out(plan, locations, replace(wishes, offline=True), notes=notes)


def _uninstall(shell: str, locations: Locations, wishes: Wishes) -> int:
    """Undo every edit that installed it, newest first."""
    from dataclasses import replace

    from codexctl.cli.edits.undo import take_back
    from codexctl.edit.plans.undo import undone
    from codexctl.edit.transaction.receipts import list_receipts

    receipts = list_receipts(locations)
    gone = undone(receipts)
    mine = [one for one in receipts if one.title == _title(shell) and one.id not in gone]
    if not mine:
        hint = f"codexctl completion {shell} --install"
        raise CodexctlError(f"completion for {shell} is not installed by this command", hint)
    codes = [
        take_back(one, locations, replace(wishes, offline=True))
        for one in sorted(mine, key=lambda one: (one.at, one.id), reverse=True)
    ]
    return max(codes)


def installed(locations: Locations, receipts: Sequence[Receipt]) -> Iterator[FileEdit]:
    """The edits that remove every completion script of codexctl from the shells' folders.

    A file counts as codexctl's if it is byte for byte as codexctl left it, or as it would write it
    now. `receipts` are all receipts, oldest first; a file that existed before the first of them is
    restored.
    """
    from codexctl.edit.files.read import read
    from codexctl.edit.plan import FileEdit
    from codexctl.edit.plans.undo import undone

    gone = undone(receipts)
    for shell, place in _PLACES.items():
        path = Path(locations.home) / place
        now = read(path)
        if now is None:
            continue
        standing = (one for one in receipts if one.title == _title(shell) and one.id not in gone)
        done = [change for one in standing for change in one.files if change.path == path]
        if now == (done[-1].after if done else None):
            yield FileEdit(path, now, done[0].before, done[0].mode, folders=done[0].folders)
        elif now == script(shell).encode():
            yield FileEdit(path, now, None)


def remover(edit: FileEdit, locations: Locations) -> str:
    """The command that removes a script."""
    shells = {Path(locations.home) / place: shell for shell, place in _PLACES.items()}
    return f"codexctl completion {shells[edit.path]} --uninstall"


def _title(shell: str) -> str:
    return f"completion {shell}"
