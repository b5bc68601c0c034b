r"""The command by which Codex runs our script: written, and read back.

Where Codex has a POSIX shell: `/home/dev/…/hook.sh Stop`. On Windows it hands the text to
PowerShell, or to cmd where there is none (0.153 to 0.169), and a quoted path alone would only be
printed. So Windows' own PowerShell is named there, by its absolute path, which both of them start:
`C:\…\powershell.exe -NoProfile … -File "C:\…\hook.ps1" Stop`.
"""

from __future__ import annotations

import re
import shlex
import sys
from base64 import b64decode, b64encode
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from codexctl.system.paths import powershell_word, word_of_powershell

WINDOWS = "win32"
POWERSHELL = r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe"
# Scripts that nobody has signed run with Bypass alone; a policy of the machine still counts more.
_START = f"{POWERSHELL} -NoProfile -NonInteractive -ExecutionPolicy Bypass"
# What one of the two shells takes for something else between double quotes.
_SPECIAL = re.compile('[$`%!"\u201c\u201d\u201e]')
_FILE = re.compile(re.escape(_START) + r' -File "([^"]+)" (\w+)')
_ENCODED = re.compile(re.escape(_START) + r" -EncodedCommand ([A-Za-z0-9+/=]+)")
_CALL = re.compile(r"& ('.+') (\w+)", re.DOTALL)


def command_line(script: PurePath, event: str, platform: str = sys.platform) -> str:
    """The command for one event; `script` is an absolute path, `platform` as in `sys.platform`."""
    if platform != WINDOWS:
        return f"{shlex.quote(str(script))} {event}"
    if not _SPECIAL.search(str(script)):
        return f'{_START} -File "{script}" {event}'
    said = f"& {powershell_word(str(script))} {event}"
    return f"{_START} -EncodedCommand {b64encode(said.encode('utf-16-le')).decode()}"


def script_in(command: str, event: str, platform: str = sys.platform) -> PurePath | None:
    """The script that a command runs the way ours is run; None if it runs something else."""
    if platform == WINDOWS:
        words = _windows_words(command)
        kind: type[PurePath] = PureWindowsPath
    else:
        words, kind = _words(command), PurePosixPath
    if len(words) != 2 or words[1] != event or not kind(words[0]).is_absolute():
        return None
    return Path(words[0]) if platform == sys.platform else kind(words[0])


def in_a_shell(command: str, platform: str = sys.platform) -> list[str]:
    """The words by which a command of hooks.json is run as Codex runs it."""
    if platform == WINDOWS:
        return [POWERSHELL, "-NoProfile", "-Command", command]
    return ["/bin/sh", "-c", command]


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return []


def _windows_words(command: str) -> list[str]:
    if found := _FILE.fullmatch(command):
        return [*found.groups()]
    if not (encoded := _ENCODED.fullmatch(command)):
        return []
    try:
        said = b64decode(encoded[1], validate=True).decode("utf-16-le")
    except ValueError:
        return []
    call = _CALL.fullmatch(said)
    return [word_of_powershell(call[1]), call[2]] if call else []
