"""The difference of two texts with their secrets hidden, and every line that changes in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from codexctl.codex.secrets.form import is_plain
from codexctl.codex.secrets.hidden import HIDDEN
from codexctl.codex.secrets.text import hidden_text
from codexctl.document.diff import difference, lines_of, written

if TYPE_CHECKING:
    from codexctl.redact.masker import Masker

OLD, NEW = f"{HIDDEN} (old)", f"{HIDDEN} (new)"


def hidden_diff(
    before: str | None, after: str | None, path: str, masker: Callable[[], Masker]
) -> str:
    """As `unified` gives it, safe for anybody's eyes; "" if there is no difference.

    Where only a secret changes, the two lines say `***** (old)` and `***** (new)`. `masker` is
    asked for only where something might have a secret's form.
    """
    if before == after:
        return ""
    found = difference(before or "", after or "")
    by_form = None if is_plain(found.near()) else masker()
    suffix = PurePath(path).suffix
    old, new = (lines_of(hidden_text(one or "", suffix, by_form)) for one in (before, after))
    lines = found.lines(
        _marked(found.before, old, _raw_lines(found.after, new), OLD),
        _marked(found.after, new, _raw_lines(found.before, old), NEW),
    )
    return written(lines, before, after, path)


def _raw_lines(raw: Sequence[str], shown: Iterable[str]) -> Mapping[str, set[str]]:
    """What each shown line stands for."""
    found = defaultdict(set)
    for line, other in zip(raw, shown, strict=True):
        if HIDDEN in other:
            found[other].add(line)
    return found


def _marked(
    raw: Sequence[str], shown: Sequence[str], others: Mapping[str, set[str]], mark: str
) -> list[str]:
    """The shown lines; one that is like another side's line and is not the same says so."""
    return [
        line.replace(HIDDEN, mark) if line in others and own not in others[line] else line
        for own, line in zip(raw, shown, strict=True)
    ]
