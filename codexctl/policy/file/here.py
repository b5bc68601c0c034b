"""The policy of this machine, at little cost where there is none: most machines have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codexctl.locations import Locations
from codexctl.policy.file.missing import is_missing

if TYPE_CHECKING:
    from codexctl.policy.file.model import Policy


def policy_on(locations: Locations) -> Policy | None:
    """Read the policy of this machine afresh; None when there is none.

    Never raises: a file that cannot be used gives a policy that allows the least.
    """
    # Looked at first, so that most machines never import what reads a policy.
    if is_missing(locations.policy_file):
        return None
    from codexctl.policy.file.ownership import owner_required
    from codexctl.policy.file.read import read

    return read(locations.policy_file, owner=owner_required())
