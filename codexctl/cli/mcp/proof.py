"""Checks servers after an edit, by what `codex mcp list` says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from codexctl.checks import Check, State
from codexctl.cli.edits.editing import PROJECT
from codexctl.document import bounded_json
from codexctl.environment import given
from codexctl.locations import Locations

_TIMEOUT_S = 10.0


def proof(
    locations: Locations,
    names: Iterable[str],
    *,
    there: bool,
    on: bool = True,
    scope: str = "",
    profile: str = "",
) -> Callable[[], Sequence[Check]]:
    """Ask Codex whether it lists these servers, once the files are in place.

    `there` says whether it should list them, `on` whether as enabled. A repository's file counts
    only if Codex trusts the repository, so a server of it that is not listed is no failure.
    """
    wanted = tuple(names)

    def asked() -> Sequence[Check]:
        listed = _listed(locations, profile)
        if listed is None:
            return ()
        return [_judged(name, listed, there=there, on=on, scope=scope) for name in wanted]

    return asked


def _judged(name: str, listed: dict[str, bool], *, there: bool, on: bool, scope: str) -> Check:
    check = f"mcp.{name}"
    if (name in listed) != there:
        if there and scope == PROJECT:
            return Check(
                check, State.inactive, "Codex does not list it: is this repository trusted?"
            )
        what = "does not list it" if there else "still lists it, from another file"
        state = State.problem if there else State.inactive
        return Check(check, state, f"Codex {what}", "codexctl mcp list" if there else "")
    if there and listed[name] != on:
        what = f"Codex lists it as {'enabled' if listed[name] else 'disabled'}"
        return Check(check, State.problem, what, f"codexctl mcp show {name}")
    said = f"Codex lists it{'' if on else ' as disabled'}" if there else "Codex no longer lists it"
    return Check(check, State.ok, said)


def _listed(locations: Locations, profile: str) -> dict[str, bool] | None:
    """Codex's servers, and whether each is enabled; None if Codex cannot be asked."""
    from codexctl.codex.asking.app_server import CodexSilent
    from codexctl.codex.asking.find import find_codex
    from codexctl.codex.asking.program import run_codex

    binary = find_codex(given()) if locations.codex_home.is_dir() else None
    if binary is None:
        return None
    words = (*(("-p", profile) if profile else ()), "mcp", "list", "--json")
    try:
        done = run_codex(binary, words, locations.codex_home, Path.cwd(), given(), _TIMEOUT_S)
        rows = bounded_json.loads(done.stdout)
        return {str(row["name"]): bool(row["enabled"]) for row in rows}
    except (CodexSilent, ValueError, KeyError, TypeError):
        return None
