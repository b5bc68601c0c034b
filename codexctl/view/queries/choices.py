"""The values by which a list of turns can be filtered, as far as they may be shown."""

from __future__ import annotations

from collections.abc import Mapping

from codexctl.deliver.store.choices import choices as stored
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.shown import labels_shown
from codexctl.trace.capture.filter import Capture
from codexctl.trace.spans.attribute_names import CODEX_CWD, CODEX_ORIGINATOR

# More than fit into a list for choosing; people with more can type a value.
_MOST = 200


def choices(store: LocalStore, capture: Capture) -> Mapping[str, list[str]]:
    """The models, tools, folders and similar of the stored turns, by the names of the filters."""
    words = ("model", "tool", "tier", "origin", "user", "team")
    columns = {word: stored(store, word, _MOST) for word in words}
    folders = [capture.content(CODEX_CWD, folder) for folder in stored(store, "cwd", _MOST)]
    origins = [capture.content(CODEX_ORIGINATOR, origin) for origin in columns["origin"]]
    kept = {"project": folders, "origin": origins}
    for label in ("user", "team"):
        told = (labels_shown({label: value}, capture) for value in columns[label])
        kept[label] = [one.get(label, "") for one in told]
    return {word: [value for value in values if value] for word, values in (columns | kept).items()}
