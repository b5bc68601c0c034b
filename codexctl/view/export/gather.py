"""The input of an export: which turns of the local store, and what may be shown of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from codexctl.deliver.store.pages import page
from codexctl.deliver.store.query import TurnFilter
from codexctl.deliver.store.shown import labels_shown, spans_shown
from codexctl.errors import CodexctlError
from codexctl.trace.answers import with_results
from codexctl.view.queries.turn_page import TurnLine, lines_of
from codexctl.view.queries.which_trace import LAST, hint_for, newest

if TYPE_CHECKING:
    from codexctl.deliver.store.local_store import LocalStore
    from codexctl.trace.capture.filter import Capture
    from codexctl.view.prices import Prices

_HEX = frozenset("0123456789abcdef")
# SQLite's value for no limit.
_ALL = -1


@dataclass(frozen=True, slots=True)
class Chosen:
    """What an id refers to: a session, or one of its traces (`trace_id` empty: all of them)."""

    session_id: str
    trace_id: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything that a file contains, after capture: turns, spans, labels.

    `turns` are as in lists, the oldest first; `spans` are rows of the store, trace by trace in the
    order in which they began. `ident` is the id that may be shown.
    """

    is_session: bool
    ident: str
    turns: tuple[TurnLine, ...]
    spans: tuple[Mapping[str, Any], ...]
    labels: Mapping[str, str]

    @property
    def policies(self) -> list[str]:
        """The ids of the policies that applied to its turns, each once."""
        return sorted({turn.policy for turn in self.turns if turn.policy})


def chosen(store: LocalStore, beginning: str) -> Chosen:
    """Find the session or trace with this id, or with an id that begins like this.

    `last` is the newest trace. Raises CodexctlError if there is none, or if there are several.
    """
    wanted = newest(store) if beginning.strip() == LAST else beginning.strip()
    if not wanted and not newest(store):
        raise CodexctlError("there are no turns yet", "codexctl status")
    digits = wanted.lower()
    traces = store.trace_ids(digits) if digits and set(digits) <= _HEX else []
    sessions = store.session_ids(wanted) if wanted else []
    traces = [digits] if digits in traces else traces
    sessions = [wanted] if wanted in sessions else sessions
    if len(traces) + len(sessions) > 1:
        raise CodexctlError(
            f"several ids begin with {wanted}", "add more digits: codexctl trace list"
        )
    if sessions:
        return Chosen(sessions[0])
    if traces:
        return Chosen(store.session_of(traces[0]), traces[0])
    what = f"the local store has no session or trace {wanted or repr(wanted)}"
    raise CodexctlError(what, hint_for(store, wanted, ("trace_id", "session_id")))


def gather(store: LocalStore, capture: Capture, what: Chosen, prices: Prices) -> Gathered:
    """Read everything that was chosen, as far as `capture` allows it to be shown."""
    rows = page(store, TurnFilter(session=what.session_id), _ALL)
    mine = [row for row in reversed(rows) if _is_meant(row.summary, what)]
    traces = [what.trace_id] if what.trace_id else [str(row.summary["trace_id"]) for row in mine]
    traces = list(dict.fromkeys(traces))
    turns = tuple(lines_of(store, capture, mine, prices))
    spans = (row for one in traces for row in with_results(store.spans(one)))
    told = turns[0].figures["session_id"] if turns else what.session_id
    return Gathered(
        is_session=not what.trace_id,
        ident=what.trace_id or str(told),
        turns=turns,
        spans=tuple(spans_shown(spans, capture)),
        labels=labels_shown(store.labels(traces[0]), capture) if traces else {},
    )


def _is_meant(summary: Mapping[str, Any], what: Chosen) -> bool:
    """Whether a turn has exactly these ids; the store's filter compares only how ids begin."""
    is_of_trace = what.trace_id in ("", summary["trace_id"])
    return bool(is_of_trace and summary["session_id"] == what.session_id)
