"""What the installed release of Codex makes of the keys in a config.toml, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from codexctl.codex.config.findings import Finding, Weight
from codexctl.codex.config.known_keys import KeyTable
from codexctl.codex.config.of_line import Fault, Misuse, misuses
from codexctl.codex.config.positions import in_toml
from codexctl.codex.config.remark import Remark
from codexctl.codex.config.remedies import unset_command
from codexctl.document.data import existing, lookup, spell

UPGRADE = "codexctl config upgrade"
_WEIGHTS = {
    Fault.refused: Weight.rejected,
    Fault.kind: Weight.rejected,
    Fault.value: Weight.rejected,
    Fault.deprecated: Weight.note,
}


def line_findings(
    text: str, path: str, data: Mapping[str, Any], table: KeyTable
) -> Iterator[Finding]:
    """Check a parsed config.toml against what one release knows. `path` is only named."""
    for misuse in misuses(data, table):
        on_key = misuse.fault not in (Fault.kind, Fault.value)
        place = existing(data, misuse.path)[0]
        line, column = in_toml(text, place, key=on_key)
        weight = _WEIGHTS.get(misuse.fault, Weight.ignored)
        what = f"{spell(misuse.path)}: {misuse.what}"
        yield Finding(path, line, column, what, _hint(misuse), weight, by_schema=True)


def is_known(remark: Remark, data: Mapping[str, Any], table: KeyTable) -> bool:
    """Whether a release knows what our schema objects to: a key that it lacks, a word of old."""
    place = tuple(map(str, remark.place))
    key = table.anywhere(place)
    if key is None:
        return False
    # Our schema describes the newest releases; an older one may still accept it.
    of_old = bool(key.refused) and table.holds(key)
    return remark.is_unknown or of_old or lookup(data, place) in key.values


def _hint(misuse: Misuse) -> str:
    """What to do: what takes its place first, else the command that removes it."""
    if misuse.fault is Fault.deprecated or misuse.instead:
        said = f": {misuse.instead}" if misuse.instead else ""
        return f"{UPGRADE}{said}"
    if misuse.fault is Fault.not_yet:
        return f"update Codex, or {unset_command(misuse.path)}"
    return unset_command(misuse.path)
