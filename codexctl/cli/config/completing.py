"""Completion of keys and values of config.toml in the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click


def complete_key(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Keys of the newest Codex that begin with this text, one level deep."""
    from codexctl.codex.config.known_keys import known

    return list(known().complete(begun))


def complete_words(ctx: click.Context, param: click.Parameter, begun: str) -> list[str]:
    """A key, then its possible values; or any number of `KEY=VALUE`."""
    from codexctl.codex.config.known_keys import known

    key, equals, value = begun.partition("=")
    before = [str(word) for word in ctx.params.get("words") or ()]
    if equals:
        words = known().values(tuple(key.split(".")))
        return [f"{key}={word}" for word in words if word.startswith(value)]
    if len(before) == 1 and "=" not in before[0]:
        words = known().values(tuple(before[0].split(".")))
        return [word for word in words if word.startswith(begun)]
    return complete_key(ctx, param, begun)
