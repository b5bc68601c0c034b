"""What turns of the store can be told apart by: the models, tools and folders that there are."""

from __future__ import annotations

from codexctl.deliver.store.local_store import LocalStore

# What can be asked for, with the table that has an index on it.
_INDEXED = {
    "model": "turns",
    "cwd": "turns",
    "tier": "turns",
    "origin": "turns",
    "tool": "turn_tools",
}


def choices(store: LocalStore, column: str, most: int) -> list[str]:
    """The values of a column, in the order of the alphabet, `most` of them; empty ones are none.

    `column` is `model`, `cwd`, `tier`, `origin` or `tool`. From each value the index is asked for
    the next one, so that it costs a look a value and not one a turn.
    """
    table = _INDEXED[column]
    rows = store.connection.execute(
        f"WITH RECURSIVE found (value) AS (SELECT min({column}) FROM {table}"  # noqa: S608 - ours
        f" WHERE {column} > '' UNION ALL"
        f" SELECT (SELECT min({column}) FROM {table} WHERE {column} > value) FROM found"
        " WHERE value IS NOT NULL) SELECT value FROM found WHERE value IS NOT NULL LIMIT ?",
        (most,),
    )
    return [value for (value,) in rows]
