"""The wizard's questions. Today's answer, or the safe one, is preselected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codexctl.edit.intent.wanted import Intent, Trigger, TrustChoice
from codexctl.errors import CodexctlError
from codexctl.settings.capture import CaptureMode
from codexctl.settings.kinds import Asked
from codexctl.settings.model import Settings
from codexctl.wizard import words
from codexctl.wizard.destination_questions import ask_destinations
from codexctl.wizard.interview import Interview
from codexctl.wizard.more_questions import ask_more
from codexctl.wizard.offers import EVERYTHING, Offers
from codexctl.wizard.setting_questions import ask_settings

TRACERS, HOOKS, WHERE, CAPTURE = "tracers", "hooks", "where", "capture"
SCOPE, CALLS, TRUST, ALWAYS, MORE = "scope", "calls", "trust", "always", "more"


@dataclass(frozen=True, slots=True)
class Today:
    """What the wizard starts from.

    `hooks_off` means that hooks are switched off in config.toml; `repository` is the root of the
    current folder's repository, if any, and `for_project` whether a flag asked for it; `trigger`
    and `trust` are today's values; `sources` says where each destination's key is; `offers` what is
    available here.
    """

    settings: Settings
    hooks_off: bool = False
    repository: Path | None = None
    for_project: bool = False
    trigger: Trigger = Trigger.auto
    trust: TrustChoice = TrustChoice.this_hook
    environ: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    offers: Offers = EVERYTHING


def steps(*, tracers: bool, hooks_off: bool, repository: bool) -> tuple[str, ...]:
    """The steps of a setup: the usual ones, and those that are needed only here."""
    there = {TRACERS: tracers, HOOKS: hooks_off, SCOPE: repository}
    every = (TRACERS, HOOKS, WHERE, CAPTURE, SCOPE, CALLS, TRUST, ALWAYS, MORE)
    return tuple(step for step in every if there.get(step, True))


def take_over(talk: Interview, names: str) -> bool:
    """Ask whether to replace other tracers; `names` are their names."""
    talk.step(TRACERS)
    text = words.TAKE_OVER.format(names=names)
    return talk.confirm("tracers", text, default=True, title=words.TAKE_OVER_TITLE)


def ask(today: Today, talk: Interview) -> tuple[Intent, dict[str, str]]:
    """Ask everything that setup needs; returns the same intent as flags would, and typed keys.

    The keys are by destination. Raises Back, KeyboardInterrupt on Ctrl-C or the end of input,
    CodexctlError if an answer means that there is nothing to do.
    """
    features = _hooks_on(talk) if today.hooks_off else ()
    talk.step(WHERE)
    destinations, keys = ask_destinations(
        talk, today.settings, today.environ, today.sources, today.offers
    )
    talk.step(CAPTURE)
    capture = CaptureMode[_capture(talk, today, today.settings.capture.mode.name)]
    talk.step(SCOPE)
    project = _project(talk, today)
    talk.step(CALLS)
    trigger = Trigger.hook if project else _trigger(talk, today)
    talk.step(TRUST)
    # Codex needs no trust for notify.
    trust = TrustChoice.this_hook if trigger is Trigger.notify else _trust(talk, today)
    talk.step(ALWAYS)
    settings = ask_settings(talk, today.settings, Asked.always, today.offers)
    talk.step(MORE)
    more = ask_more(talk, today.settings, capture, destinations, today.offers)
    intent = Intent(
        destinations=more.destinations,
        capture=capture,
        exclude=more.exclude,
        resource=more.resource,
        trigger=trigger,
        trust=trust,
        features=tuple(dict((*features, *more.features)).items()),
        settings={**settings, **more.settings},
        project=project,
    )
    return intent, keys


def _hooks_on(talk: Interview) -> tuple[tuple[str, bool], ...]:
    talk.step(HOOKS)
    if not talk.confirm("hooks", words.HOOKS_OFF, default=False, title=words.HOOKS_OFF_TITLE):
        raise CodexctlError("hooks stay off, so there is nothing to set up; nothing was changed")
    return (("hooks", True),)


def _capture(talk: Interview, today: Today, mode: str) -> str:
    """Ask how much content, up to the maximum; it is preselected if today's mode is above it."""
    why = {choice.name: today.offers.capture(choice) for choice in CaptureMode}
    may = [name for name, said in why.items() if not said]
    return talk.one(
        "capture",
        words.CAPTURE,
        words.CAPTURE_MODES,
        mode if mode in may else may[-1],
        title=words.CAPTURE_TITLE,
        examples=words.CAPTURE_EXAMPLES,
        barred=why,
    )


def _project(talk: Interview, today: Today) -> Path | None:
    if today.repository is None:
        return None
    default = "project" if today.for_project else "global"
    texts, title = words.SCOPE_CHOICES, words.SCOPE_TITLE
    scope = talk.one("scope", words.SCOPE, texts, default, title=title)
    return today.repository if scope == "project" else None


def _trust(talk: Interview, today: Today) -> TrustChoice:
    """Ask how to trust; the way that no Codex honours is only available as a flag."""
    why = {way: today.offers.trust(TrustChoice(way)) for way in words.TRUST_CHOICES}
    texts, title = words.TRUST_CHOICES, words.TRUST_TITLE
    return TrustChoice(
        talk.one("trust", words.TRUST, texts, today.trust.value, title=title, barred=why)
    )


def _trigger(talk: Interview, today: Today) -> Trigger:
    why = {name: today.offers.trigger(Trigger(name)) for name in words.TRIGGER_CHOICES}
    texts, title = words.TRIGGER_CHOICES, words.TRIGGER_TITLE
    default = today.trigger.value
    return Trigger(talk.one("trigger", words.TRIGGER, texts, default, title=title, barred=why))
