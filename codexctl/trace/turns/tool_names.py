"""The names of Codex's own tools.

Tools of Codex CLI 0.110 to 0.169.0, offered by the models' tool sets or named in its binary.
"""

from __future__ import annotations

KNOWN_TOOLS = frozenset(
    {
        # shell
        "exec_command", "write_stdin", "shell", "shell_command", "local_shell",
        # files
        "apply_patch", "list_dir", "view_image", "read_file", "grep_files",
        # code
        "exec", "wait", "js_repl", "js_repl_reset",
        # planning
        "update_plan", "request_user_input", "request_user_input_async",
        "get_goal", "create_goal", "update_goal", "sleep",
        # agents
        "spawn_agent", "send_message", "send_input", "followup_task", "wait_agent", "close_agent",
        "list_agents", "resume_agent", "interrupt_agent",
        # batches
        "spawn_agents_on_csv", "report_agent_job_result",
        # system
        "tool_search", "tool_suggest", "request_permissions", "web_search", "image_generation",
        "list_mcp_resources", "list_mcp_resource_templates", "read_mcp_resource",
    }
)  # fmt: skip

# Calls that the model's own side executes: their only line is the call itself.
HOSTED = frozenset({"web_search", "image_generation"})

# Tools whose output tells an exit code in an envelope of Codex's.
SHELLS = frozenset(
    {"exec_command", "write_stdin", "shell", "shell_command", "local_shell", "container.exec",
     "apply_patch"}
)  # fmt: skip
