"""The keys of the view and what they do: `?` lists them, `static/keys.js` uses the same names."""

from __future__ import annotations

from collections.abc import Mapping

KEYS: Mapping[str, str] = {
    "j or ↓": "Next row",
    "k or ↑": "Previous row",
    "Enter": "Open the row; of a turn's step, its card",
    "→ or ←": "Unfold or fold what stands below a step",
    "n": "Next prompt, or the page of older rows",
    "p": "Previous prompt, or the page of newer rows",
    "e": "Next error",
    "/": "Search or filter",
    "u": "Up: from a turn to its session, from there to the list",
    "Esc": "Close what is open; leave a field",
    "?": "This list",
}
