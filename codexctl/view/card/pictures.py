"""The pictures in messages, if a page may show them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from codexctl.view.card.blocks import Picture
from codexctl.wording import safe

# How files of each type begin (PNG 3rd ed. 5.2, JFIF 1.02, GIF89a, RFC 9649). SVG is left out,
# because it can contain scripts.
_BEGINNINGS = (
    ("image/png", b"\x89PNG\r\n\x1a\n"),
    ("image/jpeg", b"\xff\xd8\xff"),
    ("image/gif", b"GIF87a"),
    ("image/gif", b"GIF89a"),
)
_HEAD = 16  # base64 characters that are enough to recognise the type


def pictures(parts: Iterable[Mapping[str, Any]]) -> Iterator[Picture]:
    """The pictures among the parts of a message or of a tool's result.

    The stated type is ignored: the first bytes show the type, and an unknown type is not shown. An
    address is shown as text, since pages load nothing from elsewhere.
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
    """The type of a picture in base64; None unless it is one that every browser shows."""
    try:
        head = base64.b64decode(held[:_HEAD], validate=True)
        base64.b64decode(held, validate=True)
    except (binascii.Error, ValueError):
        return None
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for mime, begins in _BEGINNINGS if head.startswith(begins)), None)
