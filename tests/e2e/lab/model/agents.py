"""Builders for the calls that start and steer subagents, in every spelling that Codex had."""

from __future__ import annotations

import re
from typing import Any

from tests.e2e.lab.model.asked import Asked, Json
from tests.e2e.lab.model.items import Item, call

V1, V2 = "multi_agent_v1", "collaboration"
UUID_OF = r"{} ID: ([^\\\s]+)"
AGENT_ID = r'agent_id\\*":\s*\\*"([0-9a-f-]{36})'


def spawn(message: str, **options: Any) -> Item:
    """Start a subagent. v2 wants `task_name`, and copies history unless fork_turns="none"."""
    return _collab("spawn_agent", lambda _: {"message": message, **options})


def wait_agent(timeout_ms: int = 20_000) -> Item:
    """Wait for all agents started so far (v1 names them, v2 waits for any mail)."""

    def arguments(asked: Asked) -> Json:
        agents = asked.found(AGENT_ID)
        targets: Json = {"targets": agents} if agents and not _is_v2(asked) else {}
        return targets | {"timeout_ms": timeout_ms}

    return _collab("wait_agent", arguments)


def close_agent() -> Item:
    """v1: close the agent that was started last."""
    return _collab("close_agent", lambda asked: {"target": asked.found(AGENT_ID)[-1]})


def send_input(message: str) -> Item:
    """v1: give the agent that was started last another task."""
    return _collab(
        "send_input", lambda asked: {"target": asked.found(AGENT_ID)[-1], "message": message}
    )


def resume_agent() -> Item:
    """v1: bring the agent that was started last back after it was closed."""
    return _collab("resume_agent", lambda asked: {"id": asked.found(AGENT_ID)[-1]})


def report_job(result: Json) -> Item:
    """A worker of spawn_agents_on_csv reports its row; the ids stand in its task."""

    def build(asked: Asked) -> Json:
        ids = {key: re.findall(UUID_OF.format(key), asked.text())[-1] for key in ("Job", "Item")}
        known = {"job_id": ids["Job"], "item_id": ids["Item"], "result": result}
        return call("report_agent_job_result", known)(asked)

    return build


def send_message(target: str, message: str) -> Item:
    """v2: leave a message for the agent at the path `target`, which starts no turn."""
    return _collab("send_message", lambda _: {"target": target, "message": message})


def interrupt_agent(target: str) -> Item:
    """v2: interrupt the agent at the path `target`."""
    return _collab("interrupt_agent", lambda _: {"target": target})


def list_agents() -> Item:
    """v2: list them."""
    return _collab("list_agents", lambda _: {})


def followup_task(target: str, message: str) -> Item:
    """v2: give the agent at the path `target` another task."""
    return _collab("followup_task", lambda _: {"target": target, "message": message})


def _is_v2(asked: Asked) -> bool:
    return asked.offers("spawn_agent", V2)


def _collab(name: str, arguments: Any) -> Item:
    def build(asked: Asked) -> Json:
        spaces = [space for space in (V2, V1) if asked.offers(name, space)]
        flat = asked.offers(name)
        namespace = None if flat else (spaces or [V1])[0]
        return call(name, arguments(asked), namespace=namespace)(asked)

    return build
