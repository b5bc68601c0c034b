"""Setup with codexctl's plugin for Codex: whether it has the hook, and how to trust it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codexctl.addresses import REPOSITORY
from codexctl.environment import given
from codexctl.errors import UsageError
from codexctl.locations import Locations

if TYPE_CHECKING:
    from codexctl.codex.hooks.carry import Changes
    from codexctl.edit.intent.wanted import Intent

_GET_IT = (
    f"codex plugin marketplace add {REPOSITORY.removeprefix('https://github.com/')}, then"
    " codex plugin add codexctl@codexctl"
)


def is_plugin_enough(locations: Locations) -> bool:
    """Whether our plugin is enabled and the person's hooks.json has no hook of ours."""
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.report.hook_files import our_plugin_here
    from codexctl.health.here import has_hooks_for_all

    if has_hooks_for_all(locations):
        return False
    return our_plugin_here(locations.codex_home, requirements_file().parent) is not None


def plugin_trust(intent: Intent, locations: Locations) -> Changes:
    """The edit that makes Codex trust our plugin's hooks; nothing for another trigger.

    Raises UsageError if the plugin is not installed, or is wanted for only one repository.
    """
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.asking.version import minds_content
    from codexctl.codex.hooks.trust import read_state
    from codexctl.codex.report.hook_files import our_plugin_here
    from codexctl.edit.files.read_config import read_config
    from codexctl.edit.intent.wanted import Trigger
    from codexctl.edit.parts.plugin_content import granted_to_plugin

    if intent.trigger is not Trigger.plugin:
        return {}
    if intent.project:
        raise UsageError(
            "--trigger plugin: a plugin's hooks run in every folder, not only in one repository",
            "codexctl setup --scope global --trigger plugin",
        )
    plugin = our_plugin_here(locations.codex_home, requirements_file().parent)
    if plugin is None:
        raise UsageError("--trigger plugin: Codex has no plugin of codexctl enabled", _GET_IT)
    state = read_state(read_config(locations.config_toml))
    with_content = minds_content(given(), locations.codex_home)
    return granted_to_plugin(plugin, state, with_content=with_content)
