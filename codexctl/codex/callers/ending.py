"""What keeps Codex from calling a program, and how a person ends that it is called."""

from __future__ import annotations

from collections.abc import Sequence

from codexctl.codex.callers.called import Called, Via
from codexctl.codex.callers.other_tracers import Tracer
from codexctl.codex.config.files import ConfigFile, Layer, feature_places, flag_value, said
from codexctl.document.data import spell

ADMINISTRATORS = (Layer.requirements, Layer.managed, Layer.system)


def stopped_by(called: Called, files: Sequence[ConfigFile]) -> str:
    """The administrator's line that keeps Codex from calling it; empty where none does.

    `files` is the configuration.
    """
    if called.via is Via.notify or called.layer in ADMINISTRATORS:
        return ""
    for statement in said(files, ("allow_managed_hooks_only",)):
        if statement.layer is Layer.requirements and statement.value is True:
            return str(statement.at)
    for statement in said(files, *feature_places("hooks")):
        is_above = statement.layer in (Layer.requirements, Layer.managed)
        if is_above and flag_value(statement.value) is False:
            return str(statement.at)
    return ""


def can_be_taken_over(called: Called) -> bool:
    """Whether `codexctl setup --take-over` puts us in its place."""
    is_known = called.known is not None and called.known.name in set(Tracer)
    return is_known and called.alone and called.via is not Via.plugin


def remedy_of(called: Called) -> str:
    """How to remove it, with a command of codexctl if there is one."""
    if called.layer in ADMINISTRATORS:
        return f"fix that line of {called.path.name}"
    if can_be_taken_over(called) and called.known:
        return f"codexctl setup --take-over {called.known.name}"
    if called.via is Via.plugin:
        return f"codexctl config set {spell(('plugins', called.plugin, 'enabled'))} false"
    if called.via is Via.notify and called.layer is Layer.user:
        return "codexctl config unset notify"
    return f"delete that line of {called.path.name}"
