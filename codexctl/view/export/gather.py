"""What a file is made of: which turns of the local store are meant, and what may be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codexctl.deliver.store.query import TurnFilter
from codexctl.deliver.store.shown import labels_shown, spans_shown, turns_shown
from codexctl.errors import CodexctlError

if TYPE_CHECKING:
    from codexctl.deliver.store.local_store import LocalStore
    from codexctl.trace.capture.filter import Capture

_HEX = frozenset("0123456789abcdef")
_TRACE_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Chosen:
    """What somebody means by an id: a session, or one trace of it (`trace_id` empty: all)."""

    session_id: str
    trace_id: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that a file says, after capture: figures of turns, spans, labels.

    `turns` are as `--json` gives them, the oldest first; `spans` are rows of the store, trace by
    trace in the order in which they began. `ident` is the id as it may be told.
    """

    is_session: bool
    ident: str
    turns: tuple[Mapping[str, Any], ...]
    spans: tuple[Mapping[str, Any], ...]
    labels: Mapping[str, str]


def chosen(store: LocalStore, beginning: str) -> Chosen:
    """Find the one session or trace whose id is, or begins with, what was given.

    Raises CodexctlError where there is none, or several.
    """
    wanted = beginning.strip()
    digits = wanted.lower()
    traces = store.trace_ids(digits) if digits and set(digits) <= _HEX else []
    sessions = store.session_ids(wanted) if wanted else []
    traces = [digits] if digits in traces else traces
    sessions = [wanted] if wanted in sessions else sessions
    if len(traces) + len(sessions) > 1:
        raise CodexctlError(f"several ids begin with {wanted}", "give more of it: trace list")
    if sessions:
        return Chosen(sessions[0])
    if traces:
        return Chosen(store.session_of(traces[0]), traces[0])
    raise CodexctlError(
        f"no session and no trace {wanted} in the local store", "codexctl trace list"
    )


def gather(store: LocalStore, capture: Capture, what: Chosen) -> Gathered:
    """Read everything of what was chosen, as far as `capture` lets it be told."""
    raw = list(store.turns(TurnFilter(session=what.session_id)))
    mine = [turn for turn in reversed(raw) if what.trace_id in ("", turn["trace_id"])]
    mine = [turn for turn in mine if turn["session_id"] == what.session_id]
    traces = [what.trace_id] if what.trace_id else list(dict.fromkeys(t["trace_id"] for t in mine))
    spans = [span for trace in traces for span in store.spans(trace)]
    turns = tuple(turns_shown(mine, capture))
    told = turns[0]["session_id"] if turns else what.session_id
    return Gathered(
        is_session=not what.trace_id,
        ident=what.trace_id or str(told),
        turns=turns,
        spans=tuple(spans_shown(spans, capture)),
        labels=labels_shown(store.labels(traces[0]), capture) if traces else {},
    )
