"""Reads this machine's policy, fast if there is none: most machines have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codexctl.locations import Locations
from codexctl.policy.file.missing import is_missing

if TYPE_CHECKING:
    from codexctl.policy.file.model import Policy


def policy_on(locations: Locations) -> Policy | None:
    """Read this machine's policy from its file; None if there is none.

    Never raises: for a file that cannot be used, the result is a policy that allows the least.
    """
    # Checked first, so that most machines never import the code that reads a policy.
    if is_missing(locations.policy_file):
        return None
    from codexctl.policy.file.ownership import owner_required
    from codexctl.policy.file.read import read

    return read(locations.policy_file, owner=owner_required())
