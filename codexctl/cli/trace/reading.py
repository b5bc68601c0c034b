"""Shared by commands that read the local store: updates it, and opens it for reading."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

from codexctl.cli.render import tell
from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.deliver.store.local_store import LocalStore

Command = TypeVar("Command", bound=Callable[..., Any])


def up_to_date(command: Command) -> Command:
    """Make a command store new turns from disk before it runs, and rebuild a damaged store.

    If nothing can be written, the command reads the store as it is.
    """

    @wraps(command)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        from codexctl.deliver.sqlite.errors import Broken
        from codexctl.deliver.worker.disk_space import no_room
        from codexctl.deliver.worker.freshness import catch_up

        locations = locate(os.environ)
        if no_room(locations):
            return command(*arguments, **named)
        catch_up(locations, os.environ, _say)
        try:
            return command(*arguments, **named)
        except Broken as error:
            catch_up(locations, os.environ, _say, error)
        return command(*arguments, **named)

    return cast("Command", wrapped)


@contextmanager
def opened_store() -> Iterator[LocalStore | None]:
    """A context with the local store, None if there is none.

    If nothing can be written, it is read as it is, and a line on stderr says so. Raises
    CodexctlError if it cannot be read at all.
    """
    store = _opened(locate(os.environ))
    try:
        yield store
    finally:
        if store:
            store.close()


def _opened(locations: Locations) -> LocalStore | None:
    from codexctl.deliver.sqlite.errors import Broken
    from codexctl.deliver.store.local_store import LocalStore
    from codexctl.deliver.worker.disk_space import no_room

    refused = no_room(locations)
    if refused:
        return _as_it_is(locations, refused.summary, refused.remedy)
    try:
        return LocalStore.open_existing(locations.traces_db)
    except Broken:
        raise
    except CodexctlError as error:  # a quota, or only the file is read-only
        return _as_it_is(locations, error.message, error.hint)


def _as_it_is(locations: Locations, why: str, hint: str) -> LocalStore | None:
    from codexctl.deliver.sqlite.read_only import NotReady
    from codexctl.deliver.store.local_store import LocalStore

    try:
        store = LocalStore.open_read_only(locations.traces_db)
    except NotReady:
        what = f"{locations.traces_db} is from an older codexctl and cannot be updated"
        raise CodexctlError(f"{what}: {why}", hint) from None
    if store:
        _say(f"{why}; only stored turns are shown, newer ones may be missing")
    return store


def _say(what: str) -> None:
    tell(f"codexctl: {what}", err=True)
