"""For root in a person's home: refuses commands that write, allows those that only read files.

The person could not change files that root wrote there. And root would follow or run what the
person put there: links, programs that print keys, a configuration of Codex.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence

from codexctl.errors import CodexctlError
from codexctl.locations import locate, somebody_else

# Commands that read files, write nothing there, and start no program.
_READING = {
    "fleet": (),
    "policy": ("check", "show", "explain", "init", "render"),
    "config": ("get", "path"),
    "notify": ("show",),
    "trace": ("convert",),
    "demo": (),
    "update": (),
}
_ASKING = ("--ask", "--out", "--send")


def refuse_somebody_elses(argv: Sequence[str]) -> None:
    """Raise CodexctlError if root would write in somebody else's folders.

    Arguments after `--` belong to another program and are ignored.
    """
    words = list(argv[: argv.index("--")] if "--" in argv else argv)
    if not words or words[0].startswith("-") or {"--help", "-h"} & set(words) or _only_reads(words):
        return
    locations = locate(os.environ)
    owner = somebody_else(locations)
    if not owner:
        return
    from codexctl.owners import name_of, owner_at

    folders = (locations.codex_home, locations.data_dir, locations.config_dir)
    folder = next(path for path in folders if owner_at(path))
    name = name_of(owner)
    what = (
        f"{folder} belongs to {name}, and you are root: {name} could not change what root writes "
        f"there"
    )
    again = shlex.join(["codexctl", *argv])
    raise CodexctlError(what, f"sudo -H -u {shlex.quote(name)} {again}, or HOME=/root {again}")


def _only_reads(words: Sequence[str]) -> bool:
    name, *rest = words
    if name not in _READING or any(word.startswith(_ASKING) for word in rest):
        return False
    return not _READING[name] or (bool(rest) and rest[0] in _READING[name])
