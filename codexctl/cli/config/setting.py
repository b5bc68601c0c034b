"""`codexctl config set`: one key, several, or a file of them, as one edit."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli.config.completing import complete_words
from codexctl.cli.edits.editing import PROJECT, Wishes, carry_out, editing, scope_here, scope_option
from codexctl.cli.help.command import Command
from codexctl.cli.words.empty import VALUES
from codexctl.environment import given
from codexctl.errors import UsageError
from codexctl.locations import locate

if TYPE_CHECKING:
    from codexctl.document.data import KeyPath
    from codexctl.edit.plans.config_edit import Change

_NEGATIVE = re.compile(r"-(\d[\d_]*(\.[\d_]+)?([eE][+-]?\d+)?|inf|nan)")
_WORDS = "codexctl config set KEY VALUE, or KEY=VALUE…, or --from FILE"


class _Set(Command):
    """A command whose last argument is a value: `-1` is a number there, not an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; a negative number is moved behind all options."""
        end = args.index("--") if "--" in args else len(args)
        number = next((at for at in range(end) if _NEGATIVE.fullmatch(args[at])), None)
        if number is not None and "--" not in args:
            args = [*args[:number], *args[number + 1 :], "--", args[number]]
        return super().parse_args(ctx, args)


@click.command("set", cls=_Set)
@click.argument("words", nargs=-1, type=VALUES, metavar="KEY VALUE | KEY=VALUE…",
                shell_complete=complete_words)  # fmt: skip
@click.option("--from", "source", default="", metavar="FILE|-", help="TOML with the keys to set.")
@click.option("--unchecked", is_flag=True, help="Write what codexctl does not know, too.")
@scope_option
@editing
def set_(
    words: tuple[str, ...], source: str, scope: str, *, unchecked: bool, wishes: Wishes
) -> int:
    """Set KEY to VALUE: TOML, or a bare word where the key takes text.

    Several keys, as KEY=VALUE or from a file, are one edit: either all are set or none.
    """
    from codexctl.codex.asking.version import installed_version
    from codexctl.edit.intent.config_words import check_value
    from codexctl.edit.plans.config_edit import plan_config

    locations = locate(os.environ)
    path = scope_here(locations, scope).config
    version = installed_version(given(), locations.codex_home, start=False)
    pairs = [*_pairs(words, None if unchecked else version), *(_read(source) if source else ())]
    if not pairs:
        raise UsageError("nothing to set", _WORDS)
    for key, value, _ in () if unchecked else pairs:
        check_value(key, value, project=scope == PROJECT, version=version)
    change, title = _change(pairs)
    return carry_out(lambda: plan_config(path, change, locations, title), locations, wishes)


def _pairs(words: Sequence[str], version: str | None) -> Iterator[tuple[KeyPath, Any, str]]:
    """Keys with their values and how they were typed.

    `version` is the Codex version that must know the keys; None allows any key. Raises UsageError
    for wrong arguments.
    """
    from codexctl.document.toml.typed import typed_value
    from codexctl.edit.intent.config_words import check_key, key_path, value_for

    two = 2
    if len(words) == two and not _has_equals(words[0]):
        spelt = [(words[0], words[1])]
    else:
        spelt = [_split(word) for word in words]
    for name, text in spelt:
        key = key_path(name)
        if version is not None:
            check_key(key, version)
        yield key, value_for(key, text), typed_value(text)[1]


def _has_equals(word: str) -> bool:
    """Whether a word is KEY=VALUE: an equals sign outside of quotes."""
    return "=" in re.sub(r'"[^"]*"|\'[^\']*\'', "", word)


def _split(word: str) -> tuple[str, str]:
    found = re.match(r"((?:\"[^\"]*\"|'[^']*'|[^=\"'])+)=(.*)\Z", word, re.DOTALL)
    if found is None:
        raise UsageError(f"{word or repr(word)}: without a value", _WORDS)
    return found[1].strip(), found[2].strip()


def _read(source: str) -> Iterator[tuple[KeyPath, Any, str]]:
    from codexctl.document.data import leaves
    from codexctl.document.toml.parse import parse_toml
    from codexctl.errors import DocumentError

    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
        data = parse_toml(text)
    except (OSError, UnicodeDecodeError) as error:
        what = getattr(error, "strerror", None) or "is not UTF-8 text"
        raise UsageError(f"{source}: {what}", "--from FILE, or - for stdin") from None
    except DocumentError as error:
        raise UsageError(f"{source}:{error.message}", "it is TOML, as in config.toml") from None
    for key, value in leaves(data):
        yield key, value, ""


def _change(pairs: Sequence[tuple[KeyPath, Any, str]]) -> tuple[Change, str]:
    """All keys as one change of the text, with its title."""
    from codexctl.edit.plans.config_edit import setting, together

    changes = [setting(key, value, typed) for key, value, typed in pairs]
    single = len(changes) == 1
    return changes[0] if single else together(changes, f"config set {len(changes)} keys")
