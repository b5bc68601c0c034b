"""Random hooks.json texts in every layout that people and tools write."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

EVENTS = ("Stop", "PreToolUse", "SessionStart")
TEXTS = st.sampled_from(["x", "é ü 漢", 'a "b" \\ /', "a\tb", "{[,:]}", ""])
HANDLERS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"type": st.just("command"), "command": TEXTS},
    optional={"timeout": st.integers(0, 900), "x": st.sampled_from([None, 1.0, {}, [], [[{}]]])},
)
GROUPS: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"hooks": st.lists(HANDLERS, max_size=2)}, optional={"matcher": TEXTS}
)


@dataclass(frozen=True)
class Layout:
    """One way to lay out JSON; `flat` is the depth from which on everything is on one line."""

    newline: str
    unit: str
    colon: str
    comma: str
    padding: str
    flat: int
    ascii_only: bool


LAYOUTS = st.builds(
    Layout,
    newline=st.sampled_from(["\n", "\n", "\r\n"]),
    unit=st.sampled_from(["  ", "    ", "\t", " "]),
    colon=st.sampled_from([": ", ":", " : "]),
    comma=st.sampled_from([", ", ","]),
    padding=st.sampled_from(["", " "]),
    flat=st.sampled_from([0, 2, 3, 4, 99]),
    ascii_only=st.booleans(),
)


@st.composite
def hook_files(draw: st.DrawFn) -> str:
    """A valid hooks.json, with events that may be empty, in one layout."""
    events = st.dictionaries(st.sampled_from(EVENTS), st.lists(GROUPS, max_size=3))
    data: dict[str, Any] = draw(
        st.fixed_dictionaries({}, optional={"description": TEXTS, "hooks": events})
    )
    if draw(st.booleans()):
        data = dict(reversed(data.items()))
    layout = draw(LAYOUTS)
    end = draw(st.sampled_from(["", layout.newline, layout.newline * 2]))
    return laid_out(data, layout, 0) + end


def laid_out(value: Any, layout: Layout, depth: int) -> str:
    """A value in a layout, written without any code of ours."""
    if not isinstance(value, dict | list) or not value:
        return json.dumps(value, ensure_ascii=layout.ascii_only)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    items = [_item(key, value, layout, depth + 1) for key in _keys(value)]
    if depth >= layout.flat:
        return opening + layout.padding + layout.comma.join(items) + layout.padding + closing
    inner, outer = layout.newline + layout.unit * (depth + 1), layout.newline + layout.unit * depth
    return opening + inner + f",{inner}".join(items) + outer + closing


def _keys(value: Any) -> list[Any]:
    return list(value) if isinstance(value, dict) else list(range(len(value)))


def _item(key: Any, value: Any, layout: Layout, depth: int) -> str:
    text = laid_out(value[key], layout, depth)
    name = json.dumps(key, ensure_ascii=layout.ascii_only)
    return name + layout.colon + text if isinstance(value, dict) else text
