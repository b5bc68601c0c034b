"""`codexctl hooks list`: every hook with its state (trusted, managed, …), file by file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.cli.edits.editing import PROJECT
from codexctl.cli.render import paint, print_json, tell
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM, CodexctlError
from codexctl.locations import Locations

if TYPE_CHECKING:
    from codexctl.codex.asking.seen import Seen
    from codexctl.codex.report.hook_listing import Listing, Row
    from codexctl.edit.intent.scope import Scope

SCHEMA = "codexctl.hooks/1"
_MARKS = {
    "trusted": ("✓", "green"),
    "managed": ("✓", "green"),
    "disabled": ("-", None),
    "skipped": ("-", None),
}
_WRONG = ("✗", "red")


def listing(locations: Locations, scopes: Sequence[Scope], scope: str, *, ask: bool) -> Listing:
    """Read all files with hooks, and (`ask`) what the installed Codex says about them.

    `scope` is the value of `--scope`: with `project`, an administrator's hooks and those of plugins
    are left out. Raises CodexctlError if there is no Codex to ask.
    """
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.hooks.trust import read_state
    from codexctl.codex.report.hook_files import hook_files, plugin_files
    from codexctl.codex.report.hook_listing import listed, with_word
    from codexctl.edit.files.read_config import read_config

    managed = None if scope == PROJECT else requirements_file().parent
    files = hook_files([below.hooks.parent for below in scopes], managed)
    if scope != PROJECT:
        files += plugin_files(locations.codex_home, requirements_file().parent)
    state = read_state(read_config(locations.config_toml))
    unread = frozenset(str(below.hooks) for below in scopes if below.is_passed_over)
    found = listed(files, state, managed_only=_managed_only(), unread=unread)
    return with_word(found, _asked(locations)) if ask else found


def _managed_only() -> bool:
    """Whether an administrator's file allows only managed hooks; `doctor` reports a broken file."""
    from codexctl.codex.asking.requirements import read_requirements, requirements_file

    try:
        return read_requirements(requirements_file()).managed_hooks_only
    except CodexctlError:
        return False


def report(found: Listing, *, as_json: bool) -> int:
    """Print the list; return the exit code: 1 if Codex ignores a whole file."""
    if as_json:
        rejected = [{"source": source, "why": why} for source, why in found.rejected]
        rows = [_json(row) for row in found.rows]
        print_json({"schema": SCHEMA, "hooks": rows, "rejected": rejected})
    else:
        for line in _lines(found):
            tell(line)
    return EXIT_PROBLEM if found.rejected else 0


def _asked(locations: Locations) -> Seen:
    from codexctl.codex.asking.ask import ask
    from codexctl.codex.asking.find import find_codex

    binary = find_codex(given())
    if binary is None:
        raise CodexctlError("there is no codex on the PATH", "leave out --ask")
    return ask(binary, locations.codex_home, Path.cwd(), given())


def _json(row: Row) -> dict[str, object]:
    from codexctl.edit.shown import shown_line

    return {name: getattr(row, name) for name in row.__slots__} | {"runs": shown_line(row.runs)}


def _lines(found: Listing) -> Iterator[str]:
    from codexctl.edit.shown import shown_line
    from codexctl.wording import safe

    for source, why in found.rejected:
        yield f"{paint(*_WRONG)} {safe(source)}: Codex ignores the whole file: {safe(why)}"
    names = max((len(row.name) for row in found.rows), default=0)
    standings = max((len(row.standing) for row in found.rows), default=0)
    source = ""
    for row in found.rows:
        if row.source != source:
            source = row.source
            yield safe(source)
        mark, colour = _MARKS.get(row.standing, _WRONG)
        matcher = f"[{safe(row.matcher)}] " if row.matcher else ""
        head = f"  {paint(mark, colour)} {row.name:<{names}}  {row.standing:<{standings}}"
        yield f"{head}  {matcher}{safe(shown_line(row.runs))}"
    if not found.rows and not found.rejected:
        yield "no hooks"
