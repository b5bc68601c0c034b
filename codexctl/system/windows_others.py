"""Who else could write to what is on the way to a file, on Windows.

Reading the access lists was not run on Windows yet (docs/systems.md); what they mean is `acl`'s.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

assert sys.platform == "win32"  # noqa: S101 - tells the type checker to pass over the rest elsewhere

from codexctl.system.acl import SYSTEM, Writer, writers  # noqa: E402 - after the line above
from codexctl.system.windows_access import access_of, own_sid  # noqa: E402


def hand_of(path: Path, way: Iterable[Path]) -> tuple[Path, str, bool, bool] | None:
    """Who besides us could change a part of the way to `path`, the outermost first; None if nobody.

    Gives the part, what is said of it, whether everybody can, and whether we can end it. What does
    not exist yet can only be made by those who may write to what does.
    """
    try:
        trusted = SYSTEM | {own_sid()}
        for part in way:
            if writer := next(writers(access_of(part), trusted, is_last=part == path), None):
                return part, _said(writer), writer.is_everybody, not writer.is_owner
    except OSError:
        return None  # there is nothing further on, or the system keeps us out of it
    return None


def foreign_to_all(way: list[Path]) -> str:
    """Say who besides the system and its administrators could change what a file says; or nothing.

    `way` are folders, links and the file, which comes last. Raises OSError where something cannot
    be looked at.
    """
    for part in way:
        if writer := next(writers(access_of(part), SYSTEM, is_last=part == way[-1]), None):
            return f"is not safe: {part} {_said(writer)}"
    return ""


def _said(writer: Writer) -> str:
    who = f"the user {writer.name}" if writer.name.startswith("S-1-") else writer.name
    return f"belongs to {who}" if writer.is_owner else f"can be written by {who}"


def remedy(part: Path) -> str:
    """The command that leaves a file or folder to us, the system and its administrators."""
    everything = "(OI)(CI)F" if part.is_dir() else "F"
    whom = " ".join(f"*{sid}:{everything}" for sid in (own_sid(), "S-1-5-18", "S-1-5-32-544"))
    return f'icacls "{part}" /inheritance:r /grant:r {whom}'
