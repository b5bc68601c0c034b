"""What `codexctl uninstall` removes in addition to the plan's files: service, keys and data.

Keys and data are deleted after the edit, because `undo` cannot restore them.
"""

from __future__ import annotations

import shutil
import subprocess
import time

from codexctl.errors import CodexctlError
from codexctl.locations import Locations

# How long to wait for a worker that is delivering, in seconds.
WORKER_PATIENCE = 10.0


def stop_service(locations: Locations) -> tuple[str, ...]:
    """Stop the service that follows sessions, before its file is deleted.

    Returns a note with the command for a person if that failed; empty otherwise.
    """
    from codexctl.edit.files.read import read
    from codexctl.edit.plans.service import is_service, next_step, service_file, stop_command

    if not is_service(read(service_file(locations))):
        return ()
    words = stop_command(locations)
    if shutil.which(words[0]):
        done = subprocess.run(words, capture_output=True, check=False)
        if done.returncode == 0:
            return ()
    return (f"the service may still run: {next_step(locations, install=False)}",)


def delete_keys(locations: Locations) -> None:
    """Delete every key that codexctl stored; must be called before their list is deleted."""
    from codexctl.settings.keys import keychain

    for name in names_of_keys(locations):
        keychain.delete(name, locations)


def names_of_keys(locations: Locations) -> tuple[str, ...]:
    """The names of all keys that codexctl stored in the keyring."""
    from codexctl.settings.keys import keychain

    return keychain.names(locations)


def purge_data(locations: Locations) -> None:
    """Delete codexctl's data when no worker writes to it any more.

    Raises CodexctlError if one still does after `WORKER_PATIENCE` seconds.
    """
    from codexctl.edit.plans.leftovers import purge
    from codexctl.file_lock import held

    deadline = time.monotonic() + WORKER_PATIENCE
    while time.monotonic() < deadline:
        with held(locations.worker_lock) as mine:
            if mine:
                purge(locations)
                return
        time.sleep(0.05)
    hint = "codexctl uninstall --purge"
    raise CodexctlError("a worker is still delivering; only the traces are left to delete", hint)
