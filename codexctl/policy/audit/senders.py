"""Checks on what else gets turns from Codex: other tracers, and unknown programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from codexctl.codex.callers.called import Called, Via
from codexctl.codex.callers.ending import ADMINISTRATORS, remedy_of, stopped_by
from codexctl.policy.audit.facts import Facts
from codexctl.policy.audit.finding import Finding
from codexctl.wording import counted, safe

_GETS = {
    Via.hook: "a hook gets prompts, commands and output",
    Via.plugin: "its hooks get prompts, commands and output",
    Via.notify: "Codex passes it every prompt and answer",
}
_UNKNOWN = {Via.hook: "unknown-hook", Via.plugin: "plugin-hook", Via.notify: "notify-program"}


def other_tracers(facts: Facts) -> Iterator[Finding]:
    """Find systems that send turns elsewhere; this policy does not limit them."""
    for called, times in _together(facts):
        if called.known is None:
            continue
        name, stopped = called.known.name, _stopped(facts, called)
        summary = f"{name} traces turns too{_by(called, times)}, and what it sends and where is not"
        summary = f"{summary} under this policy{stopped}"
        # Nobody else is responsible for what an administrator set up or what Codex never runs.
        own = called.layer not in ADMINISTRATORS and not stopped
        is_violation = facts.policy is not None and own
        yield Finding(
            "other-tracers", summary, called.at, remedy_of(called), violation=is_violation
        )


def unknown_callers(facts: Facts) -> Iterator[Finding]:
    """Find programs that get turns, but of which codexctl does not know what they do with them."""
    for called, times in _together(facts):
        if called.known or called.harmless or _stopped(facts, called):
            continue
        what = f"{safe(called.program)} is not known here{_by(called, times)}: {_GETS[called.via]}"
        remedy = f"look at what it does; to be rid of it: {remedy_of(called)}"
        yield Finding(_UNKNOWN[called.via], what, called.at, remedy, violation=False)


def _together(facts: Facts) -> Iterator[tuple[Called, int]]:
    """Each program once for each file and way of calling it, with how often it is called."""

    def same(called: Called) -> tuple[str, str, str, str]:
        return (str(called.path), called.via, called.plugin, called.program)

    for _, group in groupby(sorted(facts.callers.called, key=same), same):
        found: Sequence[Called] = list(group)
        yield found[0], len(found)


def _by(called: Called, times: int) -> str:
    if called.via is Via.plugin:
        return f" (plugin {safe(called.plugin)})"
    if called.via is Via.notify:
        return " (notify)" if called.alone else " (in an argument of notify's program)"
    return f" ({counted(times, 'hook')})"


def _stopped(facts: Facts, called: Called) -> str:
    """The administrator's setting that stops Codex from calling it, as the end of a sentence."""
    at = stopped_by(called, facts.files)
    return f"; Codex does not run it, by {at}" if at else ""
