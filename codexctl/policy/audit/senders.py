"""Checks on what else gets turns from Codex: other tracers, and programs that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from codexctl.codex.callers.called import Called, Via
from codexctl.codex.callers.other_tracers import Tracer
from codexctl.codex.config.files import Layer, feature_places, flag_value, said
from codexctl.document.data import spell
from codexctl.policy.audit.facts import Facts
from codexctl.policy.audit.finding import Finding
from codexctl.wording import counted, safe

_ADMINISTRATORS = (Layer.requirements, Layer.managed, Layer.system)
_GETS = {
    Via.hook: "a hook gets prompts, commands and output",
    Via.plugin: "its hooks get prompts, commands and output",
    Via.notify: "Codex hands it every prompt and answer",
}
_UNKNOWN = {Via.hook: "unknown-hook", Via.plugin: "plugin-hook", Via.notify: "notify-program"}


def other_tracers(facts: Facts) -> Iterator[Finding]:
    """Systems that send turns elsewhere without asking this policy."""
    for called, times in _together(facts):
        if called.known is None:
            continue
        name, stopped = called.known.name, _stopped(facts, called)
        summary = f"{name} traces turns too{_by(called, times)}, and what it sends and where is not"
        summary = f"{summary} under this policy{stopped}"
        # What an administrator set up, or Codex never runs, nobody else has to answer for.
        own = called.layer not in _ADMINISTRATORS and not stopped
        is_violation = facts.policy is not None and own
        yield Finding("other-tracers", summary, called.at, _remedy(called), violation=is_violation)


def unknown_callers(facts: Facts) -> Iterator[Finding]:
    """Programs that get turns, and of which nobody here knows what they do with them."""
    for called, times in _together(facts):
        if called.known or called.harmless or _stopped(facts, called):
            continue
        what = f"{safe(called.program)} is not known here{_by(called, times)}: {_GETS[called.via]}"
        remedy = f"look at what it does; to be rid of it: {_remedy(called)}"
        yield Finding(_UNKNOWN[called.via], what, called.at, remedy, violation=False)


def _together(facts: Facts) -> Iterator[tuple[Called, int]]:
    """Each program once for each file and way, with how often it is called."""

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
    """What of the administrator's keeps Codex from calling it, as the end of a sentence."""
    if called.via is Via.notify or called.layer in _ADMINISTRATORS:
        return ""
    for statement in said(facts.files, ("allow_managed_hooks_only",)):
        if statement.layer is Layer.requirements and statement.value is True:
            return f"; Codex does not run it, by {statement.at}"
    for statement in said(facts.files, *feature_places("hooks")):
        is_above = statement.layer in (Layer.requirements, Layer.managed)
        if is_above and flag_value(statement.value) is False:
            return f"; Codex does not run it, by {statement.at}"
    return ""


def _remedy(called: Called) -> str:
    """How to be rid of it, by a command of ours where one does it."""
    if called.layer in _ADMINISTRATORS:
        return f"fix that line of {called.path.name}"
    is_ours_to_take = called.known is not None and called.known.name in set(Tracer)
    if is_ours_to_take and called.alone and called.via is not Via.plugin:
        return f"codexctl setup --take-over {called.known.name if called.known else ''}"
    if called.via is Via.plugin:
        return f"codexctl config set {spell(('plugins', called.plugin, 'enabled'))} false"
    if called.via is Via.notify and called.layer is Layer.user:
        return "codexctl config unset notify"
    return f"delete that line of {called.path.name}"
