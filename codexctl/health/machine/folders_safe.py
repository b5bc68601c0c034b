"""Can others change what Codex runs as you, and can you write to your own folders?"""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator

from codexctl.checks import Cause, Check, State
from codexctl.edit.files.own_folders import interpreter, own
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.not_ours import foreign_in, give_back
from codexctl.owners import Hand, other_hand

ID = "folders.safe"


def look(here: Here) -> Iterator[Check]:
    """One line: the first folder that others may write to, or that another user owns."""
    locations = here.locations
    for folder in dict.fromkeys((locations.data_dir, locations.config_dir)):
        if (foreign := foreign_in(folder)) and os.path.lexists(folder):
            summary = f"another user owns {foreign} or something in it: codexctl cannot write there"
            yield Check(ID, State.problem, summary, give_back(foreign), Cause.folder_not_yours)
            return
    theirs = (locations.hooks_json, locations.config_toml)
    for path in (*own(locations), *(file if file.exists() else file.parent for file in theirs)):
        if hand := other_hand(path):
            yield _problem(hand)
            return
    python = interpreter(locations)
    hand = other_hand(python) if python else None
    # An installation may be writable for a group, but not for everybody.
    if hand and hand.is_everybody:
        yield _problem(hand)
        return
    yield Check(ID, State.ok, "nobody else can change what Codex runs as you")


def _problem(hand: Hand) -> Check:
    summary = f"{hand.part} {hand.who}, who could make Codex run anything as you"
    remedy = hand.remedy or f"ls -ld {shlex.quote(str(hand.part))}"
    return Check(ID, State.problem, summary, remedy, Cause.folder_open)


CHECK = OwnCheck({ID: "whether others can change codexctl's folders and what Codex runs"}, look)
