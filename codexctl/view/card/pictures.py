"""Pictures among what was said, as far as a page may show them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from codexctl.view.card.blocks import Picture
from codexctl.wording import safe

# What a file of each type begins with (PNG 3rd ed. 5.2, JFIF 1.02, GIF89a, RFC 9649). SVG is none
# of them: it can hold scripts.
_BEGINNINGS = (
    ("image/png", b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", b"\xff\xd8\xff"),
    ("image/gif", b"GIF87a"),
    ("image/gif", b"GIF89a"),
)
_HEAD = 16  # characters of base64 that hold what tells the type


def pictures(parts: Iterable[Mapping[str, Any]]) -> Iterator[Picture]:
    """What stands for each attachment among the parts of a message or a tool's result.

    What it claims to be does not count: its first bytes tell, and what they do not tell is not
    shown. An address is shown as text, since a page loads nothing from elsewhere.
    """
    for part in parts:
        if "modality" in part:
            yield _picture(part)


def _picture(part: Mapping[str, Any]) -> Picture:
    modality = safe(str(part["modality"]))
    where = part.get("uri") or part.get("file_id")
    if isinstance(where, str) and where:
        return Picture("", f"{modality}: {safe(where[:500])}")
    held = part.get("content")
    if not isinstance(held, str) or not held:
        return Picture("", f"{modality}, not captured")
    mime = _type_of(held)
    if mime is None:
        return Picture("", f"{modality} of a type that is not shown")
    return Picture(f"data:{mime};base64,{held}", f"{modality} that Codex was given")


def _type_of(held: str) -> str | None:
    """The type of base64 text, None if it is none of a picture that every browser shows."""
    try:
        head = base64.b64decode(held[:_HEAD], validate=True)
        base64.b64decode(held, validate=True)
    except (binascii.Error, ValueError):
        return None
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for mime, begins in _BEGINNINGS if head.startswith(begins)), None)
