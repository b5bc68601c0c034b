"""Everything in a hooks.json, or in inline `[hooks]`, that Codex would reject or skip."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from codexctl.codex.config.findings import Finding, Weight, located
from codexctl.codex.config.positions import Position, in_json, in_toml
from codexctl.codex.config.remark import Remark
from codexctl.codex.config.schema_errors import misfits
from codexctl.codex.config.schemas import HOOKS
from codexctl.codex.hooks.events import BY_NAME
from codexctl.codex.hooks.grammar import read_hooks_json, read_inline_hooks
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.overlooked import overlooked
from codexctl.document.data import Place
from codexctl.document.json.scan import scan_json
from codexctl.errors import DocumentError
from codexctl.wording import did_you_mean

Locate = Callable[[Place], Position]
DROPPED = "Codex drops the whole file until this is fixed"
NO_START = "Codex does not start until this is fixed"


def hooks_findings(text: str, path: str) -> tuple[Finding, ...]:
    """Check the text of a hooks.json.

    `path` is only named in the findings, which come in the order of the text.
    """
    hooks = read_hooks_json(text, path)
    try:
        data = scan_json(text).data
    except DocumentError as error:
        if hooks.rejected:
            return (located(path, error.message, DROPPED),)
        # Codex accepts an unknown key twice; then codexctl could not tell which one to edit.
        hint = "write it only once: codexctl does not edit a file that has a key twice"
        return (replace(located(path, error.message, hint), weight=Weight.note),)
    found = _findings(hooks, data, path, lambda place: in_json(text, place))
    return tuple(sorted(found, key=lambda finding: (finding.line, finding.column)))


def inline_findings(text: str, path: str, data: Mapping[str, Any]) -> Iterator[Finding]:
    """Check the hooks in the text of a valid config.toml, which says `data`."""
    if "hooks" in data:
        hooks = read_inline_hooks(data, path)
        for finding in _findings(
            hooks, {"hooks": data["hooks"]}, path, lambda place: in_toml(text, place)
        ):
            yield replace(finding, hint=NO_START) if finding.weight is Weight.rejected else finding


def _findings(hooks: Hooks, data: Any, path: str, locate: Locate) -> Iterator[Finding]:
    if hooks.rejected:
        yield from _rejections(hooks, data, path, locate)
        return
    for remark in (*hooks.warnings, *overlooked(data.get("hooks", {}))):
        place = remark.place if isinstance(remark, Remark) else ()
        yield Finding(path, *locate(place), str(remark), _hint(place), Weight.ignored)


def _rejections(hooks: Hooks, data: Any, path: str, locate: Locate) -> Iterator[Finding]:
    """All that does not fit the schema, and what the grammar stumbled over if that is not in it."""
    remarks = [remark for remark in misfits(data, (), HOOKS) if not remark.is_unknown]
    reason = hooks.rejected
    place = reason.place if isinstance(reason, Remark) else ()
    if all(remark.place[: len(place)] != place for remark in remarks):
        remarks.insert(0, Remark(place, reason.what if isinstance(reason, Remark) else reason))
    for remark in remarks:
        yield Finding(path, *locate(remark.place), str(remark), DROPPED)


def _hint(place: Place) -> str:
    """Guess which event or member was meant."""
    if len(place) == 2:
        return did_you_mean(str(place[1]), BY_NAME, f"events are {', '.join(BY_NAME)}")
    if place and place[-1] in ("timeoutSec", "timeout_sec"):
        return "did you mean timeout?"
    return ""
