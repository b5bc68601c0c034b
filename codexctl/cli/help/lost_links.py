"""Notes about Codex's files that are broken links.

To Codex, and to all commands, such a file is the same as a missing file. Without a note, its owner
would not know that its settings have no effect.
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
    """Print a note and a hint on stderr for each broken link, if the command reads such files."""
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
    """The missing target of a broken link; empty for any other file, and for a cycle of links."""
    try:
        target = str(path.readlink())
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return target if path.is_symlink() else ""
    except OSError:
        return ""
    return ""
