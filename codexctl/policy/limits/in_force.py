"""The settings that hold for a person: what they chose, and what the administrator did.

Every command and every worker has destinations from here. `load` alone is for whoever edits a
person's own file.
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
    """Read settings and policy afresh and put them together.

    A person's file that cannot be used stops only what the person chose: the administrator's
    destinations then get what the strictest limits leave. Raises SettingsError where there are
    none. `environ` is where it stands that a machine's own hook runs.
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
    """Where turns go of somebody who chose no place, as far as the policy does not say it.

    Where it allows no local store there is none: turns wait until the person, or the policy, names
    a place.
    """
    found = with_default(settings, environ)
    if found is settings or policy is None or policy.destinations.local:
        return found
    is_local = any(chosen.kind == LOCAL for chosen in found.destinations)
    return settings if policy.chosen.sends or is_local else found


def chosen_by_both(settings: Settings, policy: Policy | None) -> Settings:
    """A person's settings with what a policy, be it the machine's or a draft, adds to them."""
    return settings if policy is None else joined(settings, policy.chosen)
