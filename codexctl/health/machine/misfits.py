"""What is wrong with a variable's value: one function for each kind; empty if nothing is.

The texts follow the variable's name in a sentence. A value that may contain a key is not repeated.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

from codexctl.settings.capture import OFF, ON
from codexctl.settings.destination_fields import wrong_address, wrong_header
from codexctl.wording import nearest, not_one_of, safe

Misfit = Callable[[str], str]

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def word_of(*known: str) -> Misfit:
    """Make a function that accepts these words, in upper or lower case."""

    def judge(value: str) -> str:
        word = value.strip().lower()
        if word in ("", *known):
            return ""
        what = not_one_of(word, known) if len(known) > 1 else f"is not {known[0]}"
        return f"{safe(value)} {what}"

    return judge


switch = word_of(*ON, *OFF)


def not_quite_none(value: str) -> str:
    """Recognise a misspelt `none` as a list of exporters; other names are other programs'."""
    word = value.strip().lower()
    is_meant = word != "none" and nearest(word, ["none"])
    return f"{safe(value)} is not none; did you mean none?" if is_meant else ""


def milliseconds(value: str) -> str:
    """Accept a number of milliseconds above zero."""
    try:
        fits = float(value) > 0
    except ValueError:
        fits = False
    return "" if fits else f"{safe(value)} is not a number of milliseconds above 0"


def columns(value: str) -> str:
    """Accept a whole number above zero."""
    fits = value.isdecimal() and int(value) > 0
    return "" if fits else f"{safe(value)} is not a number of columns"


def address(value: str) -> str:
    """Accept the address of a backend; one with an @ may contain a password, so it is not shown."""
    wrong = wrong_address(value.strip())
    return (wrong if "@" in value else f"{safe(value)} {wrong}") if wrong else ""


def proxy(value: str) -> str:
    """Accept the address of a proxy, with or without its scheme."""
    try:
        parts = urlsplit(value if "//" in value else f"//{value}")
        fits = bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    return "" if fits else "is not the address of a proxy, such as http://proxy:3128"


def file(value: str) -> str:
    """Accept a file that can be read."""
    there = Path(value)
    if not there.is_file():
        return f"{safe(value)} is not a file"
    return "" if os.access(there, os.R_OK) else f"{safe(value)} cannot be read"


def folder(value: str) -> str:
    """Accept a folder; OpenSSL accepts several, so a list is accepted, too."""
    gone = [one for one in value.split(os.pathsep) if one and not Path(one).is_dir()]
    return f"{safe(gone[0])} is not a folder" if gone else ""


def span(value: str) -> str:
    """Accept a span in the form that the hook records: W3C Trace Context, version 00."""
    fits = _TRACEPARENT.fullmatch(value)
    return "" if fits else f"{safe(value[:80])} is not 00-TRACE_ID-SPAN_ID-FLAGS, in small letters"


def pairs(value: str) -> str:
    """Accept NAME=VALUE pairs, separated by commas."""
    parts = [part.strip() for part in value.split(",")]
    for number, part in enumerate(parts, 1):
        name, sign, _ = part.partition("=")
        if part and not (name.strip() and sign):
            return f"part {number} of {len(parts)} is not name=value"
    return ""


def headers(value: str) -> str:
    """Accept pairs that can be HTTP headers; their values are not shown."""
    if wrong := pairs(value):
        return wrong
    for number, part in enumerate(value.split(","), 1):
        name, _, said = (unquote(one.strip()) for one in part.partition("="))
        if name and wrong_header(name, said):
            return f"part {number} cannot be a header"
    return ""


def program(path: str) -> Misfit:
    """Make a function that accepts a program that exists; `path` is the PATH to search."""

    def judge(value: str) -> str:
        try:
            words = shlex.split(value)
        except ValueError as error:
            return f"{safe(value)}: {str(error).lower()}"
        if words and not shutil.which(words[0], path=path):
            return f"{safe(words[0])} is not a program that is found"
        return ""

    return judge
