"""The feature flags of the installed Codex: their stage, their value and where it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codexctl.codex.asking.app_server import CodexSilent
from codexctl.codex.asking.program import run_codex
from codexctl.codex.asking.seen import Seen
from codexctl.codex.config.features import ALIASES, canonical, feature
from codexctl.codex.config.schemas import known_below
from codexctl.document.data import MISSING, lookup
from codexctl.errors import UsageError
from codexctl.wording import nearest

# Seconds.
TIMEOUT = 10.0
DEFAULT = "default"
PINNED = "pinned by the administrator"
REMOVED = "removed"
# Columns are padded with spaces; the stage in the middle may be two words.
_ROW = re.compile(r"(\S+)  +(\S.*?)  +(true|false)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Flag:
    """One feature flag; `source` says what decided its value: a file, or DEFAULT, or PINNED."""

    name: str
    stage: str
    value: bool
    source: str = DEFAULT


def list_flags(
    binary: Path, home: Path, cwd: Path, environ: Mapping[str, str], timeout: float = TIMEOUT
) -> tuple[Flag, ...]:
    """Have Codex list its flags, as seen from the folder `cwd`; their sources are left open.

    Raises CodexSilent where it cannot, and with its own words where its configuration is wrong.
    `timeout` is in seconds.
    """
    done = run_codex(binary, ("features", "list"), home, cwd, environ, timeout)
    if done.returncode != 0:
        what = f"{binary} lists no features: it cannot use its configuration"
        raise CodexSilent(what, "codexctl config validate")
    return read_rows(done.stdout.decode(errors="replace"))


def read_rows(text: str) -> tuple[Flag, ...]:
    """Read the table that `codex features list` prints: name, stage, value.

    Lines of another form are skipped.
    """
    rows = map(_ROW.fullmatch, map(str.strip, text.splitlines()))
    return tuple(Flag(row[1], row[2], row[3] == "true") for row in rows if row)


def with_sources(flags: Sequence[Flag], seen: Seen) -> tuple[Flag, ...]:
    """Say of each flag what decided its value: the highest layer that names it, or a pin.

    `seen` is what the app-server said of the same home and folder.
    """
    return tuple(
        Flag(flag.name, flag.stage, flag.value, _source(flag.name, seen)) for flag in flags
    )


def check_known(name: str, flags: Sequence[Flag]) -> None:
    """Raise UsageError for a flag that neither Codex (by `flags`) nor, failing that, we know.

    `flags` are those that Codex lists, none where it was not asked.
    """
    known = {flag.name for flag in flags} or set(known_below(("features",)))
    if canonical(name) in known or name in ALIASES:
        return
    found = nearest(name, known)
    hint = f"did you mean {found}? " if found else "codexctl features list; "
    whose = "this Codex has" if flags else "codexctl knows of"
    raise UsageError(f"{whose} no feature {name}", f"{hint}--unchecked writes it anyway")


def _source(name: str, seen: Seen) -> str:
    if name in seen.pins:
        return PINNED
    for layer in seen.layers:
        if layer.disabled:
            continue
        if feature(layer.config, name) or lookup(layer.config, _path(name)) is not MISSING:
            return layer.name
    return DEFAULT


def _path(name: str) -> tuple[str, ...]:
    return ("features", *name.split("."))


def written_flags(tables: Mapping[str, Mapping[str, Any]]) -> tuple[Flag, ...]:
    """The flags that files set, for machines without a Codex to ask; the first file wins.

    `tables` maps each file to its data, the highest layer first.
    """
    found: dict[str, Flag] = {}
    for source, data in tables.items():
        features = data.get("features")
        for spelling in features if isinstance(features, Mapping) else ():
            flag = feature(data, spelling)
            if flag:
                found.setdefault(flag.name, Flag(flag.name, "", flag.value, source))
    return tuple(found[name] for name in sorted(found))


def without_effect(name: str, flags: Sequence[Flag]) -> Iterator[str]:
    """Note that a flag is one whose feature was removed from Codex, which then ignores it."""
    for flag in flags:
        if flag.name == canonical(name) and flag.stage == REMOVED:
            yield f"{flag.name} was removed from Codex, which accepts the flag and ignores it"
