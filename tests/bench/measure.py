"""Timing things side by side: interleaved, after a warm-up, reported as medians and ratios."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def interleaved(
    things: Mapping[str, Callable[[], object]],
    rounds: int,
    settle: Callable[[], object] = lambda: None,
) -> dict[str, list[float]]:
    """Run each thing once a round, in turn; gives milliseconds by name. One round is a warm-up.

    In turn, because a shared machine's speed drifts: what is compared must be measured together.
    `settle` waits, untimed, until what one thing left running in the background has ended, so
    that it is not charged to the next.
    """
    times: dict[str, list[float]] = {name: [] for name in things}
    for number in range(rounds + 1):
        for name, thing in things.items():
            began = time.perf_counter()
            thing()
            if number:
                times[name].append((time.perf_counter() - began) * 1000)
            settle()
    return times


def report(title: str, times: Mapping[str, list[float]], base: str) -> None:
    """Print each thing's median, quartiles, and its difference and ratio to `base`."""
    floor = statistics.median(times[base])
    print(f"\n{title} (n={len(times[base])}, milliseconds)")
    for name, values in times.items():
        low, median, high = statistics.quantiles(values, n=4)
        print(
            f"  {name:<34} median {median:8.2f}  [{low:.2f} … {high:.2f}]"
            f"  {median - floor:+8.2f}  ×{median / floor:.3f}"
        )
