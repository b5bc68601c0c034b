"""`codexctl instructions`: AGENTS.md and other texts that Codex adds to the start of a session."""

from __future__ import annotations

import click

from codexctl.cli.guidance.listing import options, report, view
from codexctl.cli.help.command import Command

SCHEMA = "codexctl.instructions/1"


@click.command(cls=Command)
@options
def command(*, offline: bool, as_json: bool) -> int:
    """List AGENTS.md and other instructions that apply here, in order.

    Each has a note on how Codex uses it. The texts themselves are not printed. If Codex is
    installed, `codex debug prompt-input` is asked, with all MCP servers off.
    """
    from codexctl.codex.guidance.documents import documents, limit_of
    from codexctl.codex.guidance.texts import texts
    from codexctl.codex.guidance.word import as_seen, model_sees

    seen = view(offline=offline)
    items, parts = documents(seen.here)
    tables = seen.here.config.get("mcp_servers")
    servers = tuple(map(str, tables)) if isinstance(tables, dict) else ()
    word = seen.ask(
        lambda binary, home, cwd, environ: model_sees(binary, home, cwd, environ, servers)
    )
    if word is not None:
        items = as_seen(items, parts, word)
    every = [*texts(seen.found.layers, seen.found.allowed), *items]
    return report(every, SCHEMA, seen.here.version, "no instructions", as_json=as_json,
                  asked=word is not None, limit=limit_of(seen.here))  # fmt: skip
