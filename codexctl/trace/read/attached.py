"""What is attached to a prompt or an output, pictures above all, as Codex and messages have it.

Codex writes a picture as a `data:` URL, as an address or as the path of a local file (Codex CLI
0.20 to 0.169). Parts: gen-ai-input-messages.json of open-telemetry/semantic-conventions-genai
(commit 024a4f94): `blob`, `uri` and `file`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from codexctl.trace.values import text, texts

# Its kind (`image`, `audio`), and its address or, in a `data:` URL, its content.
Attachment = tuple[str, str]

_MODALITIES = ("image", "audio")
# By a file's suffix. A type that is not here is not shown, because it may be any text.
_TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "bmp": "image/bmp",
    "svg": "image/svg+xml",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "avif": "image/avif",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "ogg": "audio/ogg",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
}
_KNOWN_TYPES = frozenset(_TYPES.values())
# Bounded repeats: an alleged type may be megabytes long.
_HELD = re.compile(r"data:([^;,]{0,80})(?:;[^;,]{0,80}){0,4}?;base64,", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
# Characters of base64. A larger picture is only named: a backend would refuse the whole request
# with it.
LARGEST = 2_000_000


def attached_parts(parts: Iterable[Mapping[str, Any]]) -> tuple[Attachment, ...]:
    """The attachments among the parts of a message (`input_image`, `local_image`, `image`)."""
    return tuple(
        (modality, _where(part, modality))
        for part in parts
        for modality in _MODALITIES
        if modality in text(part, "type")
    )


def attached_lists(data: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """The attachments that a legacy `user_message` lists."""
    lists = (("image", ("images", "local_images")), ("audio", ("audio", "local_audio")))
    return tuple(
        (modality, where)
        for modality, names in lists
        for name in names
        for where in texts(data, name)
    )


def message_part(attachment: Attachment) -> dict[str, str]:
    """An attachment in the conventions' schema. What cannot be carried has an empty `content`."""
    modality, where = attachment
    if where[:5].lower() == "data:":
        return _blob(modality, where)
    if _ADDRESS.match(where):
        return {"type": "uri", "modality": modality, "uri": where}
    if not where:
        return {"type": "blob", "modality": modality, "content": ""}
    mime = _TYPES.get(where.rpartition(".")[2].lower(), "")
    return {"type": "file", "modality": modality, **_typed(mime), "file_id": where}


def _blob(modality: str, url: str) -> dict[str, str]:
    head = _HELD.match(url)
    if head is None:
        return {"type": "blob", "modality": modality, "content": ""}
    held = url[head.end() :] if len(url) - head.end() <= LARGEST else ""
    return {"type": "blob", "modality": modality, **_typed(head[1].lower()), "content": held}


def _typed(mime: str) -> dict[str, str]:
    return {"mime_type": mime} if mime in _KNOWN_TYPES else {}


def _where(part: Mapping[str, Any], modality: str) -> str:
    """Under any of its names: Codex has had `image_url` and `url`, and `path` for local files.

    Servers of the Model Context Protocol write the bytes and their type apart.
    """
    if text(part, "data"):
        return f"data:{text(part, 'mimeType')};base64,{text(part, 'data')}"
    names = (f"{modality}_url", "url", "path")
    return next((text(part, name) for name in names if text(part, name)), "")
