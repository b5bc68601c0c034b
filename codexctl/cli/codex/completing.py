"""Completion of keys and values of config.toml in the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click


def complete_key(_: click.Context, __: click.Parameter, begun: str) -> list[str]:
    """Keys of the newest Codex that begin so, one step deep."""
    from codexctl.codex.config.known_keys import known

    return list(known().complete(begun))


def complete_value(ctx: click.Context, _: click.Parameter, begun: str) -> list[str]:
    """The words that the key before it takes."""
    from codexctl.codex.config.known_keys import known

    path = tuple(str(ctx.params.get("key") or "").split("."))
    return [word for word in known().values(path) if word.startswith(begun)]
