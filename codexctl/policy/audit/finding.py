"""What an audit finds: one thing that the policy forbids, or that its owner may want to know."""

from __future__ import annotations

from dataclasses import dataclass

from codexctl.codex.config.files import Layer, Said


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `id` is stable (docs/policy.md lists them all); `where` is a file with its line, a variable, or
    empty. What is no `violation` is worth knowing, and nothing that the policy forbids.
    """

    id: str
    summary: str
    where: str
    remedy: str
    violation: bool = True


def remedy_for(said: Said, command: str) -> str:
    """The remedy for what a file says: the command where it edits that file, else the line.

    A layer above the person's own, or a profile, is not edited by codexctl: its line is named.
    """
    is_top = said.place[0] != "profiles"
    if said.layer is Layer.user and is_top:
        return command
    if said.layer is Layer.project and is_top:
        return f"{command} --scope project"
    return f"fix that line of {said.file.path.name}"
