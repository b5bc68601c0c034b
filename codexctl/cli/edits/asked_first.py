"""Asks Codex before its files are edited, and again before an edit is kept."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.environment import given
from codexctl.errors import EditRefused
from codexctl.locations import Locations

if TYPE_CHECKING:
    from codexctl.codex.asking.acceptance import Rejection
    from codexctl.codex.config.findings import Finding
    from codexctl.edit.asking.rehearsal import Asking
    from codexctl.edit.plan import Plan

AS_IT_IS = "Codex does not start with its current configuration"
AS_WANTED = "Codex would not start with this change"
NOTHING_CHANGED = "nothing was changed; to see the current state: codexctl config validate"


@dataclass(frozen=True, slots=True)
class Asked:
    """The result of asking about a plan: notes to print, and whether Codex starts today.

    `starts` is False if that is not known.
    """

    notes: tuple[str, ...] = ()
    starts: bool = False
    plan: Plan | None = None

    def still_holds(self) -> bool:
        """Whether Codex starts, and the plan's files have not changed since that was seen."""
        from codexctl.edit.files.read import read

        edits = self.plan.edits if self.plan and self.starts else ()
        return bool(edits) and all(read(edit.path) == edit.before for edit in edits)


def rehearsed(plan: Plan, locations: Locations, *, must_start: bool = False) -> Asked:
    """Ask the installed Codex about a plan.

    A plan that fixes only one of several faults is allowed, unless Codex `must_start` with it.
    Raises EditRefused, with Codex's own message, if Codex would not start. Without an installed
    Codex, nothing is refused.
    """
    ask = _asking()
    if ask is None or plan.is_empty:
        return Asked()
    from codexctl.codex.asking.app_server import CodexSilent
    from codexctl.edit.asking.rehearsal import rehearse

    try:
        found = rehearse(plan, locations, ask)
    except CodexSilent as error:
        return Asked((f"Codex could not be asked first: {error.message}",))
    if found.now and (must_start or (found.refused and found.then)):
        raise _refusal(AS_IT_IS, found.now, locations)
    if found.refused and found.then:
        raise _refusal(AS_WANTED, found.then, locations, plan)
    if found.then:
        return Asked((f"Codex does not start yet: {_place(found.then, locations, plan)}",))
    return Asked(starts=found.now is None and found.was_asked, plan=plan)


def verifying(
    locations: Locations,
    asked: Asked | None = None,
    meanwhile: Callable[[Plan], None] | None = None,
) -> Callable[[Plan], None] | None:
    """What `apply` calls when the files are in place; None without an installed Codex.

    It objects only if Codex started before the edit: a person may repair a broken file step by
    step. If `asked` still has the answer to that, Codex is not asked again. `meanwhile` is started
    once Codex accepts the files, while the edit is being finished.
    """
    ask = _asking()
    if ask is None:
        return None
    from codexctl.codex.asking.app_server import CodexSilent
    from codexctl.edit.asking.rehearsal import CONFIG

    try:
        known = asked is not None and asked.still_holds()
        if not known and ask(locations.codex_home, locations.codex_home, ()):
            return None
    except CodexSilent:
        return None

    def verify(plan: Plan) -> None:
        # Codex ignores a broken hooks.json: only config.toml can keep it from starting.
        if any(edit.path.name == CONFIG for edit in plan.edits):
            with suppress(CodexSilent):
                if found := ask(locations.codex_home, locations.codex_home, ()):
                    raise _refusal(AS_WANTED, found, locations)
        # Not before: further questions make Codex write state into the home, and an edit that is
        # undone must leave nothing behind.
        if meanwhile:
            meanwhile(plan)

    return verify


def _asking() -> Asking | None:
    from codexctl.codex.asking.find import find_codex

    binary = find_codex(given())
    if binary is None:
        return None
    from codexctl.codex.asking.acceptance import rejection_of

    def asking(home: Path, cwd: Path, flags: tuple[str, ...]) -> Rejection | None:
        # A home that does not exist yet has nothing that Codex could reject.
        return rejection_of(binary, home, cwd, given(), flags=flags) if home.is_dir() else None

    return asking


def _refusal(
    why: str, found: Rejection, locations: Locations, plan: Plan | None = None
) -> EditRefused:
    place = _place(found, locations, plan)
    hint = place.hint if why == AS_IT_IS and place.hint else NOTHING_CHANGED
    return EditRefused(f"{why}: {place}", hint)


def _place(found: Rejection, locations: Locations, plan: Plan | None) -> Finding:
    """Where the fault is: in the files as they are, or as a plan would make them."""
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.config.files import ConfigFile, Layer, config_files
    from codexctl.codex.config.written import written_of
    from codexctl.codex.report.rejected_place import place_of
    from codexctl.edit.asking.rehearsal import CONFIG

    today = config_files(locations.codex_home, Path.cwd(), requirements_file().parent)
    after = {edit.path: edit.after or b"" for edit in (plan.edits if plan else ())}
    wanted = [
        ConfigFile(
            Layer.user if path == locations.config_toml else Layer.project,
            written_of(path, content),
        )
        for path, content in after.items()
        if path.name == CONFIG
    ]
    return place_of(
        found, (*wanted, *(config for config in today if config.file.path not in after))
    )
