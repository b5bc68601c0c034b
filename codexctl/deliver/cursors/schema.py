"""The cursor file's tables, as the steps that lead to them; a released step never changes."""

from __future__ import annotations

MIGRATIONS = (
    """
    CREATE TABLE destinations (
        name TEXT PRIMARY KEY,
        since_ns INTEGER NOT NULL,
        paused TEXT NOT NULL DEFAULT '',
        paused_for TEXT NOT NULL DEFAULT '',
        last_error TEXT NOT NULL DEFAULT '',
        last_ok_ns INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE acknowledged (
        destination TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        refused TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (destination, thread_id, turn_id)
    ) WITHOUT ROWID;
    CREATE TABLE marks (
        destination TEXT NOT NULL,
        path TEXT NOT NULL,
        inode INTEGER NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        offset INTEGER NOT NULL,
        before BLOB NOT NULL,
        is_open INTEGER NOT NULL,
        model TEXT NOT NULL,
        effort TEXT NOT NULL,
        total TEXT NOT NULL,
        PRIMARY KEY (destination, path)
    ) WITHOUT ROWID;
    CREATE TABLE links (
        child_id TEXT NOT NULL,
        session_id TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        root_turn_id TEXT NOT NULL,
        call_id TEXT NOT NULL,
        occurrence INTEGER NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (child_id, thread_id, turn_id, call_id, occurrence)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE destinations ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE destinations ADD COLUMN not_before_ns INTEGER NOT NULL DEFAULT 0;
    """,
    """
    ALTER TABLE destinations ADD COLUMN commits INTEGER NOT NULL DEFAULT 0;
    """,
    """
    ALTER TABLE acknowledged ADD COLUMN is_open INTEGER NOT NULL DEFAULT 0;
    """,
    # Turns that a store had acknowledged before it was damaged or replaced, and does not have
    # again.
    """
    CREATE TABLE lost (
        destination TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        PRIMARY KEY (destination, thread_id, turn_id)
    ) WITHOUT ROWID;
    """,
    """
    ALTER TABLE marks ADD COLUMN tier TEXT NOT NULL DEFAULT '';
    """,
    """
    ALTER TABLE marks ADD COLUMN untold INTEGER NOT NULL DEFAULT 0;
    """,
    """
    ALTER TABLE marks ADD COLUMN fate TEXT NOT NULL DEFAULT '';
    """,
    # Why a file that could not be finished is left alone until it changes.
    """
    ALTER TABLE marks ADD COLUMN why TEXT NOT NULL DEFAULT '';
    """,
    # How many workers died while they read this version of a file.
    """
    CREATE TABLE deaths (
        destination TEXT NOT NULL,
        path TEXT NOT NULL,
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        times INTEGER NOT NULL,
        PRIMARY KEY (destination, path)
    ) WITHOUT ROWID;
    """,
    # The projects to which a destination is limited, and what is known of folders.
    """
    ALTER TABLE destinations ADD COLUMN projects TEXT NOT NULL DEFAULT '';
    CREATE TABLE places (
        destination TEXT NOT NULL,
        folder TEXT NOT NULL,
        is_within INTEGER NOT NULL,
        PRIMARY KEY (destination, folder)
    ) WITHOUT ROWID;
    """,
    # The metrics of acknowledged turns for a destination: `growing` until a window is closed, then
    # `closed` until the destination has accepted it; and what was counted of turns without an end.
    """
    CREATE TABLE metrics (
        destination TEXT PRIMARY KEY,
        since_ns INTEGER NOT NULL DEFAULT 0,
        growing TEXT NOT NULL DEFAULT '',
        began_ns INTEGER NOT NULL DEFAULT 0,
        closed TEXT NOT NULL DEFAULT '',
        start_ns INTEGER NOT NULL DEFAULT 0,
        end_ns INTEGER NOT NULL DEFAULT 0,
        problem TEXT NOT NULL DEFAULT '',
        paused_for TEXT NOT NULL DEFAULT '',
        failures INTEGER NOT NULL DEFAULT 0,
        not_before_ns INTEGER NOT NULL DEFAULT 0
    ) WITHOUT ROWID;
    CREATE TABLE counted_open (
        destination TEXT NOT NULL,
        thread_id TEXT NOT NULL,
        turn_id TEXT NOT NULL,
        measures TEXT NOT NULL,
        PRIMARY KEY (destination, thread_id, turn_id)
    ) WITHOUT ROWID;
    """,
    # The counter's identity: windows of one counter follow one another, those of two machines do
    # not.
    """
    ALTER TABLE metrics ADD COLUMN instance TEXT NOT NULL DEFAULT '';
    """,
)
