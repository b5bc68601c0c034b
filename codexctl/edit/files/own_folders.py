"""Whether what Codex runs as a person, and what tells codexctl what to run, is theirs alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.owners import other_hand
from codexctl.safe_read import read_text


def check_folders(locations: Locations) -> None:
    """Raise CodexctlError where others could replace our script, our settings or the receipts."""
    for path in own(locations):
        if hand := other_hand(path):
            what = f"{hand.part} {hand.who}, who could make Codex run anything as you"
            raise CodexctlError(what, hand.remedy or _ELSEWHERE)


_ELSEWHERE = "use a folder that only you can write to: export CODEXCTL_HOME=/absolute/path"


def check_interpreter() -> Iterator[str]:
    """What is to be noted of the Python that the script will start, and of codexctl in it.

    Raises CodexctlError where everybody can replace it.
    """
    for path in _installation():
        if hand := other_hand(path):
            if hand.is_everybody:
                what = f"{hand.part} {hand.who}, who could replace what codexctl runs as you"
                hint = hand.remedy or "install codexctl where only you or root can write"
                raise CodexctlError(what, hint)
            yield f"{hand.part} {hand.who}, who could change what the hook runs"
            return


def interpreter(locations: Locations) -> Path | None:
    """What the installed script starts; None where there is no such script."""
    from codexctl.codex.hooks.command import interpreter_of

    try:
        python = interpreter_of(read_text(locations.hook_script))
    except (OSError, UnicodeDecodeError):
        return None
    return Path(python) if python else None


def own(locations: Locations) -> Iterator[Path]:
    """Folders first: what is in them need not exist yet."""
    yield from dict.fromkeys((locations.data_dir, locations.config_dir))
    for path in (
        locations.hook_script,
        locations.notify_script,
        locations.settings_toml,
        locations.receipts_dir,
    ):
        if os.path.lexists(path):
            yield path


def _installation() -> tuple[Path, ...]:
    return Path(sys.executable), Path(os.__file__), Path(__file__)
