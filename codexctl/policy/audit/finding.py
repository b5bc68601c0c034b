"""The result of an audit: something that the policy forbids, or that its owner should know."""

from __future__ import annotations

from dataclasses import dataclass

from codexctl.codex.config.files import Layer, Said


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    `id` is stable (docs/policy.md lists them all). `where` is a file with its line, a variable, or
    empty. If it is not a `violation`, the policy does not forbid it, but it is worth knowing.
    """

    id: str
    summary: str
    where: str
    remedy: str
    violation: bool = True


def remedy_for(said: Said, command: str) -> str:
    """The remedy for a line in a file: `command` if codexctl edits that file, otherwise the line.

    codexctl does not edit profiles and layers above the person's own.
    """
    is_top = said.place[0] != "profiles"
    if said.layer is Layer.user and is_top:
        return command
    if said.layer is Layer.project and is_top:
        return f"{command} --scope project"
    return f"fix that line of {said.file.path.name}"
