"""A card of every tool, in success and in failure, for a golden file to show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codexctl.view.calls.record import Record
from codexctl.view.terminal.pad import Pad, fitted, painted
from codexctl.view.terminal.screen import Look
from tests.view.calls.material import made

CWD = "/srv/app"
_FAILED: dict[str, Any] = {"error_type": "_OTHER"}
_AGENT = "/root/counter"
_QUESTION = {
    "id": "q",
    "header": "Name",
    "question": "Which one?",
    "options": [{"label": "Red", "description": ""}, {"label": "Blue", "description": "cold"}],
}
_STATES = {"a": "running", "b": {"errored": "out of tokens"}, "c": {"completed": "42"}}
_PERMISSIONS = {"network": {"enabled": True}, "file_system": {"read": ["/etc"]}}
_SUGGESTED = {"tool_type": "connector", "action_type": "install", "tool_id": "cal"}
_BATCH = {"csv_path": "in.csv", "instruction": "Check {url}", "output_csv_path": f"{CWD}/out.csv"}
_COUNTS = {"status": "completed", "total_items": 3, "completed_items": 2, "failed_items": 1}


def records() -> Iterator[Record]:
    """One call after the other."""
    yield from _shell()
    yield from _files()
    yield from _code()
    yield from _planning()
    yield from _agents()
    yield from _system()


def gallery(look: Look) -> list[str]:
    """Every card below its headline."""
    lines: list[str] = []
    for record in records():
        pad = Pad(look, look.width - 3, CWD)
        record.write(pad)
        sign = "failed" if record.error else "done"
        head = [(f"{look.sign(sign)} {record.name}", ""), *((f"  {t}", s) for t, s in pad.title)]
        lines.append(painted(look, fitted(look, head, look.width)))
        lines += ["   " + painted(look, line) for line in pad.lines]
    return lines


def _shell() -> Iterator[Record]:
    yield made("exec_command", {"cmd": "ls", "workdir": f"{CWD}/sub"}, "Output:\na\n", exit_code=0)
    refused = 'exec_command failed: CreateProcess { message: "Rejected" }'
    asked = {"cmd": "rm -rf /", "justification": "to have more room"}
    yield made("exec_command", asked, refused, **_FAILED)
    apart = {"stdout": "half done\n", "stderr": "disk full\n", "exit_code": 1}
    done = {"item_kind": "CommandExecution", "item": apart, "exit_code": 1}
    yield made("shell", {"command": ["sh", "-c", "make"]}, "", error_type="exit_code", **done)
    yield made("exec_command", {"cmd": "sleep 9"}, "aborted by user", error_type="interrupted")
    yield made("write_stdin", {"session_id": 3, "chars": "\x03"}, "unknown session", **_FAILED)


def _files() -> Iterator[Record]:
    patch = "*** Begin Patch\n*** Update File: a.py\n*** Move to: b.py\n@@\n-x\n+y\n*** End Patch"
    yield made("apply_patch", patch, "Success.", kind="custom")
    yield made("apply_patch", "nonsense", "invalid patch", kind="custom", **_FAILED)
    long = "".join(f"+{n}\n" for n in range(50))
    yield made("apply_patch", f"*** Begin Patch\n*** Add File: long.txt\n{long}*** End Patch")
    yield made(
        "list_dir", {"dir_path": CWD}, "Absolute path: /x\nb/\n  c@\nMore than 2 entries found"
    )
    yield made("list_dir", {"dir_path": "/no"}, "failed to read directory", **_FAILED)
    yield made("read_file", {"file_path": f"{CWD}/a.py"}, "L1: import os\nL2: ")
    yield made("read_file", {"file_path": "/no"}, "failed to read file", **_FAILED)
    yield made("grep_files", {"pattern": "TODO", "path": f"{CWD}/src"}, "No matches found.")
    yield made("grep_files", {"pattern": "("}, "rg failed: unclosed group", **_FAILED)
    yield made("view_image", {"path": "no.png"}, "unable to locate image", **_FAILED)


def _code() -> Iterator[Record]:
    running = "Script running with cell ID 1\nWall time 0.3 seconds\nOutput:\n\nso far\n"
    yield made("exec", '// @exec: {"yield_time_ms":300}\nawait all();', running, kind="custom")
    failed = "Script failed\nWall time 0.1 seconds\nOutput:\n\nhalf\nScript error:\nError: no"
    yield made("exec", "go();", failed, kind="custom", **_FAILED)
    yield made("wait", {"cell_id": "1"}, running)
    yield made("wait", {"cell_id": "1"}, failed, **_FAILED)
    yield made("js_repl", "// codex-js-repl: timeout_ms=9\n1 + 1", "2", kind="custom")
    yield made("js_repl_reset", {}, {"status": "reset_all"})
    yield made("js_repl_reset", {"session_id": "s"}, "js_repl is disabled", **_FAILED)


def _planning() -> Iterator[Record]:
    steps = [{"step": "look", "status": "completed"}, {"step": "build", "status": "in_progress"}]
    yield made("update_plan", {"plan": [*steps, {"step": "rest", "status": "pending"}]}, "Updated")
    yield made("update_plan", "{", "failed to parse function arguments", **_FAILED)
    answered = {"answers": {"q": {"answers": ["Blue", "user_note: dark"]}}}
    yield made("request_user_input", {"questions": [_QUESTION]}, answered)
    yield made("request_user_input", {"questions": [_QUESTION]}, "it was cancelled", **_FAILED)
    goal = {"objective": "Ship it", "status": "complete", "tokensUsed": 12_345}
    yield made("update_goal", {"status": "complete"}, {"goal": goal})
    yield made("get_goal", {}, {"goal": None})
    yield made("create_goal", {"objective": "More"}, "a goal exists already", **_FAILED)


def _agents() -> Iterator[Record]:
    task = {"message": "Count", "task_name": "counter", "model": "gpt-5.5"}
    yield made("spawn_agent", task, {"task_name": _AGENT, "nickname": "Hopper"})
    yield made("spawn_agent", {"message": "Count"}, "agent limit reached", **_FAILED)
    yield made("send_input", {"target": _AGENT, "message": "Stop", "interrupt": True}, {})
    yield made("send_message", {"target": _AGENT, "message": "Hi"}, "agent not found", **_FAILED)
    yield made("followup_task", {"target": _AGENT, "message": "Again"})
    yield made("wait_agent", {"targets": ["a", "b", "c"]}, {"status": _STATES, "timed_out": False})
    yield made("wait_agent", {"targets": ["a"]}, {"status": {}, "timed_out": True})
    yield made("wait_agent", {"targets": ["z"]}, "agent not found", **_FAILED)
    listed = [{"agent_name": name, "agent_status": state} for name, state in _STATES.items()]
    yield made("list_agents", {}, {"agents": listed})
    yield made("list_agents", {}, "no agents", **_FAILED)
    yield made("close_agent", {"target": _AGENT}, {"previous_status": {"completed": "42"}})
    yield made("resume_agent", {"id": _AGENT}, "agent not found", **_FAILED)
    failure = {"item_id": "row-2", "last_error": "timed out"}
    yield made("spawn_agents_on_csv", _BATCH, {**_COUNTS, "failed_item_errors": [failure]})
    yield made("spawn_agents_on_csv", _BATCH, {**_COUNTS, "job_error": "no details"})
    yield made("spawn_agents_on_csv", _BATCH, "csv input must include a header row", **_FAILED)
    result = {"job_id": "j", "item_id": "row-1", "result": {"ok": True}}
    yield made("report_agent_job_result", {**result, "stop": True}, {"accepted": True})
    yield made("report_agent_job_result", result, {"accepted": False})
    yield made("report_agent_job_result", result, "job not found", **_FAILED)


def _system() -> Iterator[Record]:
    yield made("tool_search", {"query": "calendar"}, [{"name": "cal", "tools": [{"name": "add"}]}])
    yield made("tool_search", {"query": ""}, "query must not be empty", **_FAILED)
    why = {**_SUGGESTED, "suggest_reason": "It reads your calendar"}
    for accepted in (True, False):
        yield made("tool_suggest", why, {"completed": accepted, "tool_name": "Calendar"})
    yield made("tool_suggest", why, "tool suggestions are unavailable", **_FAILED)
    granted = {"permissions": {"file_system": {"read": ["/etc", "/usr"]}}, "scope": "session"}
    yield made("request_permissions", {"permissions": _PERMISSIONS, "reason": "to look"}, granted)
    yield made("request_permissions", {"permissions": _PERMISSIONS}, "it was cancelled", **_FAILED)
    yield made("list_mcp_resources", {}, {"resources": [{"uri": "a://b"}], "nextCursor": "2"})
    yield made("list_mcp_resource_templates", {"server": "s"}, {"resourceTemplates": []})
    yield made("list_mcp_resources", {"server": "s"}, "resources/list failed", **_FAILED)
    where = {"server": "s", "uri": "a://b"}
    yield made("read_mcp_resource", where, {"contents": [{"text": "Hello"}]})
    yield made("read_mcp_resource", where, "resources/read failed", **_FAILED)
    yield made("web_search", {"type": "find_in_page", "url": "https://a.test", "pattern": "VAT"})
    yield made("web_search", {"type": "search", "query": "VAT"}, "no network", **_FAILED)
    yield made("image_generation", "a blue square", kind="image_generation")
    yield made("image_generation", "a red one", "blocked", kind="image_generation", **_FAILED)
    yield made("find", {"q": "x"}, "Wall time: 1 seconds\nOutput:\nfound", namespace="mcp__docs")
    yield made("find", {}, "q is required", namespace="mcp__docs", error_type="tool_error")
    yield made("teleport", {"to": "mars"}, "There.")
    yield made("teleport", {"to": "sun"}, "unsupported call: teleport", **_FAILED)
