"""Checks on Codex's own configuration: hooks, feature flags, trust."""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.checks import State
from codexctl.codex.config.features import HOOKS, canonical
from codexctl.codex.config.files import everywhere, feature_places, flag_value, said
from codexctl.document.data import spell
from codexctl.policy.audit.facts import Facts
from codexctl.policy.audit.finding import Finding, remedy_for

_OFF, _TRUST = "hooks-off", "hooks.trusted"
_BYPASS = "bypass_hook_trust"
# At the top of the file and in two tables: people may have written it in any of these places.
_ANYWHERE = ((_BYPASS,), ("features", _BYPASS), ("hooks", _BYPASS))


def tracing_missing(facts: Facts) -> Iterator[Finding]:
    """Find why turns are not traced although the policy requires it."""
    if not (facts.policy and facts.policy.codex.tracing):
        return
    # The administrator's hook traces all users, so their own hooks do not matter then.
    if not facts.managed_hook:
        for check in facts.hooks:
            if check.state is State.problem and not (check.cause and check.cause.is_hooks_off):
                is_review = check.id == _TRUST and not facts.policy.trust.self_trust
                # If codexctl may not record trust itself, the only way is a review in Codex.
                remedy = "start codex and review them" if is_review else check.remedy
                yield Finding("tracing-missing", check.summary, facts.hooks_at, remedy)
    if not (facts.addresses or facts.settings.destinations or facts.settings_problem):
        what = "no destination is set up"
        yield Finding("tracing-missing", what, facts.settings_path, "codexctl setup")


def hooks_off(facts: Facts) -> Iterator[Finding]:
    """Find hooks that are switched off, in any layer; a violation if turns must be traced."""
    policy = facts.policy
    required = bool(policy and (policy.codex.tracing or policy.codex.features.get(HOOKS)))
    remedy = "codexctl features enable hooks"
    said_of_it = said(facts.files, *feature_places(HOOKS))
    found = [statement for statement in said_of_it if flag_value(statement.value) is False]
    for statement in found:
        summary = f"{spell(statement.place)} is false, so Codex runs no hooks"
        yield Finding(
            _OFF, summary, statement.at, remedy_for(statement, remedy), violation=required
        )
    for check in () if found else facts.hooks:
        if check.state is State.problem and check.cause and check.cause.is_hooks_off:
            yield Finding(_OFF, check.summary, facts.hooks_at, check.remedy, violation=required)


def features_pinned(facts: Facts) -> Iterator[Finding]:
    """Find feature flags that differ from the policy, in files or as reported by Codex."""
    pins = facts.policy.codex.features if facts.policy else {}
    for name, wanted in pins.items():
        if canonical(name) == HOOKS and wanted:
            continue  # hooks_off reports it
        remedy = f"codexctl features {'enable' if wanted else 'disable'} {canonical(name)}"
        said_of_it = said(facts.files, *feature_places(name))
        found = [statement for statement in said_of_it if flag_value(statement.value) is not wanted]
        for statement in found:
            summary = f"{spell(statement.place)} must be {_word(wanted)}"
            yield Finding("feature-pinned", summary, statement.at, remedy_for(statement, remedy))
        # If Codex was not asked, or does not know the flag, this is not a finding.
        is_so = (facts.flags or {}).get(canonical(name), wanted)
        if not found and is_so is not wanted:
            summary = f"the feature {name} is {_word(is_so)} to Codex, and must be {_word(wanted)}"
            yield Finding("feature-pinned", summary, "codex features list", remedy)


def trust_bypass(facts: Facts) -> Iterator[Finding]:
    """Find the switch that makes Codex run hooks that nobody reviewed."""
    forbidden = facts.policy is not None and not facts.policy.trust.bypass
    for statement in everywhere(facts.files, *_ANYWHERE):
        if statement.value is True:
            summary = f"{spell(statement.place)} is set: it makes Codex run unreviewed hooks"
            remedy = remedy_for(statement, f"codexctl config unset {spell(statement.place)}")
            yield Finding("trust-bypass", summary, statement.at, remedy, violation=forbidden)


def _word(value: bool) -> str:
    return "true" if value else "false"
