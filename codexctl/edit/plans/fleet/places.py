"""Where a machine's own files are, on this machine or in the tree of an image."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from codexctl.codex.asking.requirements import requirements_file
from codexctl.errors import EditRefused
from codexctl.locations import POLICY_FILE_ELSEWHERE, POLICY_FILES, Locations
from codexctl.owners import other_hand

THIS_MACHINE = Path("/")
# Files that everybody on the machine reads, and those that they run.
FILE_MODE, SCRIPT_MODE, FOLDER_MODE = 0o644, 0o755, 0o755
_STATES = {"darwin": Path("/Library/Application Support/codexctl/fleet")}
_STATE_ELSEWHERE = Path("/var/lib/codexctl/fleet")


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one machine, as that machine names them; `at` says where they are from here.

    `root` is the folder that will be its `/`, `script` where its hook script belongs, `platform`
    as in `sys.platform`.
    """

    root: Path
    script: Path
    platform: str = sys.platform

    @property
    def policy(self) -> Path:
        """The administrator's policy."""
        return POLICY_FILES.get(self.platform, POLICY_FILE_ELSEWHERE)

    @property
    def requirements(self) -> Path:
        """What Codex enforces."""
        return requirements_file(self.platform)

    @property
    def managed_config(self) -> Path:
        """Codex's configuration above everybody's own."""
        return self.requirements.with_name("managed_config.toml")

    def at(self, place: Path) -> Path:
        """Where a place of the machine is from here."""
        return self.root / place.relative_to(place.anchor)

    @property
    def locations(self) -> Locations:
        """Where the receipts and the lock of root's own edits are; nothing of a person's."""
        state = self.at(_STATES.get(self.platform, _STATE_ELSEWHERE))
        codex = self.at(self.requirements).parent
        return Locations(state, codex, state, state, self.at(self.policy))


def check_way(places: Places, paths: Iterator[Path]) -> None:
    """Raise EditRefused where a file would be written elsewhere, or others could replace it.

    `paths` are places of the machine. In the tree of an image a link may lead out of it: what is
    meant for the image would be written to the machine that builds it.
    """
    is_tree = places.root != THIS_MACHINE
    top = Path(os.path.realpath(places.root))
    for path in map(places.at, paths):
        if not Path(os.path.realpath(path)).is_relative_to(top):
            where = os.path.realpath(path)
            hint = f"make the links in {places.root} relative, or unpack it without them"
            raise EditRefused(f"{path} leads out of the tree, to {where}", hint)
        hand = other_hand(path, below=places.root if is_tree else None)
        if hand:
            what = f"{hand.part} {hand.who}, who could replace the files that govern this machine"
            raise EditRefused(what, hand.remedy or f"sudo chown root:root {hand.part}")
