"""The served responses and calls of a laboratory as plain data, for expected.json."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from tests.e2e.lab.hooks import HookCall
from tests.e2e.lab.model.asked import Asked, Json
from tests.e2e.lab.model.bill import Charge

EXIT = re.compile(r"(?:Process exited with code|Exit code:) (-?\d+)")


def responses(bill: Iterable[Charge]) -> list[Json]:
    """Every answered request with its usage (null: none reached Codex)."""
    return [_response(charge) for charge in sorted(bill, key=lambda item: item.asked.at)]


def calls(bill: Iterable[Charge], requests: Iterable[Asked]) -> list[Json]:
    """Every call item served; `exit_code` as Codex told it to the model, where it did."""
    told = _outputs(requests)
    return [
        _where(charge)
        | {
            "call_id": call.call_id,
            "name": call.name,
            "namespace": call.namespace,
            "kind": call.kind,
        }
        | ({"nested": call.nested} if call.nested else {})
        | _exit_code(told.get((charge.asked.thread_id, call.call_id)))
        for charge in sorted(bill, key=lambda item: item.asked.at)
        for call in charge.calls
    ]


def nested_calls(hooks: Iterable[HookCall]) -> list[Json]:
    """Calls inside code-mode scripts, as PreToolUse saw them."""
    return [
        {
            "turn_id": hook.input["turn_id"],
            "call_id": hook.input["tool_use_id"],
            "hook_name": hook.input["tool_name"],
        }
        for hook in hooks
        if hook.event == "PreToolUse" and str(hook.input.get("tool_use_id")).startswith("exec-")
    ]


def _response(charge: Charge) -> Json:
    spent = charge.usage.as_counts() if charge.usage else None
    return _where(charge) | {
        "response_id": charge.response_id,
        "kind": charge.asked.kind,
        "model": charge.asked.body["model"],
        "outcome": charge.outcome,
        "usage": spent,
    }


def _where(charge: Charge) -> Json:
    return {"thread_id": charge.asked.thread_id, "turn_id": charge.asked.turn_id}


def _outputs(requests: Iterable[Asked]) -> dict[tuple[str, str], str]:
    return {
        (asked.thread_id, item["call_id"]): json.dumps(item["output"])
        for asked in requests
        for item in asked.body.get("input", [])
        if "call_id" in item and "output" in item
    }


def _exit_code(output: str | None) -> Json:
    found = EXIT.search(output or "")
    return {"exit_code": int(found[1])} if found else {}
