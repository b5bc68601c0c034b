"""A file of Codex that is a link to what is not there: whoever reads it hears of that.

To Codex and to every reader such a file says nothing, as if there were none, so that an answer
would be made without what its owner believes to have said.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import click

# The commands that read them; `config validate` names such a link among its findings.
READERS = frozenset(
    {"setup", "status", "doctor", "config", "features", "hooks", "notify", "mcp", "profiles"}
    | {"permissions", "providers", "policy", "sync", "uninstall", "instructions", "skills"}
    | {"rules", "prompts"}
)
_NAMED_ALREADY = ("config", "validate")


def tell_lost_links(ctx: click.Context) -> None:
    """Name them on stderr, in a line and a hint each, before a command that reads them runs."""
    words = tuple(ctx.command_path.split()[1:])
    if not words or words[0] not in READERS or words == _NAMED_ALREADY:
        return
    from codexctl.cli.render import tell
    from codexctl.errors import CodexctlError
    from codexctl.locations import locate
    from codexctl.wording import safe

    try:
        locations = locate(os.environ)
    except CodexctlError:
        return  # the command says so itself
    for path in (locations.config_toml, locations.hooks_json):
        if target := lost(path):
            tell(
                f"note: {safe(str(path))} is a link to {safe(target)}, which does not exist",
                err=True,
            )
            tell(f"hint: ls -l {safe(shlex.quote(str(path)))}", err=True)


def lost(path: Path) -> str:
    """What a link names that is not there; empty for any other file, a ring of links included."""
    try:
        target = str(path.readlink())
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return target if path.is_symlink() else ""
    except OSError:
        return ""
    return ""
