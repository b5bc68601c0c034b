"""Lines for checks on our own hook, if something else does its job."""

from __future__ import annotations

from codexctl.checks import Check, State


def by_notify(check: str) -> Check:
    """The line of a check that has nothing to check."""
    return Check(check, State.inactive, "not used: notify does this job")


def by_plugin(check: str) -> Check:
    """The line of a check of hooks.json, if our plugin has the hooks."""
    return Check(check, State.inactive, "not used: the plugin does this job")
