"""Whether the view may be started at all: the administrator's word first, then the person's own."""

from __future__ import annotations

from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.policy.file.here import policy_on
from codexctl.policy.file.said import refusal
from codexctl.settings.load import load

_KEY = "view.enabled"


def check_allowed(locations: Locations) -> None:
    """Raise PolicyRefused where the policy switches the view off, CodexctlError where settings do.

    Also SettingsError where the settings cannot be read: what they say of the view is not known.
    """
    policy = policy_on(locations)
    if policy and not policy.view:
        raise refusal(policy, _KEY, "codexctl view")
    if not load(locations.settings_toml).value(_KEY):
        hint = f"set enabled = true below [view] in {locations.settings_toml}"
        raise CodexctlError("codexctl view is switched off in your settings", hint)
