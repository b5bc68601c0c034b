"""Root in a person's home: commands that write are refused, those that only read files may go on.

What root wrote there would be root's, and in the person's way from then on; and what a person
put there (links, programs that give keys, a configuration of Codex) root would follow or run.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Sequence

from codexctl.errors import CodexctlError
from codexctl.locations import locate, somebody_else

# Commands that read files, write none there, and start no program.
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
    """Raise CodexctlError where root is to work in somebody else's folders.

    Arguments after `--` are another program's and are not looked at.
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
        f"{folder} is {name}'s, and you are root: what root writes there would be in {name}'s way"
    )
    again = shlex.join(["codexctl", *argv])
    raise CodexctlError(what, f"sudo -H -u {shlex.quote(name)} {again}, or HOME=/root {again}")


def _only_reads(words: Sequence[str]) -> bool:
    name, *rest = words
    if name not in _READING or any(word.startswith(_ASKING) for word in rest):
        return False
    return not _READING[name] or (bool(rest) and rest[0] in _READING[name])
