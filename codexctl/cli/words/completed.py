"""Completion of a value that stands behind its option's name in one word: `--capture=re`.

click completes the value alone. zsh, fish and PowerShell put what they are offered in the place of
the whole word; bash takes `=` for the end of a word, so it hands over three and replaces the last.
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
    """Have click ask these classes instead of its own."""
    for one in (_Bash, _Zsh, _Fish):
        add_completion_class(one)


class _Whole(ShellComplete):
    """What is offered begins with all of the word that is typed."""

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem[Any]]:
        """The offers for the last word."""
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
        """The offers for the last of bash's words, which may be the end of a word of ours."""
        *whole, last = joined([*args, incomplete])
        found = super().get_completions(whole, last)
        typed = "" if incomplete == "=" else incomplete
        return [_begun(item, "", last[: len(last) - len(typed)]) for item in found]


def joined(words: list[str]) -> list[str]:
    """Bash's words put together where it took `=` for the end of one."""
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
    """The same offer with something before it, or without what it begins with."""
    # Of files and folders the shell makes its own offers.
    if item.type == "plain":
        item.value = more + str(item.value).removeprefix(less)
    return item
