"""Names and values in percent signs or entities, and values in base64, read once.

`password%3Dhunter2` is an assignment, and the `data:` of a Kubernetes secret holds what would be
masked if it was there in plain text. Base64 is only read where a word nearby says that it is
some: most long words of letters and digits are not.
"""

from __future__ import annotations

import re
from base64 import b64decode, urlsafe_b64decode
from binascii import Error
from collections.abc import Iterator

from codexctl.redact.reading import Patch

_PERCENT = re.compile(r"%(?:25)?([2-7][0-9A-Fa-f]|0[9aAdD])")
# Entities of HTML and XML: for letters, and for what nobody sees; a word may break at <wbr>.
_ENTITY = re.compile(
    r"&(?:#(?:[xX](?P<hex>[0-9A-Fa-f]{1,6})|(?P<dec>[0-9]{1,7}))"
    r"|(?P<name>quot|apos|amp|lt|gt|nbsp|shy|ZeroWidthSpace));|<wbr ?/?>"
)
_NAMED = {"quot": '"', "apos": "'", "amp": "&", "lt": "<", "gt": ">", "nbsp": " "}
# What says that there is some.
_DATA = re.compile(r"ata[\"']?:[ ]?(?:[\n{]|\Z)")
_SAYS_BASE64 = re.compile(r"ase64(?!,)")
# Four characters of base64 whose three bytes are ASCII: most words are told from it by their first.
_FOUR = r"[CDI-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]"
_BASE64 = re.compile(
    rf"[\s:=\"'`](?=(?:{_FOUR}){{2}})([A-Za-z0-9+/_-]{{8,40000}}+={{0,2}})(?=[\"'`\s,;|}}<)\\]|\Z)"
)
_KUBERNETES = re.compile(r"(?i)kind[\"']?\s{0,4}:\s{0,4}[\"']?(?:Sealed)?Secret\b")
_MEMBER = re.compile(r"[\w.-][\"']?:[ \t]{1,8}[\"']?\Z")
_TEXT = re.compile(r"[\t\n\r -~]{4,}\Z")
_TRIED = 64


def percent(text: str) -> Iterator[Patch]:
    """Characters that are written as %41, or as %2541 by who encodes twice."""
    for match in _PERCENT.finditer(text):
        char = chr(int(match[1], 16))
        if char != "\x7f":
            yield Patch(*match.span(), char)


def entities(text: str) -> Iterator[Patch]:
    """Characters that are written as &quot; or &#x41;, as pages and their logs have them."""
    for match in _ENTITY.finditer(text):
        code = int(match["hex"] or "0", 16) or int(match["dec"] or 0)
        # ASCII, or nothing that a key has.
        char = chr(code) if code < 128 else ""
        yield Patch(*match.span(), char.strip("\0") or _NAMED.get(match["name"] or "", ""))


def has_base64(text: str) -> bool:
    """Whether something says that there are values in base64."""
    return _DATA.search(text) is not None or _says_base64(text)


def _says_base64(text: str) -> bool:
    return "ase64" in text and _SAYS_BASE64.search(text) is not None


def base64(text: str) -> Iterator[Patch]:
    """Values that are text in base64."""
    is_secret: bool | None = None
    data = None if _says_base64(text) else _DATA.search(text)
    # `data:` stands before its values, "base64" anywhere near.
    for match in _BASE64.finditer(text, data.start() if data else 0):
        meant = meaning(match[1])
        if meant:
            if is_secret is None:
                is_secret = _KUBERNETES.search(text) is not None
            named = is_secret and _MEMBER.search(text, max(0, match.start(1) - 80), match.start(1))
            # All that a Secret holds is one, whatever the name of the member.
            yield Patch(*match.span(1), f"password: {meant}" if named else meant)


def meaning(value: str) -> str:
    """The text that a value in base64 stands for; empty if it stands for none."""
    if len(value) > _TRIED and not _read(value[:_TRIED]):
        return ""
    return _read(value)


def _read(value: str) -> str:
    decode = urlsafe_b64decode if "-" in value or "_" in value else b64decode
    bare = value.rstrip("=")
    if len(bare) % 4 == 1:
        return ""
    try:
        text = decode(bare + "=" * (-len(bare) % 4)).decode("ascii")
    except (Error, ValueError):
        return ""
    return text if _TEXT.match(text) else ""
