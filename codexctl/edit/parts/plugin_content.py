"""What a plugin holds at the moment at which trust in its hooks is recorded."""

from __future__ import annotations

from codexctl.codex.hooks.carry import Changes
from codexctl.codex.hooks.model import Hook
from codexctl.codex.hooks.trust import CONTENT_HASH, State, current_hash
from codexctl.codex.plugins.fingerprint import NotHashed, content_hash
from codexctl.codex.plugins.installed import PluginHooks
from codexctl.errors import EditRefused

OfPlugin = tuple[PluginHooks, Hook]
"""A hook that a person named, and the plugin in which they saw it."""


def granted_to_plugin(plugin: PluginHooks, state: State, *, with_content: bool) -> Changes:
    """Say what `[hooks.state]` needs for every hook of a plugin to be trusted as it is now.

    A person's `enabled = false` stays. `with_content` is for a Codex that minds what else the
    plugin holds. Raises EditRefused as `content_again` does.
    """
    changes: Changes = {}
    for hook in plugin.hooks.hooks:
        key = plugin.hooks.key(hook)
        kept = {name: value for name, value in state.get(key, {}).items() if name != CONTENT_HASH}
        entry = {**kept, "trusted_hash": current_hash(hook)}
        changes[key] = {**entry, CONTENT_HASH: content_again(plugin)} if with_content else entry
    return {key: entry for key, entry in changes.items() if entry != state.get(key)}


def content_again(seen: PluginHooks) -> str:
    """The hash of a plugin's folder, if it is still the one that was seen.

    Raises EditRefused where it is not, or where Codex makes no hash of it and skips its hooks.
    """
    try:
        now = content_hash(seen.folder)
    except NotHashed as error:
        raise EditRefused(f"Codex skips the hooks of {seen.name}: {error}",
                          f"codex plugin remove {seen.name}") from None  # fmt: skip
    except OSError as error:
        raise EditRefused(f"{error.filename}: {error.strerror}", "codexctl hooks list") from None
    if now != seen.content:
        raise EditRefused(f"{seen.folder} was changed at this moment", "codexctl hooks list")
    return now
