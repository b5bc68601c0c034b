"""The labels that every trace can have, one row each, for flags and the wizard's questions.

Each is a resource attribute, in settings.toml under `[resource]`.
"""

from __future__ import annotations

from dataclasses import dataclass

from codexctl.wording import safe

# `user.id` is from https://opentelemetry.io/docs/specs/semconv/registry/attributes/user/; there is
# no convention for a team.
USER_ID = "user.id"
TEAM = "team.name"


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its attribute, the help of its flag, and the wizard's question.

    `title` is the question's name in the summary of the answers.
    """

    attribute: str
    help: str
    question: str
    title: str = ""


LABELS: dict[str, Label] = {
    "project": Label(
        "openinference.project.name",
        "Project of the traces.",
        "Project of all traces (empty for none):",
        "Project",
    ),
    "workspace": Label(
        "codexctl.workspace",
        "Workspace that they belong to.",
        "Workspace (empty for none):",
        "Workspace",
    ),
    "environment": Label(
        "deployment.environment.name",
        "Deployment environment, for example ci.",
        "Environment, for example dev or ci (empty for none):",
        "Environment",
    ),
    "agent_id": Label(
        "gen_ai.agent.id",
        "Your name for this agent.",
        "Your name for this agent (empty for none):",
        "Agent",
    ),
    "user": Label(
        USER_ID,
        "The user of these turns.",
        "Your name in the traces (empty for none):",
        "Your name",
    ),
    "team": Label(
        TEAM,
        "The team of these turns.",
        "Your team (empty for none):",
        "Your team",
    ),
}
"""By the name of the flag (`--agent-id`). `--project` can also be for one destination."""


def wrong_label(text: str) -> str:
    """Say why a text cannot be a label, which is shown unchanged; empty if it can."""
    return "" if safe(text) == text else "contains characters that cannot be displayed"
