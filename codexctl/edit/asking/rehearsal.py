"""What Codex would make of a plan, tried in a scratch copy of its home before anything is written.

Only `config.toml` decides whether Codex starts (it ignores a broken hooks.json), so only plans
that touch one are tried. In the scratch home everything else is linked, because a configuration
names files beside it; what Codex itself keeps there is left out, so that nothing of it is touched.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from codexctl.codex.asking.acceptance import Rejection
from codexctl.codex.asking.later import Later
from codexctl.edit.plan import FileEdit, Plan
from codexctl.locations import Locations
from codexctl.projects.markers import PROJECT_FOLDER
from codexctl.safe_read import read_bytes

Asking = Callable[[Path, Path, tuple[str, ...]], Rejection | None]
"""Ask Codex, given a home, the folder as seen from which it judges, and flags."""

CONFIG = "config.toml"
# Codex's own state, up to 0.169; it does not affect the configuration.
_STATE = ("sessions", "archived_sessions", "skills", "memories", "log", "thread-writer-locks")


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What Codex says of a plan's files as they are, and as they will be; None where it starts.

    `was_asked` tells a plan that Codex was asked about from one that is none of its business.
    """

    now: Rejection | None = None
    then: Rejection | None = None
    was_asked: bool = True

    @property
    def refused(self) -> bool:
        """Whether the plan must not be applied.

        That is where it breaks what works, or leaves what is broken as it is. A plan that fixes
        the first of two faults is a step forward.
        """
        if self.then is None:
            return False
        return self.now is None or self.now.sentence == self.then.sentence


def rehearse(plan: Plan, locations: Locations, ask: Asking) -> Rehearsed:
    """Ask Codex about the configuration that a plan touches, before and after.

    Raises CodexSilent where Codex does not answer.
    """
    edits = [edit for edit in plan.edits if edit.path.name == CONFIG and edit.before != edit.after]
    if not edits:
        return _as_now(plan, locations, ask)
    now = then = None
    for edit in edits:
        project = None if edit.path == locations.config_toml else edit.path.parent.parent
        home, cwd = locations.codex_home, project or locations.codex_home
        # Both are asked at the same time, because most of the time is waiting.
        asked = Later(partial(ask, home, cwd, ()))
        after = _copied({edit.path: edit.after for edit in edits}, locations, project, ask)
        today = asked.answer()
        now, then = (
            now or today,
            then or _then(after, edits, locations, project, ask, starts=not today),
        )
    return Rehearsed(now, then)


def _as_now(plan: Plan, locations: Locations, ask: Asking) -> Rehearsed:
    """What Codex says where its hooks alone are edited: they run only if it starts."""
    if all(edit.path.name != locations.hooks_json.name for edit in plan.edits):
        return Rehearsed(was_asked=False)
    now = ask(locations.codex_home, locations.codex_home, ())
    return Rehearsed(now, now)


def _then(
    found: Rejection | None,
    edits: list[FileEdit],
    locations: Locations,
    project: Path | None,
    ask: Asking,
    *,
    starts: bool,
) -> Rejection | None:
    """What Codex says of the files as they will be; `starts` is whether it does with today's.

    What it `found` in a copy of them, and finds in a copy of today's too, comes from their being
    copied, and is left out.
    """
    if found is None or not starts:
        return found
    today = _copied({edit.path: edit.before for edit in edits}, locations, project, ask)
    return None if today == found else found


def _copied(
    contents: Mapping[Path, bytes | None], locations: Locations, project: Path | None, ask: Asking
) -> Rejection | None:
    """What Codex says of files with these contents, in a scratch home and project."""
    with _scratch() as scratch:
        home = scratch / "home"
        _copy(locations.codex_home, home, _config_of(contents, locations))
        if project is None:
            return _in_place(ask(home, home, ()), home, locations.codex_home)
        theirs = project / PROJECT_FOLDER
        ours = scratch / "project" / PROJECT_FOLDER
        _copy(theirs, ours, contents[theirs / CONFIG])
        found = ask(home, ours.parent, ("-c", _trusting(ours.parent)))
        return _in_place(_in_place(found, ours, theirs), home, locations.codex_home)


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder for nobody else, deleted afterwards: configurations can hold secrets."""
    folder = Path(tempfile.mkdtemp(prefix="codexctl-"))
    try:
        yield folder.resolve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(real: Path, scratch: Path, config: bytes | None) -> None:
    """A folder with links to what the real one holds, and a config.toml of its own."""
    scratch.mkdir(mode=0o700, parents=True)
    with suppress(FileNotFoundError, NotADirectoryError):
        for entry in real.iterdir():
            if entry.name not in (CONFIG, *_STATE) and not _is_state(entry.name):
                (scratch / entry.name).symlink_to(entry)
    if config is not None:
        (scratch / CONFIG).write_bytes(config)
        (scratch / CONFIG).chmod(0o600)


def _is_state(name: str) -> bool:
    # Databases, locks and ids: with a link, Codex would write to the real ones.
    return name.startswith((".", "installation_id")) or ".sqlite" in name


def _config_of(contents: Mapping[Path, bytes | None], locations: Locations) -> bytes | None:
    path = locations.config_toml
    return contents[path] if path in contents else _read(path)


def _read(path: Path) -> bytes | None:
    with suppress(OSError):
        return read_bytes(path)
    return None


def _trusting(project: Path) -> str:
    """The flag that has Codex read a project's files; the dotted form breaks at dots in paths."""
    return f'projects={{{json.dumps(str(project))}={{trust_level="trusted"}}}}'


def _in_place(found: Rejection | None, scratch: Path, real: Path) -> Rejection | None:
    """The same with the paths of the real files."""
    if found is None:
        return None
    sentence = found.sentence.replace(str(scratch), str(real))
    return replace(found, sentence=sentence, path=found.path.replace(str(scratch), str(real)))
