"""`policy explain --sample FILE`: shows where redaction would mask a text, without the text."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.cli.render import print_json, tell
from codexctl.errors import CodexctlError
from codexctl.health.policy_here import look_here
from codexctl.settings.capture import CaptureMode
from codexctl.wording import counted, safe

if TYPE_CHECKING:
    from codexctl.policy.limits.sample import Masked

SCHEMA = "codexctl.sample/1"
# More text than anybody reads; limits the time that a wrong file name costs.
MOST_BYTES = 64 << 20
_MODES = {
    CaptureMode.metadata: "metadata captures no text, so nothing of this would be sent; in "
    "redacted mode, this would be masked:",
    CaptureMode.redacted: "",
    CaptureMode.full: "full captures text as it is, apart from what the policy requires to be "
    "masked:",
}


def report_sample(name: str, draft: Path | None, *, as_json: bool) -> int:
    """Print every place that would be masked; returns the exit code."""
    from codexctl.policy.limits.sample import masked, masker_today

    held = look_here(draft).held
    text, notes = _text(name)
    rules = masker_today(held)
    found = list(masked(text, rules, held)) if rules else []
    if as_json:
        print_json({
            "schema": SCHEMA, "file": name, "mode": held.capture.mode.name, "notes": notes,
            "masked": [asdict(place) | {"becomes": place.becomes} for place in found],
        })  # fmt: skip
        return 0
    for note in filter(None, (*notes, _MODES[held.capture.mode])):
        tell(note, err=True)
    for line in _lines(safe(name), found):
        tell(line)
    return 0


def _text(name: str) -> tuple[str, list[str]]:
    """The sample as text, and notes about reading it."""
    try:
        if name == "-":
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CodexctlError(f"{name}: {error.strerror}", "name a file, or - for stdin") from None
    notes = []
    if len(content) > MOST_BYTES:
        content = content[:MOST_BYTES]
        notes.append(f"only the first {MOST_BYTES >> 20} MiB were looked at")
    text = content.decode(errors="replace")
    if "\0" in text or "\ufffd" in text:
        notes.append("this is not all UTF-8 text; invalid bytes were skipped")
    return text, notes


def _become(size: int) -> str:
    return f"{counted(size, 'character')} {'becomes' if size == 1 else 'become'}"


def _lines(name: str, found: list[Masked]) -> Iterator[str]:
    for masked_place in found:
        place = f"{name}:{masked_place.line}:{masked_place.column}"
        whose = (
            "" if masked_place.origin == "codexctl" else f", a rule of the {masked_place.origin}"
        )
        yield f"{place}: {_become(masked_place.size)} {masked_place.becomes}{whose}"
    kinds = Counter(masked_place.rule for masked_place in found)
    said = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
    yield f"{len(found)} masked: {said}" if found else "nothing would be masked"
