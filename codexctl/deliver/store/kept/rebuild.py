"""Everything kept beside turns made again, where it is not what the turns come to."""

from __future__ import annotations

import sqlite3

from codexctl.deliver.store.rows import JUST_STORED
from codexctl.deliver.store.sums.rollup import TABLES


def forget_kept(db: sqlite3.Connection) -> None:
    """Have every turn be one that is still to be kept, in one transaction.

    Sums are right at once, since such turns are read one by one; `keep_up` makes the rest in steps.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        for table in (*(table.name for table in TABLES), "facets", "numbered"):
            db.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
        db.execute("DROP TABLE IF EXISTS words")
        db.execute("UPDATE turns SET number=? WHERE number > 0", (JUST_STORED,))
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
