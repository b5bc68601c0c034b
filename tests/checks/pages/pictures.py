"""The pictures of `docs/architecture.md`: the house by its layers, and both flows.

The house is drawn from `[tool.importlinter]` in pyproject.toml and from the folders as they are, so
that a room that is moved is moved in the picture too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[3]
_WIDTH, _ROW, _GAP = 960, 74, 10
_TRACE, _EDIT, _BOTH = "#d6e6f5", "#fbe3cd", "#e6e6e6"
_WINGS = {
    **dict.fromkeys(("trace", "deliver", "view"), _TRACE),
    **dict.fromkeys(("wizard", "edit", "codex", "document"), _EDIT),
}
_FLOWS = (
    ("Edit", _EDIT, ("flags", "Intent", "Plan", "diff", "apply", "Receipt", "undo")),
    (
        "Trace",
        _TRACE,
        ("rollout", "Line", "Event", "Turn", "Span", "filter", "destination"),
    ),
)


def house() -> str:
    """The rooms in their layers, the highest first; each imports only what lies below it."""
    layers = [layer for layer in _layers() if layer]
    height = len(layers) * (_ROW + _GAP) + _GAP
    rows = (
        row
        for index, rooms in enumerate(layers)
        for row in _layer(rooms, _GAP + index * (_ROW + _GAP))
    )
    return _svg(height, "The rooms of codexctl, layer by layer", rows)


def flows() -> str:
    """Both flows, each one way."""
    return _svg(2 * (_ROW + _GAP) + _GAP, "Two flows, each one way", _arrows())


def _layers() -> Iterator[list[str]]:
    """The rooms (folders) of each layer; single modules of the ground are one room together."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    for layer in tools["importlinter"]["contracts"][0]["layers"]:
        names = [name.strip(" ()") for name in layer.split("|")]
        yield [name for name in names if (ROOT / "codexctl" / name).is_dir()]
    yield ["ground"]


def _layer(rooms: Sequence[str], top: int) -> Iterator[str]:
    wide = (_WIDTH - _GAP * (len(rooms) + 1)) / len(rooms)
    for index, room in enumerate(rooms):
        inside = ", ".join(_inside(room))
        yield _box(_GAP + index * (wide + _GAP), top, wide, room, inside, _WINGS.get(room, _BOTH))


def _inside(room: str) -> list[str]:
    folder = ROOT / "codexctl" / room
    if room == "ground":
        return ["errors, checks, locations, isolation, locks, safe reading, words"]
    return sorted(init.parent.name for init in folder.glob("*/__init__.py"))


def _arrows() -> Iterator[str]:
    for index, (title, colour, steps) in enumerate(_FLOWS):
        top, wide = _GAP + index * (_ROW + _GAP), (_WIDTH - _GAP) / len(steps) - 2 * _GAP
        for place, step in enumerate(steps):
            left = _GAP + place * (wide + 2 * _GAP)
            yield _box(left, top, wide, step, title if place == 0 else "", colour)
            if place:
                middle = top + _ROW / 2
                yield (
                    f'<path d="M{left - 2 * _GAP:.0f} {middle:.0f} h{2 * _GAP - 4} m-6 -5 l6 5'
                    ' l-6 5" fill="none" stroke="#444" stroke-width="2"/>'
                )


def _box(left: float, top: float, wide: float, title: str, below: str, colour: str) -> str:
    middle = left + wide / 2
    lines = _wrapped(below, int(wide / 6.4))
    first = top + (_ROW / 2 + 5 if not lines else 24)
    texts = f'<text x="{middle:.0f}" y="{first:.0f}" font-weight="bold">{escape(title)}</text>'
    for number, line in enumerate(lines[:3]):
        texts += (
            f'<text x="{middle:.0f}" y="{first + 16 * (number + 1):.0f}" font-size="12">'
            f"{escape(line)}</text>"
        )
    return (
        f'<rect x="{left:.0f}" y="{top}" width="{wide:.0f}" height="{_ROW}" rx="6"'
        f' fill="{colour}" stroke="#777"/>{texts}'
    )


def _wrapped(text: str, width: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + len(word) < width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _svg(height: int, title: str, parts: Iterator[str]) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' font-family="sans-serif" font-size="15" text-anchor="middle" fill="#111">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>\n{body}\n</svg>\n'
    )
