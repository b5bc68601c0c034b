"""What the arguments of one run of `codex` say of its configuration, as a config.toml."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

_BYPASS = "--dangerously-bypass-hook-trust"
_SWITCHES = {"--enable": "true", "--disable": "false"}
_SETS = ("-c", "--config")


def config_of(words: Sequence[str]) -> str:
    """The lines that arguments amount to; what does not parse as TOML is a text, as Codex has it.

    Arguments after `--` are none of Codex's own. `words` are the arguments without the program's
    own name.
    """
    result = ""
    # The last `-c` for a key applies, so earlier ones for it are removed.
    for line in reversed(list(_lines(words))):
        for spelt in _spelt(line):
            if _parses(f"{spelt}\n{result}"):
                result = f"{spelt}\n{result}"
                break
    return result


def _spelt(line: str) -> Iterator[str]:
    """A word as it is, and with its value as a text."""
    key, equals, value = line.partition("=")
    if equals:
        yield line
        yield f"{key} = {json.dumps(value, ensure_ascii=False)}"


def _parses(text: str) -> bool:
    from codexctl.document.toml.parse import parse_toml
    from codexctl.errors import CodexctlError

    try:
        parse_toml(text)
    except CodexctlError:
        return False
    return True


def _lines(words: Sequence[str]) -> Iterator[str]:
    following = [*words[1:], ""]
    for word, after in zip(words, following, strict=False):
        if word == "--":
            return
        name, equals, value = word.partition("=")
        said = value if equals else after
        if word == _BYPASS:
            yield "bypass_hook_trust = true"
        elif name in _SWITCHES:
            yield f"features.{said} = {_SWITCHES[name]}"
        elif name in _SETS:
            yield said
        elif word.startswith("-c") and len(word) > 2 and not word.startswith("--"):
            yield word[2:].removeprefix("=")
