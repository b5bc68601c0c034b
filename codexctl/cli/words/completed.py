"""Completion of a value in the same word as its option: `--capture=re`.

click completes only the value. zsh, fish and PowerShell replace the whole word with a completion.
bash treats `=` as the end of a word, so it passes three words and replaces the last one.
"""

from __future__ import annotations

from typing import Any

from click.shell_completion import (
    BashComplete,
    CompletionItem,
    FishComplete,
    ShellComplete,
    ZshComplete,
    add_completion_class,
)


def register() -> None:
    """Make click use these classes instead of its own."""
    for one in (_Bash, _Zsh, _Fish):
        add_completion_class(one)


class _Whole(ShellComplete):
    """Completions that begin with the whole typed word."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        """The completions of the last word."""
        name, equals, _ = incomplete.partition("=")
        before = name + equals if equals and name.startswith("--") else ""
        found = super().get_completions(args, incomplete)
        return [_begun(item, before) for item in found]


class _Zsh(_Whole, ZshComplete):
    pass


class _Fish(_Whole, FishComplete):
    pass


class _Bash(_Whole, BashComplete):
    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        """The completions of bash's last word, which may be only the end of an argument."""
        *whole, last = joined([*args, incomplete])
        found = super().get_completions(whole, last)
        typed = "" if incomplete == "=" else incomplete
        return [_begun(item, "", last[: len(last) - len(typed)]) for item in found]


def joined(words: list[str]) -> list[str]:
    """Bash's words, joined where bash split them at `=`."""
    whole: list[str] = []
    glued = False
    for word in words:
        if whole and (glued or word == "="):
            whole[-1] += word
        else:
            whole.append(word)
        glued = word == "="
    return whole


def _begun(item: CompletionItem[Any], more: str, less: str = "") -> CompletionItem[Any]:
    """The same completion with a prefix added or removed."""
    # The shell itself completes files and folders.
    if item.type == "plain":
        item.value = more + str(item.value).removeprefix(less)
    return item
