"""The labels that every trace can bear, one row each: flags and the wizard's questions use it.

Each is a resource attribute, and stands in settings.toml under `[resource]`.
"""

from __future__ import annotations

from dataclasses import dataclass

# https://opentelemetry.io/docs/specs/semconv/registry/attributes/user/ has the first; there is no
# convention for a team.
USER_ID = "user.id"
TEAM = "team.name"


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its attribute, what `--help` says of its flag, and the wizard's question."""

    attribute: str
    help: str
    question: str


LABELS: dict[str, Label] = {
    "project": Label(
        "openinference.project.name",
        "Project of the traces.",
        "Project of all traces (empty for none):",
    ),
    "workspace": Label(
        "codexctl.workspace",
        "Workspace that they belong to.",
        "Workspace (empty for none):",
    ),
    "environment": Label(
        "deployment.environment.name",
        "Deployment environment, for example ci.",
        "Environment, for example dev or ci (empty for none):",
    ),
    "agent_id": Label(
        "gen_ai.agent.id",
        "Your name for this agent.",
        "Your name for this agent (empty for none):",
    ),
    "user": Label(
        USER_ID,
        "Whose turns these are.",
        "Your name in the traces (empty for none):",
    ),
    "team": Label(
        TEAM,
        "Team whose turns these are.",
        "Your team (empty for none):",
    ),
}
"""By the name of the flag (`--agent-id`). `--project` may also be about one destination."""
