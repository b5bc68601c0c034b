"""What a careful person would want to be told about a setup, though nothing is in its way."""

from __future__ import annotations

from codexctl.codex.hooks.grammar import read_inline_hooks
from codexctl.codex.hooks.trust import BYPASS
from codexctl.edit.intent.wanted import Intent, Trigger, TrustChoice
from codexctl.edit.parts.codex_files import CodexFiles


def notes(intent: Intent, files: CodexFiles, *, everywhere: bool = False) -> tuple[str, ...]:
    """Collect one sentence for each thing that is worth knowing.

    `everywhere` says that our hooks are in the person's own hooks.json already.
    """
    said = []
    if intent.trigger is Trigger.machine:
        return ("the administrator's hook runs for everybody here: no hook of your own is needed",)
    if intent.trigger is Trigger.plugin:
        said.append("the plugin's hooks report turns, so hooks.json needs none of codexctl's")
    if intent.trust is TrustChoice.ask:
        said.append("Codex skips the hook silently until you review it: start codex")
    if intent.trust is TrustChoice.bypass:
        said.append(
            "no Codex version that was tested (0.124 to 0.169) respects bypass_hook_trust, and"
            " --strict-config rejects it; codexctl status shows what Codex does"
        )
    elif files.config.get(BYPASS):
        said.append(
            f"{files.config_path} has bypass_hook_trust = true, which does nothing and which"
            " --strict-config rejects: codexctl config unset bypass_hook_trust"
        )
    if intent.project:
        said.append(
            f"{files.hooks_path} names a script of this machine: keep it out of the repository;"
            f" Codex reads it once you trust the folder {intent.project}"
        )
        if everywhere:
            said.append(
                "the hook for all of your turns stays too; to trace only this repository, run"
                " codexctl uninstall first"
            )
    elif read_inline_hooks(files.config, str(files.config_path)).hooks:
        said.append(
            f"{files.config_path} has hooks of its own: both run, and Codex warns that it"
            " prefers a single file"
        )
    return tuple(said)
