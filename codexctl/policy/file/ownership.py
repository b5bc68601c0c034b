"""Whether only root can change the files that a policy names."""

from __future__ import annotations

from pathlib import Path

from codexctl.owners import foreign_hand, owner_required
from codexctl.policy.file.model import Policy

__all__ = ["certificate_problem", "foreign_hand", "owner_required"]


def certificate_problem(policy: Policy) -> str:
    """Say why the certificate file that the policy names cannot be trusted; empty if it can."""
    if not policy.destinations.certificate:
        return ""
    path, owner = Path(policy.destinations.certificate), owner_required()
    try:
        problem = foreign_hand(path, owner)
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
    return f"{path} {problem}" if problem else ""
