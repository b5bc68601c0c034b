"""The table of commands, grouped by purpose: the module of each and its line in the help."""

from __future__ import annotations

from collections.abc import Mapping

# Title → name → (module below codexctl.cli, the first sentence of its docstring). The sentence is
# repeated here so that the help imports no command.
SECTIONS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "Set up": {
        "setup": (
            "setup.setup",
            "Set up tracing: plan, show the diff, apply, test the result.",
        ),
        "demo": ("setup.demo", "Try codexctl in a temporary Codex home."),
        "auth": ("auth.group", "Keep the keys of destinations in your system's keyring."),
        "selftest": (
            "setup.selftest",
            "Send one test turn through the hook, and check that it arrives.",
        ),
        "run": (
            "setup.run",
            "Run Codex once with codexctl's hook trusted, then deliver its turns.",
        ),
    },
    "Look": {
        "trace": (
            "trace.group",
            "Turns in the terminal: list, show, search, summarise, save, export.",
        ),
        "view": ("view", "Show what Codex did in your browser, on this machine only."),
        "status": ("status", "Show what works (✓), needs action (✗) or is not active (-)."),
        "doctor": ("doctor", "Name the cause of what does not work, and the command to fix it."),
    },
    "Configure Codex": {
        "config": ("config.group", "Read, set, explain, check, upgrade and restore config.toml."),
        "features": ("codex.features", "List and switch Codex's feature flags."),
        "hooks": ("codex.hooks", "List, add, remove, check and trust hooks."),
        "notify": ("codex.notify", "Show and change the program that Codex calls after a turn."),
        "mcp": ("mcp.group", "MCP servers: programs and addresses whose tools Codex can use."),
        "profiles": ("codex.profiles", "List, show, create, copy, delete and choose profiles."),
        "permissions": (
            "codex.permissions",
            "What Codex may do without asking: sandbox, approval, folders.",
        ),
        "providers": (
            "codex.providers",
            "Model providers: the services that answer Codex, and their keys.",
        ),
        "instructions": (
            "guidance.instructions",
            "List AGENTS.md and other instructions that apply here, in order.",
        ),
        "skills": ("guidance.skills", "List the skills that Codex finds from here, or rejects."),
        "rules": ("guidance.rules", "List the command rule files that apply here."),
        "prompts": (
            "guidance.prompts",
            "List custom prompts, and whether your Codex still offers them.",
        ),
    },
    "Govern": {
        "policy": (
            "policy.group",
            "The administrator's policy: start, show, explain, check, render.",
        ),
        "fleet": (
            "fleet.group",
            "Roll out to many machines, and set up the servers that they send to.",
        ),
    },
    "Upgrade and undo": {
        "sync": ("setup.sync", "Update the scripts that Codex calls, after an upgrade or a move."),
        "update": ("setup.update", "Upgrade codexctl the way it was installed."),
        "history": ("edits.history", "List the edits that codexctl made, newest first."),
        "undo": ("edits.undo", "Undo the last edit, or the one with this ID."),
        "uninstall": ("setup.uninstalling.uninstall", "Undo everything that setup changed."),
    },
    "Help": {
        "help": ("helping", "Print the help of a command, or of all."),
        "completion": ("completion", "Complete commands, options and values in your shell."),
    },
}
COMMANDS: Mapping[str, tuple[str, str]] = {
    name: row for rows in SECTIONS.values() for name, row in rows.items()
}
