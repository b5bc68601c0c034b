"""Opening the person's browser, without the key being seen by others on the machine.

Arguments of a process are for everybody to read, so the browser is given the name of a file that
only the person can read, and the file goes on to the address.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from html import escape
from pathlib import Path

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>codexctl view</title>
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={address}"><p><a href="{address}">Open the view</a></p>
</html>
"""


def has_display(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser could be seen here: `BROWSER` says so, or there is a desktop.

    `platform` is a `sys.platform` value.
    """
    if environ.get("BROWSER"):
        return True
    if environ.get("SSH_CONNECTION"):
        return bool(environ.get("DISPLAY"))
    has_desktop = any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    return platform in ("darwin", "win32") or has_desktop


def key_file(folder: Path, address: str) -> Path:
    """Write the file that goes on to `address`, private to the person; the caller deletes it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"view-{os.getpid()}.html"
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(_PAGE.format(address=escape(address)))
    return path


def open_browser(file: Path, environ: Mapping[str, str]) -> None:
    """Have the person's browser open a file, by `BROWSER` or what the desktop says.

    It is started with `environ`, the environment as the person gave it; whether it comes is not
    waited for.
    """
    import subprocess

    # -E and -P: nothing that lies about has a say in what this Python loads.
    command = [sys.executable, "-E", "-P", "-m", "webbrowser", file.as_uri()]
    nowhere = subprocess.DEVNULL
    with suppress(OSError):
        subprocess.Popen(
            command,
            env=dict(environ),
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            start_new_session=True,
        )
