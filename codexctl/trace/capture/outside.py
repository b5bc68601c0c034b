"""What comes from outside: resource attributes and headers of the environment and the settings.

They are under the same limits as a span's: their names are not ours, a policy can list them, and
their values are names in `metadata`, masked in `redacted`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from codexctl.settings.capture import CaptureMode
from codexctl.settings.labels import LABELS
from codexctl.trace.capture.names import Mask, hashed

# Attributes that only codexctl sets about itself and Codex, so that nobody can make a trace look
# audited.
_OURS = (
    *(
        "codexctl.",
        "codex.",
        "gen_ai.",
        "mcp.",
        "llm.",
        "input.",
        "output.",
        "error.",
        "exception.",
    ),
    *("telemetry.", "otel.", "session.", "user.", "enduser."),
)
# Attributes that have an option of their own on the command line; two of the names are ours.
SAID_BY_SETTINGS = frozenset(label.attribute for label in LABELS.values())
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}(?:\.[A-Za-z0-9_-]{1,64}){0,7}\Z")
# A word, a number, or both: no key looks like this, and most names do.
_PIECE = r"(?:[A-Za-z]{1,20}\d{0,8}|\d{1,12}[A-Za-z]{0,3}|[A-Za-z]\d{1,3}[A-Za-z])"
_VALUE = re.compile(rf"{_PIECE}(?:[-_.:/+ ]{{1,3}}{_PIECE}){{0,11}}\Z")
# Longer values are sentences.
_LONGEST = 120
# Names of headers with credentials: the backend needs their values, so they are not masked.
_CREDENTIAL = re.compile(r"auth|token|key|secret|passw|cookie|credential|signature", re.IGNORECASE)


def may_come_from_outside(key: str, allow: Iterable[str] | None) -> bool:
    """Whether an attribute may be set by somebody else: it is not ours, and no list leaves it out.

    `allow` are names, or beginnings of names that end with `.*`; None where there is no list.
    """
    low = key.lower()
    if not _KEY.match(key) or low.startswith(_OURS) or low == "schema_url":
        return False
    return is_listed(key, allow)


def is_listed(key: str, allow: Iterable[str] | None) -> bool:
    """Whether a list leaves an attribute in; without a list all are.

    An entry that ends with `.*` means all names that begin so.
    """
    return allow is None or any(
        key.startswith(name[:-1]) if name.endswith(".*") else key == name for name in allow
    )


def told_values(
    attributes: Mapping[str, str], mode: CaptureMode, masker: Mask | None, always: Mask | None
) -> dict[str, str]:
    """The values, as far as the limits allow: those of names in `metadata`, masked, or as they are.

    `masker` knows secrets, `always` what an administrator wants masked even in `full`.
    """
    told = {key: _told(value, mode, masker, always) for key, value in attributes.items()}
    return {key: value for key, value in told.items() if value}


def told_headers(
    headers: Iterable[tuple[str, str]],
    mode: CaptureMode,
    masker: Mask | None,
    always: Mask | None,
) -> tuple[tuple[str, str], ...]:
    """Headers as they may be sent: those that are not credentials, with secrets masked.

    A value that decides where spans are filed keeps its form otherwise, in `metadata` too: another
    one would file them elsewhere.
    """
    mask = always if mode is CaptureMode.full else masker
    if mask is None:
        return tuple(headers)
    return tuple(
        (name, value if _CREDENTIAL.search(name) else _sendable(mask.mask(value)))
        for name, value in headers
    )


def _sendable(value: str) -> str:
    """A header holds Latin letters only."""
    return value.encode("latin-1", "replace").decode("latin-1")


def _told(value: str, mode: CaptureMode, masker: Mask | None, always: Mask | None) -> str:
    if mode is CaptureMode.full:
        return always.mask(value) if always else value
    masked = masker.mask(value) if masker else ""
    if mode is CaptureMode.redacted:
        return masked
    is_name = masked == value and len(value) <= _LONGEST and _VALUE.match(value)
    return value if is_name else hashed(value)
