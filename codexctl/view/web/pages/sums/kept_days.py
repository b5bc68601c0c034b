"""A cache for sums: people look at one page in several ways, and its days stay the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Hashable
from typing import Any
from weakref import WeakKeyDictionary

from codexctl.deliver.store.local_store import LocalStore

# How many answers are kept for each connection: enough for a few filters.
_MOST = 8

_Answers = dict[Hashable, Any]
_KEPT: WeakKeyDictionary[sqlite3.Connection, tuple[Hashable, _Answers]] = WeakKeyDictionary()


def kept(store: LocalStore, question: Hashable, ask: Callable[[], Any]) -> Any:
    """The answer to a question; it is calculated again after any change in the store.

    `question` contains everything that the answer depends on besides the store's content; `ask`
    calculates the answer.
    """
    db = store.connection
    # The first number changes if another connection commits, the second if this one does.
    (version,) = db.execute("PRAGMA data_version").fetchone()
    now = (version, store.commits)
    known, answers = _KEPT.get(db, (None, {}))
    if known != now or len(answers) >= _MOST:
        answers = {}
    if question not in answers:
        answers[question] = ask()
    _KEPT[db] = (now, answers)
    return answers[question]
