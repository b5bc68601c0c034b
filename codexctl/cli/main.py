"""The command tree. A group's module is imported only when one of its commands is asked for."""

from __future__ import annotations

import click

from codexctl import __version__
from codexctl.cli.groups import Group

# name → (module below codexctl.cli, one line for `--help`)
COMMANDS: dict[str, tuple[str, str]] = {
    "setup": ("setup.setup", "Set up tracing: plan, show the diff, apply, prove that it works."),
    "status": ("status", "What works and what needs action, each with its remedy."),
    "doctor": ("doctor", "The cause of what does not work, and what fixes it."),
    "auth": ("auth", "Keys of destinations, in the keyring of your system."),
    "uninstall": ("setup.uninstall", "Take back everything that setup changed."),
    "undo": ("edits.undo", "Take the last edit back, or the one that you name."),
    "history": ("edits.history", "What codexctl edited, and what was taken back."),
    "config": ("config.group", "Any key of Codex's config.toml: get, set, unset, diff, validate."),
    "features": ("codex.features", "Codex's feature flags: list, enable, disable."),
    "hooks": ("codex.hooks", "Hooks and their trust: list, add, remove, trust, validate."),
    "mcp": ("mcp.group", "MCP servers: list, show, add, remove, enable, disable, test, import."),
    "profiles": ("codex.profiles", "Profiles: list, show, create, copy, delete, use."),
    "permissions": (
        "codex.permissions",
        "Sandbox, approval and trusted folders: show, set, trust.",
    ),
    "providers": ("codex.providers", "Model providers: list, add, remove, test."),
    "instructions": (
        "guidance.instructions",
        "AGENTS.md and other instructions: where each is from, what Codex makes of it.",
    ),
    "skills": ("guidance.skills", "Skills: where each is from, and which Codex rejects."),
    "rules": ("guidance.rules", "Files of rules for commands, and whether Codex reads them."),
    "prompts": ("guidance.prompts", "Custom prompts, which Codex no longer offers."),
    "notify": ("codex.notify", "The program that Codex calls after a turn: show, set, unset."),
    "policy": ("policy.group", "The administrator's policy: init, show, explain, check, render."),
    "fleet": ("fleet.group", "Roll out to many machines, and set up what they send to."),
    "selftest": ("setup.selftest", "Send one marked turn through the installed hook."),
    "run": ("setup.run", "Run Codex once with our hook trusted; no file is edited."),
    "sync": ("setup.sync", "Renew the scripts that Codex calls, after an upgrade or a move."),
    "update": ("setup.update", "Upgrade codexctl the way it was installed."),
    "demo": ("setup.demo", "Run all of it in a throwaway Codex home."),
    "view": ("view", "Show what Codex did on a page in your browser."),
    "completion": ("completion", "Completion in your shell: bash, zsh, fish, powershell."),
    "help": ("helping", "The help of a command."),
    "trace": ("trace.group", "Convert, export, list, show and sum up traces."),
}


class _Root(Group):
    """All commands; their lines in the help are the table's, so that it imports none of them."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


# Each command's imports are its own: `--help` and completion load none of them.
@click.group(
    cls=_Root,
    elsewhere={name: f"{module}:command" for name, (module, _) in COMMANDS.items()},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", prog_name="codexctl")
def codexctl() -> None:
    """Set up, govern and observe OpenAI's Codex CLI."""
