"""What turns of the store can be told apart by: the models, tools and folders that there are."""

from __future__ import annotations

from codexctl.deliver.store.kept.facets import FACETS
from codexctl.deliver.store.local_store import LocalStore


def choices(store: LocalStore, column: str, most: int) -> list[str]:
    """The values of a column, in the order of the alphabet, `most` of them; empty ones are none.

    `column` is `model`, `cwd`, `tier`, `origin`, `home`, `user`, `team` or `tool`. From each value
    the index is asked for the next one, so that it costs a look a value and not one a turn.
    """
    is_facet = column in FACETS
    name, table = ("value", "facets") if is_facet else (column, "turns")
    which = f"facet = '{column}' AND" if is_facet else ""
    rows = store.connection.execute(
        f"WITH RECURSIVE found (one) AS (SELECT min({name}) FROM {table}"  # noqa: S608 - ours
        f" WHERE {which} {name} > '' UNION ALL"
        f" SELECT (SELECT min({name}) FROM {table} WHERE {which} {name} > one) FROM found"
        " WHERE one IS NOT NULL) SELECT one FROM found WHERE one IS NOT NULL LIMIT ?",
        (most,),
    )
    return [value for (value,) in rows]
