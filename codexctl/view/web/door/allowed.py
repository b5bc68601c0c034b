"""Whether the view may start: the policy decides first, then the person's settings."""

from __future__ import annotations

from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.policy.file.here import policy_on
from codexctl.policy.file.said import refusal
from codexctl.settings.load import load

_KEY = "view.enabled"


def check_allowed(locations: Locations) -> None:
    """Raise PolicyRefused if the policy switches the view off, CodexctlError if the settings do.

    Also raises SettingsError if the settings cannot be read, because they may switch it off.
    """
    policy = policy_on(locations)
    if policy and not policy.view:
        raise refusal(policy, _KEY, "codexctl view")
    if not load(locations.settings_toml).value(_KEY):
        hint = f"set enabled = true below [view] in {locations.settings_toml}"
        raise CodexctlError("codexctl view is switched off in your settings", hint)
