"""Timing things side by side: interleaved, after a warm-up, reported as tables to be pasted."""

from __future__ import annotations

import compileall
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import codexctl


def interleaved(
    things: Mapping[str, Callable[[], object]],
    rounds: int,
    settle: Callable[[], object] = lambda: None,
    *,
    warm_up: bool = True,
) -> dict[str, list[float]]:
    """Run each thing once a round, in turn; gives milliseconds by name. One round is a warm-up.

    In turn, because a shared machine's speed drifts: what is compared must be measured together;
    and each round begins with another one, so that none is always the first.
    `settle` waits, untimed, until what one thing left running in the background has ended, so
    that it is not charged to the next.
    """
    compiled()
    times: dict[str, list[float]] = {name: [] for name in things}
    names = list(things)
    for number in range(rounds + warm_up):
        names = names[1:] + names[:1] if number else names
        for name in names:
            began = time.perf_counter()
            things[name]()
            if number >= warm_up:
                times[name].append((time.perf_counter() - began) * 1000)
            settle()
    return times


def compiled() -> None:
    """Have our modules compiled, as an installation has them.

    A fresh checkout has none, and under PYTHONDONTWRITEBYTECODE it would never have any: then
    every start would compile all that it imports, and that would be measured.
    """
    compileall.compile_dir(Path(codexctl.__file__).parent, quiet=2)


def report(title: str, times: Mapping[str, list[float]], base: str) -> None:
    """Print each thing's median and quartiles, and its difference and ratio to `base`."""
    floor = statistics.median(times[base])
    rows = []
    for name, values in times.items():
        low, median, high = quartiles(values)
        beside = (f"{median - floor:+.2f}", f"{median / floor:.3f}") if name != base else ("", "")
        rows.append((name, f"{median:.2f}", f"{low:.2f} … {high:.2f}", *beside))
    heads = (f"{title} (n={len(times[base])})", "median ms", "quartiles", "+ ms", "ratio")
    table(heads, rows)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], words: int = 1) -> None:
    """Print a Markdown table whose first `words` columns are words; the others are numbers."""
    lines = [list(heads), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    rule = ["-" * width if n < words else "-" * (width - 1) + ":" for n, width in enumerate(widths)]
    print()
    for line in (lines[0], rule, *lines[1:]):
        cells = [
            cell.ljust(widths[column]) if column < words else cell.rjust(widths[column])
            for column, cell in enumerate(line)
        ]
        print(f"| {' | '.join(cells)} |")


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Lower quartile, median, upper quartile; of a single value three times that."""
    if len(values) < 2:
        return values[0], values[0], values[0]
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, median, high
