"""Opens the person's browser without showing the key to other users of the machine.

Everybody can read a process's arguments, so the browser gets the name of a file that only the
person can read, and that file leads to the address.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from html import escape
from pathlib import Path
from secrets import token_hex

from codexctl.system import RAW

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>codexctl view</title>
<meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={address}"><p><a href="{address}">Open the view</a></p>
</html>
"""


def has_display(environ: Mapping[str, str], platform: str = sys.platform) -> bool:
    """Whether a browser could be seen here: `BROWSER` is set, or there is a desktop.

    `platform` is a `sys.platform` value.
    """
    if environ.get("BROWSER"):
        return True
    has_desktop = any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    is_far_away = bool(environ.get("SSH_CONNECTION"))
    return has_desktop or (platform in ("darwin", "win32") and not is_far_away)


@contextmanager
def opened(address: str, environ: Mapping[str, str]) -> Iterator[None]:
    """Open an address in the person's browser, and keep the file for it until the block ends.

    `environ` is the person's original environment: `BROWSER` or the desktop decide which browser
    opens. This does not wait for the browser.
    """
    # Imported here, as below, so that the address is printed sooner.
    import shutil
    import tempfile

    with ExitStack() as kept:
        with suppress(OSError):  # no space for it: the printed address also opens the view
            # The removal is registered before the folder is made, so that an interruption leaves
            # nothing.
            folder = Path(tempfile.gettempdir(), f"codexctl-view-{token_hex(16)}")
            kept.callback(shutil.rmtree, folder, ignore_errors=True)
            folder.mkdir(mode=0o700)
            start_browser(key_file(folder, address), environ)
        yield


def key_file(folder: Path, address: str) -> Path:
    """Write the file that leads to `address`; only its owner can read it."""
    path = folder / "open.html"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | RAW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(_PAGE.format(address=escape(address)))
    return path


def start_browser(file: Path, environ: Mapping[str, str]) -> None:
    """Start the program that opens a file in the person's browser."""
    import subprocess

    from codexctl.system import detached

    # -E and -P: variables and files in the current folder do not change what this Python loads.
    command = [sys.executable, "-E", "-P", "-m", "webbrowser", file.as_uri()]
    nowhere = subprocess.DEVNULL
    with suppress(OSError):
        subprocess.Popen(
            command,
            env=dict(environ),
            stdin=nowhere,
            stdout=nowhere,
            stderr=nowhere,
            **detached(),
        )
