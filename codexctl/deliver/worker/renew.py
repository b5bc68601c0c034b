"""Auto-sync: after an upgrade the worker has the scripts rendered again, once a version."""

from __future__ import annotations

import sys

from codexctl import __version__
from codexctl.deliver.own_command import done_quietly
from codexctl.locations import Locations
from codexctl.safe_read import read_text
from codexctl.settings.load import load

# As long as a sync may wait for another edit to end.
_TIMEOUT_S = 30.0


def renew_if_new(locations: Locations) -> bool:
    """Run `codexctl sync` if this version of codexctl has not done so yet; whether it was run.

    Only where the settings say `auto_sync = true`. The edit is another room's business, so it is
    asked for as a command. A sync that fails is tried again by the next worker. Raises
    SettingsError for settings that cannot be read, TimeoutExpired where it takes too long.
    """
    # With the interpreter: the same version in another installation needs other scripts.
    mark = f"{__version__} {sys.executable}"
    if _last(locations) == mark or not load(locations.settings_toml).auto_sync:
        return False
    if done_quietly("sync", seconds=_TIMEOUT_S):
        locations.synced_file.write_text(mark, encoding="utf-8")
    return True


def _last(locations: Locations) -> str:
    try:
        return read_text(locations.synced_file)
    except (OSError, ValueError):
        return ""
