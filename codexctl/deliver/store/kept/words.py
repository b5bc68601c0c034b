"""The index of words: which turns hold which words, by kind, as far as capture let them in.

It holds no text of its own, only words. What is deleted from it must be given once more as it was,
so that `texts_of` must stay as it is, or be given another version: then the index is made again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

import orjson

from codexctl.deliver.store.query import KINDS
from codexctl.deliver.store.rows import NUMBER, Row
from codexctl.trace.spans import attribute_names as attribute

# For one prompt, answer, command or output; longer text is usually a file that was printed.
_LONGEST = 8_000
BATCH = 100
_MAKE = (
    f"CREATE VIRTUAL TABLE words USING fts5({', '.join(KINDS)}, content='', detail=column,"
    " columnsize=0, tokenize='unicode61 remove_diacritics 2')"
)
# The kind of each attribute.
_KIND: Mapping[str, str] = {
    attribute.INPUT_VALUE: "prompts",
    attribute.OUTPUT_VALUE: "answers",
    attribute.GEN_AI_OUTPUT_MESSAGES: "answers",
    attribute.CODEX_ERROR_MESSAGE: "answers",
    attribute.GEN_AI_TOOL_CALL_ARGUMENTS: "commands",
    attribute.GEN_AI_TOOL_CALL_RESULT: "output",
    attribute.CODEX_TOOL_STDERR: "output",
    attribute.CODEX_CWD: "paths",
    attribute.PROCESS_WORKING_DIRECTORY: "paths",
}


def has_words(db: sqlite3.Connection) -> bool:
    """Whether there is an index; SQLite can be built without what it needs."""
    return db.execute("SELECT 1 FROM sqlite_master WHERE name='words'").fetchone() is not None


def to_index(db: sqlite3.Connection) -> int:
    """How many turns have not come into the index yet."""
    (number,) = db.execute("SELECT count(*) FROM numbered WHERE is_indexed = 0").fetchone()
    return int(number)


def index_some(db: sqlite3.Connection, at_most: int = BATCH) -> int:
    """Bring so many turns into the index, in a transaction; gives how many, 0 when none is left."""
    if not db.execute("SELECT 1 FROM numbered WHERE is_indexed = 0 LIMIT 1").fetchone():
        return 0
    db.execute("BEGIN IMMEDIATE")
    try:
        if not has_words(db):
            db.execute(_MAKE)
        # FTS5 inserts many rows at once only if their numbers rise.
        turns = db.execute(
            "SELECT * FROM numbered WHERE is_indexed = 0 ORDER BY number LIMIT ?", (at_most,)
        ).fetchall()
        marks = ",".join("?" * len(KINDS))
        for number, *place, _ in turns:
            texts = texts_of(db, place)
            db.execute(
                f"INSERT INTO words (rowid, {', '.join(KINDS)}) VALUES (?,{marks})",  # noqa: S608
                (number, *texts),
            )
            db.execute("UPDATE numbered SET is_indexed = 1 WHERE number=?", (number,))
        db.execute("COMMIT")
    except sqlite3.OperationalError:
        if db.in_transaction:
            db.execute("ROLLBACK")
        if has_words(db) or _can_have_words(db):
            raise
        return 0
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return len(turns)


def forget_words(db: sqlite3.Connection, turns: Sequence[Row]) -> None:
    """Take turns out of the index, before their spans go; `turns` are rows of that table."""
    marks = ",".join("?" * len(KINDS))
    for row in turns:
        number = row[NUMBER]
        found = db.execute(
            "SELECT 1 FROM numbered WHERE number=? AND is_indexed = 1", (number,)
        ).fetchone()
        if found and not row[5]:
            db.execute(
                f"INSERT INTO words (words, rowid, {', '.join(KINDS)})"  # noqa: S608
                f" VALUES ('delete', ?,{marks})",
                (number, *texts_of(db, row[:2])),
            )


def wipe_traces(db: sqlite3.Connection) -> None:
    """Have the index hold nothing any more of turns that went: until then old pages still do."""
    if has_words(db):
        db.execute("INSERT INTO words (words) VALUES ('optimize')")


def texts_of(db: sqlite3.Connection, place: Sequence[object]) -> list[str]:
    """What is indexed of a turn, kind by kind, from its spans as they are stored."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    spans = db.execute(
        "SELECT attributes FROM spans WHERE thread_id=? AND turn_id=? ORDER BY span_id", place
    )
    for (attributes,) in spans:
        with suppress(ValueError):
            for name, value in _items(orjson.loads(attributes)):
                if name in _KIND:
                    found[_KIND[name]] += _texts(value)
                elif name == attribute.CODEX_FILE_CHANGES:
                    found["paths"] += _paths(value)
    # Text that is in several spans is indexed once.
    return ["\n".join(dict.fromkeys(texts)) for texts in found.values()]


def _items(attributes: Any) -> Iterator[tuple[str, Any]]:
    return iter(attributes.items() if isinstance(attributes, dict) else ())


def _texts(value: Any) -> list[str]:
    """The texts in a value, where it is JSON those in it, without its keys."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        with suppress(ValueError):
            value = orjson.loads(value)
    return [text[:_LONGEST] for text in _strings(value)]


def _strings(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            waiting += [part for key, part in item.items() if key not in _NO_TEXT]
        elif isinstance(item, list):
            waiting += item


# Members of messages that nobody wrote, and pictures.
_NO_TEXT = frozenset({"type", "role", "id", "finish_reason", "mime_type", "modality"})


def _paths(value: Any) -> list[str]:
    """The files that a call changed, from the JSON text of `codex.file_changes`."""
    with suppress(ValueError, TypeError):
        changes = [change for change in orjson.loads(value) if isinstance(change, dict)]
        return [str(change.get(name) or "") for change in changes for name in ("path", "moved_to")]
    return []


def _can_have_words(db: sqlite3.Connection) -> bool:
    return any("FTS5" in option for (option,) in db.execute("PRAGMA compile_options"))
