r"""Windows names: what cannot be one, and quoting for PowerShell. Pure: this runs anywhere."""

from __future__ import annotations

import re
from pathlib import PureWindowsPath

# Devices, in every folder and with any ending (Microsoft, "Naming Files, Paths, and Namespaces").
_DEVICE = re.compile(
    r"(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])[ ]*(?:\..*)?\Z", re.IGNORECASE
)
_FORBIDDEN = re.compile(r'[<>:"|?*\x00-\x1f]')
# PowerShell takes the typographic ones for the plain one.
_DOUBLED = re.compile("(['\u2018\u2019\u201a\u201b])\\1")
_SINGLE_QUOTES = re.compile("['\u2018\u2019\u201a\u201b]")


def problem_of(path: PureWindowsPath) -> str:
    """Why Windows has no file of this name; empty where it can have one."""
    if path.drive and not path.root:
        return f"is relative to the current folder of drive {path.drive}"
    if path.root and not path.drive:
        return "is relative to the current drive"
    for part in path.parts[1:] if path.anchor else path.parts:
        if part in (".", ".."):
            continue
        if _DEVICE.match(part):
            return f"names the device {part}"
        if found := _FORBIDDEN.search(part):
            return f"contains {found[0]!r}, which is not allowed in a name"
        if part.endswith((".", " ")):
            return f"has a part that ends in {part[-1]!r}, which Windows removes"
    return ""


def powershell_word(text: str) -> str:
    """A text as PowerShell reads it verbatim: in single quotes, those within it doubled."""
    return "'" + _SINGLE_QUOTES.sub(lambda found: found[0] * 2, text) + "'"


def word_of_powershell(word: str) -> str:
    """The text that `powershell_word` has quoted."""
    return _DOUBLED.sub(r"\1", word[1:-1])
