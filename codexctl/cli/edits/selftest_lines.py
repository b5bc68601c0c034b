"""How the marked turn fared, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codexctl.deliver.worker.selftest import Selftest


def lines(result: Selftest) -> Iterator[str]:
    """The result, a line a fact."""
    if result.hook_problem:
        yield f"✗ {result.hook_problem}"
        return
    yield f"✓ the installed hook returned after {result.hook_ms:.0f} ms and printed nothing"
    for arrival in result.arrivals:
        if arrival.problem:
            yield f"✗ {arrival.destination}: {arrival.problem}"
        else:
            yield f"✓ {arrival.destination}: the marked turn arrived after {arrival.took_ms} ms"
