"""What Codex still reads and refuses all the same: keys and values that are no longer supported."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tests.codex_keys.asked import Asked
from tests.codex_keys.walk import Found, head

_GONE = "no longer supported"


def note_refused(codex: Asked, found: Mapping[tuple[str, ...], Found]) -> None:
    """Mark the keys of the root that Codex refuses by name, and leave out such values."""
    for path, key in list(found.items()):
        if len(path) == 1 and key.kinds == ["str"] and not key.values:
            key.refused = _refuses(codex, path, "codexctl-text")
        elif len(path) <= 2 and key.values:
            key.values = [word for word in key.values if not _refuses(codex, path, word)]


def _refuses(codex: Asked, path: tuple[str, ...], word: str) -> bool:
    lines = [*head(path[:-1]), f"{json.dumps(path[-1])} = {json.dumps(word)}"]
    objection = codex.objection("\n".join(lines))
    return objection is not None and _GONE in objection.what
