"""The settings that apply to a person: what they chose and what the administrator chose.

Every command and every worker gets its destinations here. Only code that edits a person's own file
uses `load` directly.
"""

from __future__ import annotations

from collections.abc import Mapping

from codexctl.locations import Locations
from codexctl.policy.file.here import policy_on
from codexctl.policy.file.model import Policy
from codexctl.settings.administered import joined
from codexctl.settings.load import UNREADABLE, SettingsError, load
from codexctl.settings.managed import with_default
from codexctl.settings.model import LOCAL, Settings


def settings_in_force(locations: Locations, environ: Mapping[str, str]) -> Settings:
    """Read settings and policy, and combine them.

    If the person's file cannot be used, only the destinations of the policy get turns, under the
    strictest limits. Raises SettingsError if there are none. `environ` shows whether an
    administrator's hook started this process.
    """
    policy = policy_on(locations)
    try:
        own = load(locations.settings_toml)
    except SettingsError:
        if policy is None or not policy.chosen.sends:
            raise
        return joined(UNREADABLE, policy.chosen)
    return chosen_by_both(with_default_under(policy, own, environ), policy)


def with_default_under(
    policy: Policy | None, settings: Settings, environ: Mapping[str, str]
) -> Settings:
    """The settings with a default destination if the person chose none and the policy has none.

    If the policy allows no local store, there is no default: turns wait until the person or the
    policy names a destination.
    """
    found = with_default(settings, environ)
    if found is settings or policy is None or policy.destinations.local:
        return found
    is_local = any(chosen.kind == LOCAL for chosen in found.destinations)
    return settings if policy.chosen.sends or is_local else found


def chosen_by_both(settings: Settings, policy: Policy | None) -> Settings:
    """A person's settings with what a policy (this machine's or a draft) adds to them."""
    return settings if policy is None else joined(settings, policy.chosen)
