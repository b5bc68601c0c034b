"""Whether what Codex runs as a person, and what tells codexctl what to run, is theirs alone."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from codexctl.checks import Check, State
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.not_ours import foreign_in, give_back
from codexctl.owners import Hand, other_hand
from codexctl.safe_read import read_text

NAME = "folders.safe"
NOT_YOURS = "folder-not-yours"


def check_folders(where: Locations) -> None:
    """Raise CodexctlError where others could replace our script, our settings or the receipts."""
    for path in _own(where):
        if hand := other_hand(path):
            what = f"{hand.part} {hand.who}, who could have Codex run anything as you"
            raise CodexctlError(what, hand.remedy or _ELSEWHERE)


_ELSEWHERE = "name a folder that is yours alone: export CODEXCTL_HOME=/the/whole/path"


def check_interpreter() -> Iterator[str]:
    """What is to be noted of the Python that the script will start, and of codexctl in it.

    Raises CodexctlError where everybody can replace it.
    """
    for path in _installation():
        if hand := other_hand(path):
            if hand.is_everybody:
                what = f"{hand.part} {hand.who}, and Codex would have you run what lies there"
                hint = hand.remedy or "install codexctl where only you or root can write"
                raise CodexctlError(what, hint)
            yield f"{hand.part} {hand.who}: whoever that is could change what the hook runs"
            return


def with_folders(checks: Iterable[Check], where: Locations) -> Iterator[Check]:
    """The checks on folders, then those that need them, as far as they can be made.

    In a folder that is another's nothing can be opened, and that was said.
    """
    folders = tuple(folder_checks(where))
    yield from folders
    try:
        yield from checks
    except (CodexctlError, OSError):
        if not any(one.cause == NOT_YOURS for one in folders):
            raise


def folder_checks(where: Locations) -> Iterator[Check]:
    """One line for `status`: the first folder that others may write to, or that is not ours."""
    for folder in dict.fromkeys((where.data_dir, where.config_dir)):
        if (foreign := foreign_in(folder)) and os.path.lexists(folder):
            summary = f"{foreign} or something in it is another user's, so codexctl cannot write it"
            yield Check(NAME, State.problem, summary, give_back(foreign), NOT_YOURS)
            return
    theirs = (where.hooks_json, where.config_toml)
    for path in (*_own(where), *(one if one.exists() else one.parent for one in theirs)):
        if hand := other_hand(path):
            yield _problem(hand)
            return
    python = _interpreter(where)
    hand = other_hand(python) if python else None
    if hand and hand.is_everybody:
        yield _problem(hand)
        return
    yield Check(NAME, State.ok, "nobody else can change what Codex runs as you")


def _problem(hand: Hand) -> Check:
    summary = f"{hand.part} {hand.who}, who could have Codex run anything as you"
    remedy = hand.remedy or f"ls -ld {shlex.quote(str(hand.part))}"
    return Check(NAME, State.problem, summary, remedy, "folder-open")


def _interpreter(where: Locations) -> Path | None:
    """What the installed script starts; None where there is no such script."""
    from codexctl.codex.hooks.command import interpreter_of

    try:
        python = interpreter_of(read_text(where.hook_script))
    except (OSError, UnicodeDecodeError):
        return None
    return Path(python) if python else None


def _own(where: Locations) -> Iterator[Path]:
    """Folders first: what is in them need not exist yet."""
    yield from dict.fromkeys((where.data_dir, where.config_dir))
    for path in (where.hook_script, where.notify_script, where.settings_toml, where.receipts_dir):
        if os.path.lexists(path):
            yield path


def _installation() -> tuple[Path, ...]:
    return Path(sys.executable), Path(os.__file__), Path(__file__)
