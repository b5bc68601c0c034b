"""How to set a destination's key on this machine."""

from __future__ import annotations

from codexctl.locations import Locations
from codexctl.settings.destinations.resolve import Resolved
from codexctl.settings.keys import keychain


def key_remedy(there: Resolved, locations: Locations) -> str:
    """The command that sets the key: in the keyring, or in a variable if there is no keyring.

    It asks the keyring, which starts a process, so it is only for a key that is missing or wrong.
    """
    name = there.destination.name
    administration = there.destination.administration
    if administration and not administration.is_adopted:
        return "ask your administrator"
    if not keychain.lack(locations):
        return f"codexctl auth set {name}"
    variable = next(filter(None, (there.destination.api_key_env, *there.key_env)), "")
    # The worker gets Codex's environment, so the key must be there.
    return (
        f"export {variable}=… where Codex is started (there is no keyring here)"
        if variable
        else f"codexctl setup --api-key-env {name}:VARIABLE (there is no keyring here)"
    )
