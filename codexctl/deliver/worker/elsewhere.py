"""Where a worker keeps its files when it cannot write where it is told to.

Only an administrator's destinations have this: a variable or a file in the way must not keep turns
from them. What is acknowledged is then noted in the usual folder of the home or the account, and
where those take nothing either in a folder that is thrown away: turns then arrive again, under the
same ids.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate
from codexctl.policy.file.here import policy_on


@contextmanager
def with_writable_folder(locations: Locations) -> Iterator[Locations]:
    """The locations; with another data folder if theirs cannot be written and turns must arrive.

    They must where the policy has destinations of its own. The folder is then the usual one of the
    home or the account, else a temporary one, which is gone when the context ends.
    """
    policy = policy_on(locations)
    if policy is None or not policy.chosen.sends or _takes(locations):
        yield locations
        return
    if own := next(filter(_takes, _usual(locations)), None):
        yield own
        return
    from tempfile import TemporaryDirectory  # here: few workers need it, and it is slow

    with TemporaryDirectory(prefix="codexctl-") as folder:
        yield replace(locations, data_dir=Path(folder))


def _takes(locations: Locations) -> bool:
    """Whether the files of a worker can be written: the folder takes some, none is in the way."""
    from tempfile import TemporaryFile  # here: as above

    folder = locations.data_dir
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            pass
        return all(map(_is_fit, _known(locations)))
    except OSError:
        return False


def _known(locations: Locations) -> Iterator[tuple[Path, bool]]:
    """What a worker opens there, each with whether it is a folder."""
    yield from ((path, False) for path in (locations.cursors_db, locations.worker_lock))
    for folder in (locations.hints_dir, locations.log_file.parent, locations.at_work_dir):
        yield folder, True
        if folder.is_dir():
            yield from ((path, False) for path in folder.iterdir())


def _is_fit(known: tuple[Path, bool]) -> bool:
    """Whether what is there is a folder or a file as it must be: a pipe would never answer."""
    path, is_folder = known
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return not path.is_symlink()
    kind = stat.S_ISDIR(mode) if is_folder else stat.S_ISREG(mode)
    return kind and os.access(path, os.R_OK | os.W_OK)


def _usual(locations: Locations) -> Iterator[Locations]:
    """The usual folders: in the home that is named, and in the account's, whatever is named."""
    if sys.platform == "win32":
        return
    for environ in ({"HOME": str(locations.home)}, {}):
        with suppress(CodexctlError):
            yield replace(locations, data_dir=locate(environ).data_dir)
