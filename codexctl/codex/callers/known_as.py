"""Which known program an argument list or a shell line starts, if any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from codexctl.codex.callers.known import HARMLESS, KNOWN, Known
from codexctl.codex.callers.lines import (
    in_line,
    in_words,
    module,
    packages,
    program_name,
    script,
    within,
    without_nowhere,
)

# Text that may change a harmless program's command line into one that sends something.
_SUBSTITUTES = ("$(", "`", ">", "<(")


def known_in_line(line: str) -> Known | None:
    """The known tracer that a hook's command starts; None for anything else it mentions."""
    return _first(in_line(line))


def known_in_words(argv: Sequence[str]) -> Known | None:
    """The same for an argument list, as `notify` is one; also where another program keeps it."""
    lists = (argv, *within(argv))
    return next(filter(None, (_first(in_words(each)) for each in lists if each)), None)


def known_plugin(name: str) -> Known | None:
    """The known tracer that a plugin of Codex is; `name` is `NAME@MARKETPLACE`."""
    return next(
        (each for each in KNOWN if any(fnmatchcase(name, glob) for glob in each.plugins)), None
    )


def is_harmless_line(line: str) -> bool:
    """Whether a shell line starts nothing but programs that send nothing anywhere."""
    if any(sign in without_nowhere(line) for sign in _SUBSTITUTES):
        return False
    return _all_harmless(in_line(line))


def is_harmless_words(argv: Sequence[str]) -> bool:
    """Whether an argument list is one of a program that sends nothing anywhere."""
    return _all_harmless(in_words(argv)) and not any(
        sign in word for word in argv for sign in (*_SUBSTITUTES, "do shell script")
    )


def _all_harmless(lists: Iterable[Sequence[str]]) -> bool:
    return all(
        program_name(argv[0]) in HARMLESS and not any("do shell script" in word for word in argv)
        for argv in lists
    )


def _first(lists: Iterable[Sequence[str]]) -> Known | None:
    return next(filter(None, map(known_started, lists)), None)


def known_started(argv: Sequence[str]) -> Known | None:
    """The known tracer that one argument list starts, what only starts others left off."""
    name, run, file = program_name(argv[0]), module(argv), script(argv)
    asked = tuple(packages(argv))
    # Windows' `NAME.cmd` in node_modules/.bin, and scripts of an interpreter, count as programs,
    # too.
    names = {name, program_name(file)} if file else {name}
    for known in KNOWN:
        if (
            any(fnmatchcase(each, glob) for each in names for glob in known.programs)
            or any(run == each or run.startswith(f"{each}.") for each in known.modules)
            or any(package in known.packages for package in asked)
            or any(_lies(file, path) for path in known.paths)
            or any(f"/node_modules/{package}/" in file for package in known.packages)
        ):
            return known
    return None


def _lies(file: str, path: str) -> bool:
    parts = PurePosixPath(file.replace("\\", "/")).parts
    wanted = path.split("/")
    return len(parts) >= len(wanted) and all(
        fnmatchcase(part, glob) for part, glob in zip(parts[-len(wanted) :], wanted, strict=True)
    )
