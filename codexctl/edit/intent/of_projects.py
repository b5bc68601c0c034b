"""Which destinations a setup is about, and for whose turns they are afterwards.

A destination is for the turns of every folder, or of the projects that it names (`only_in`). A
setup for all turns leaves those of projects alone, and one for a project leaves alone what is
others', so that nobody's turns go where they never were to go.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from codexctl.edit.intent.wanted import LOCAL_DESTINATION, Intent
from codexctl.errors import UsageError
from codexctl.projects.root import hooks_root
from codexctl.settings.model import Destination, Settings


def scoped_to(project: Path | None) -> str:
    """How settings name the project that is set up, by the root of any of its worktrees.

    All worktrees of a repository count as one. Empty for None.
    """
    return str(hooks_root(project)) if project else ""


def concerned(today: Settings, project: Path | None) -> tuple[Destination, ...]:
    """The destinations that a setup starts from where nobody names any.

    Those of the project, or else those for all turns; where there are neither, the local store.
    """
    root = scoped_to(project)
    mine = tuple(
        destination for destination in today.destinations if root and root in destination.only_in
    )
    free = tuple(destination for destination in today.destinations if not destination.only_in)
    known = today.destination(LOCAL_DESTINATION.name)
    return mine or free or (known or LOCAL_DESTINATION,)


def as_scoped(intent: Intent, today: Settings, *, everywhere: bool) -> Intent:
    """The intent with all destinations there will be, each with those whose turns it gets.

    `everywhere` says that something of ours is called for all turns already. Raises UsageError
    where a destination of others would become another one.
    """
    root = scoped_to(intent.project)
    chosen = {
        destination.name: _for(destination, today, root, everywhere)
        for destination in intent.destinations
    }
    kept = [
        chosen.pop(destination.name, None) or _left(destination, root, everywhere)
        for destination in today.destinations
    ]
    return replace(intent, destinations=(*filter(None, kept), *chosen.values()))


def _for(destination: Destination, today: Settings, root: str, everywhere: bool) -> Destination:
    """A destination that is set up now, with the projects it is then for."""
    known = today.destination(destination.name)
    before = known.only_in if known else ()
    is_free = known is not None and not before
    others = [other for other in before if other != root]
    if (
        known
        and replace(destination, only_in=before) != known
        and (others or (root and everywhere and is_free))
    ):
        # Otherwise the turns of other projects would go to another address, which nobody asked for.
        whose = f"the project {others[0]}" if others else "all of your turns"
        hint = f"choose another name: --destination NAME={destination.preset or destination.kind}"
        raise UsageError(
            f"--destination {destination.name}: the destination for {whose} has this name", hint
        )
    if not root or (is_free and everywhere):
        return replace(destination, only_in=())
    return replace(destination, only_in=tuple(dict.fromkeys((*before, root))))


def _left(destination: Destination, root: str, everywhere: bool) -> Destination | None:
    """What becomes of a destination that is not named: it stays with others, or goes."""
    if not destination.only_in:
        return destination if root and everywhere else None
    others = tuple(other for other in destination.only_in if other != root)
    return replace(destination, only_in=others) if others else None


def notes_on(intent: Intent) -> tuple[str, ...]:
    """What is to be said of destinations that do not get what is set up now."""
    if intent.project:
        return ()
    return tuple(
        f"{destination.name} still gets only the turns of {', '.join(destination.only_in)};"
        f" to send it all of yours: codexctl setup --destination {destination.name}"
        for destination in intent.destinations
        if destination.only_in
    )
