"""What people sort their turns by: the words of the command line, and the attributes they become.

They are in the resource, which belongs to a delivery and not to a span, so the local store keeps
them beside each turn.
"""

from __future__ import annotations

from collections.abc import Mapping

from codexctl.settings.labels import TEAM, USER_ID

LABELS: Mapping[str, str] = {
    "workspace": "codexctl.workspace",
    "environment": "deployment.environment.name",
    "agent_id": "gen_ai.agent.id",
    "user": USER_ID,
    "team": TEAM,
}
# One value for each of them, in that order; empty if there is none.
Labels = tuple[str, str, str, str, str]
NONE: Labels = ("", "", "", "", "")


def labels_in(resource: Mapping[str, str]) -> Labels:
    """The labels that a resource holds.

    `resource` maps OpenTelemetry resource attributes to their values.
    """
    workspace, environment, agent, user, team = (resource.get(name, "") for name in LABELS.values())
    return workspace, environment, agent, user, team
