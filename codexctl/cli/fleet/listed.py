"""The list of fields that may leave a machine, as the gateway needs it: always generated."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codexctl.policy.render.fleet.cap import Listed


def listed() -> Listed:
    """The fields that `trace/capture/allowed.py` and the table of metrics let leave."""
    from codexctl.policy.render.fleet.cap import Listed
    from codexctl.trace.capture import allowed
    from codexctl.trace.metrics.instruments import INSTRUMENTS
    from codexctl.trace.spans.attribute_names import ERROR_TYPE
    from codexctl.trace.spans.derived.failure import failure_of

    failed = (failure_of(kind, 0, {}) for kind in allowed.ERRORS)
    parts = frozenset(allowed.PARTS.values())
    return Listed(
        plain=frozenset((*allowed.METADATA, *allowed.NAMES, ERROR_TYPE)),
        content={
            **{key: frozenset(words.split()) for key, words in allowed.CONTENT.items()},
            **{key: frozenset({own}) | parts for key, own in allowed.MESSAGES.items()},
        },
        full_only=allowed.FULL_ONLY,
        points=frozenset(key for row in INSTRUMENTS.values() for key in row.attributes),
        failures=frozenset(failure.message for failure in failed if failure),
    )
