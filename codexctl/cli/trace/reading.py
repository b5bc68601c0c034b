"""What commands that read the local store share: it is up to date, and open while it is read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from codexctl.locations import locate

if TYPE_CHECKING:
    from codexctl.deliver.store.local_store import LocalStore

Command = TypeVar("Command", bound=Callable[..., Any])


def up_to_date(command: Command) -> Command:
    """Catch up with what is on disk first; a damaged store is filled again, and then read."""

    @wraps(command)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        from codexctl.deliver.sqlite.errors import Broken
        from codexctl.deliver.worker.freshness import catch_up

        def say(what: str) -> None:
            click.echo(f"codexctl: {what}", err=True)

        locations = locate(os.environ)
        catch_up(locations, os.environ, say)
        try:
            return command(*arguments, **named)
        except Broken as error:
            catch_up(locations, os.environ, say, error)
        return command(*arguments, **named)

    return cast("Command", wrapped)


@contextmanager
def opened_store() -> Iterator[LocalStore | None]:
    """The local store while it is needed, None if there is none."""
    from codexctl.deliver.store.local_store import LocalStore

    store = LocalStore.open_existing(locate(os.environ).traces_db)
    try:
        yield store
    finally:
        if store:
            store.close()
