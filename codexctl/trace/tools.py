"""Every tool of Codex, a row each: whatever asks which tools there are asks this table.

Tools of Codex CLI 0.110 to 0.169.0, offered by the models' tool sets or named in its binary. A tool
of an MCP server has no row: its server tells it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum, auto
from typing import NamedTuple


class Asks(Enum):
    """When a person may be asked about a call."""

    never = auto()
    to_escalate = auto()  # if its arguments ask to run outside the sandbox
    always = auto()
    by_itself = auto()  # always: it is only a question to the person


class Tool(NamedTuple):
    """One tool.

    `family` is the file of `view/calls/` that reads and shows its calls, and `act` which of that
    file's readers does; both are empty where nothing is known of its arguments. `aliases` are its
    names in other releases.

    `asks`: when a person may be asked about a call.
    `tells_exit_code`: its output has one, in an envelope of Codex's.
    `is_hosted`: the model's own side executes it, and its only line is the call itself.
    `item`: the kind of item in which Codex records such a call, where that item names no tool.
    `gives_work_to`: the member of its output that names the thread, the turn or the batch that it
    gave work to, in files that record it nowhere else.
    `only_listens`: an agents' tool that names other threads without giving them work.
    """

    name: str
    family: str = ""
    act: str = ""
    aliases: tuple[str, ...] = ()
    asks: Asks = Asks.never
    tells_exit_code: bool = False
    is_hosted: bool = False
    item: str = ""
    gives_work_to: str = ""
    only_listens: bool = False


def _shell(name: str, act: str, *aliases: str, item: str = "") -> Tool:
    return Tool(name, "shell", act, aliases, Asks.to_escalate, tells_exit_code=True, item=item)


APPLY_PATCH = "apply_patch"

TOOLS = (
    _shell("exec_command", "run", item="CommandExecution"),
    _shell("write_stdin", "typed"),
    _shell("shell", "run", "container.exec"),
    _shell("shell_command", "run"),
    _shell("local_shell", "run"),
    Tool(APPLY_PATCH, "files", "patch",
         asks=Asks.always, tells_exit_code=True, item="FileChange"),
    Tool("list_dir", "files", "listing"),
    Tool("read_file", "files", "read"),
    Tool("grep_files", "files", "search"),
    Tool("view_image", "files", "view", item="ImageView"),
    Tool("exec", "code", "script"),
    Tool("js_repl", "code", "script"),
    # In a script, the agents' `wait_agent` is called `wait`, too.
    Tool("wait", "code", "wait", only_listens=True),
    Tool("js_repl_reset", "code", "reset"),
    Tool("update_plan", "planning", "plan"),
    Tool("request_user_input", "planning", "questions", asks=Asks.by_itself),
    Tool("request_user_input_async", "planning", "questions"),
    Tool("get_goal", "planning", "goal"),
    Tool("create_goal", "planning", "goal"),
    Tool("update_goal", "planning", "goal"),
    Tool("sleep"),
    Tool("spawn_agent", "agents", "spawn", gives_work_to="agent_id"),
    Tool("send_message", "agents", "message"),
    Tool("send_input", "agents", "message", gives_work_to="submission_id"),
    Tool("followup_task", "agents", "message"),
    Tool("wait_agent", "agents", "wait", only_listens=True),
    Tool("list_agents", "agents", "list", only_listens=True),
    Tool("close_agent", "agents", "control", only_listens=True),
    Tool("resume_agent", "agents", "control", gives_work_to="agent_id"),
    Tool("interrupt_agent", "agents", "control"),
    Tool("spawn_agents_on_csv", "batches", "batch", gives_work_to="job_id"),
    Tool("report_agent_job_result", "batches", "result"),
    Tool("list_mcp_resources", "mcp", "resources"),
    Tool("list_mcp_resource_templates", "mcp", "templates"),
    Tool("read_mcp_resource", "mcp", "resource"),
    Tool("web_search", "web", "search", is_hosted=True, item="WebSearch"),
    Tool("image_generation", "web", "image", is_hosted=True, item="ImageGeneration"),
    Tool("tool_search", "system", "search"),
    Tool("tool_suggest", "system", "suggestion"),
    Tool("request_permissions", "system", "permissions", asks=Asks.by_itself),
)  # fmt: skip

BY_NAME: Mapping[str, Tool] = {name: tool for tool in TOOLS for name in (tool.name, *tool.aliases)}
KNOWN_TOOLS = frozenset(BY_NAME)


def _names(is_wanted: Callable[[Tool], bool]) -> frozenset[str]:
    return frozenset(name for name, tool in BY_NAME.items() if is_wanted(tool))


ESCALATING = _names(lambda tool: tool.asks is Asks.to_escalate)
ASKED_ALWAYS = _names(lambda tool: tool.asks is Asks.always)
QUESTIONS = _names(lambda tool: tool.asks is Asks.by_itself)
TELL_EXIT_CODES = _names(lambda tool: tool.tells_exit_code)
HOSTED = _names(lambda tool: tool.is_hosted)
LISTENING = _names(lambda tool: tool.only_listens)
GIVE_WORK: Mapping[str, str] = {
    name: tool.gives_work_to for name, tool in BY_NAME.items() if tool.gives_work_to
}
BY_ITEM: Mapping[str, Tool] = {tool.item: tool for tool in TOOLS if tool.item}
HOSTED_ITEMS = frozenset(item for item, tool in BY_ITEM.items() if tool.is_hosted)
