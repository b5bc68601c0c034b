"""Sums that were asked for already: one looks at a page in several ways, and its days stay."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable
from typing import Any
from weakref import WeakKeyDictionary

from codexctl.deliver.store.local_store import LocalStore

# Questions whose answers are kept for each connection: those of a few filters.
_MOST = 8

_Answers = dict[Hashable, Any]
_KEPT: WeakKeyDictionary[sqlite3.Connection, tuple[Hashable, _Answers]] = WeakKeyDictionary()


def kept(store: LocalStore, question: Hashable, ask: Callable[[], Any]) -> Any:
    """The answer to a question; it is asked again as soon as anything in the store has changed.

    `question` holds all that the answer depends on besides what is stored.
    """
    db = store.connection
    # The first differs after any other connection has committed, the second after this one has.
    (version,) = db.execute("PRAGMA data_version").fetchone()
    now = (version, store.commits)
    known, answers = _KEPT.get(db, (None, {}))
    if known != now or len(answers) >= _MOST:
        answers = {}
    if question not in answers:
        answers[question] = ask()
    _KEPT[db] = (now, answers)
    return answers[question]
