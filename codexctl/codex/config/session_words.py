"""What the arguments of one run of `codex` say of its configuration, as a config.toml."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

_BYPASS = "--dangerously-bypass-hook-trust"
_SWITCHES = {"--enable": "true", "--disable": "false"}
_SETS = ("-c", "--config")


def config_of(words: Sequence[str]) -> str:
    """The lines that arguments amount to; what does not parse as TOML is a text, as Codex has it.

    Arguments after `--` are none of Codex's own. `words` are the arguments without the program's
    own name.
    """
    from codexctl.document import toml_keys
    from codexctl.errors import CodexctlError

    result = ""
    for line in _lines(words):
        try:
            toml_keys.parse(f"{result}{line}\n")
        except CodexctlError:
            continue  # said twice, or not understood: the other words count all the same
        result += f"{line}\n"
    return result


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
