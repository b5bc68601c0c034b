"""The wizard's questions. Each comes with today's answer, or the safe one, already chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from codexctl.edit.intent.wanted import Intent, Trigger, TrustChoice
from codexctl.errors import CodexctlError
from codexctl.settings.capture import CaptureMode
from codexctl.settings.kinds import Asked
from codexctl.settings.model import Settings
from codexctl.wizard import prompts, words
from codexctl.wizard.destination_questions import ask_destinations
from codexctl.wizard.more_questions import ask_more
from codexctl.wizard.offers import EVERYTHING, Offers
from codexctl.wizard.setting_questions import ask_settings


@dataclass(frozen=True, slots=True)
class Today:
    """What the wizard starts from.

    `hooks_off` says that somebody switched hooks off in config.toml; `repository` is the root of
    the one around the current folder, if any, and `for_project` whether that was asked for;
    `trigger` and `trust` are what stands now; `trusting` are the ways to trust that the policy
    leaves; `sources` says, by destination, where its key is found; `offers` what can be had here.
    """

    settings: Settings
    hooks_off: bool = False
    repository: Path | None = None
    for_project: bool = False
    trigger: Trigger = Trigger.auto
    trust: TrustChoice = TrustChoice.this_hook
    trusting: Sequence[TrustChoice] = tuple(TrustChoice)
    environ: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    offers: Offers = EVERYTHING


def ask(today: Today) -> tuple[Intent, dict[str, str]]:
    """Ask everything that setup decides; gives the intent that flags would give.

    The keys that were typed come beside it, by destination. Raises KeyboardInterrupt on Ctrl-C or
    the end of input, CodexctlError where an answer means that nothing is to be done.
    """
    features = _hooks_on() if today.hooks_off else ()
    destinations, keys = ask_destinations(
        today.settings, today.environ, today.sources, today.offers
    )
    mode = today.settings.capture.mode.name
    capture = _capture(today, mode)
    project = _project(today)
    trigger = Trigger.hook if project else _trigger(today)
    trust = TrustChoice.this_hook
    # Codex asks for no trust in notify.
    if trigger is not Trigger.notify:
        trust = _trust(today)
    settings = ask_settings(today.settings, Asked.always)
    more = ask_more(today.settings, CaptureMode[capture], destinations, today.offers)
    intent = Intent(
        destinations=more.destinations,
        capture=CaptureMode[capture],
        exclude=more.exclude,
        resource=more.resource,
        trigger=trigger,
        trust=trust,
        features=tuple(dict((*features, *more.features)).items()),
        settings={**settings, **more.settings},
        project=project,
    )
    return intent, keys


def _hooks_on() -> tuple[tuple[str, bool], ...]:
    if not prompts.confirm(words.HOOKS_OFF, default=False):
        raise CodexctlError("hooks stay off, so there is nothing to set up; nothing was changed")
    return (("hooks", True),)


def _capture(today: Today, mode: str) -> str:
    """Ask how much, up to the most that there may be; that is chosen where today's is above it."""
    why = {choice.name: today.offers.capture(choice) for choice in CaptureMode}
    may = [name for name, said in why.items() if not said]
    default = mode if mode in may else may[-1]
    texts, examples = words.CAPTURE_MODES, words.CAPTURE_EXAMPLES
    return prompts.select(words.CAPTURE, texts, default, examples, why)


def _project(today: Today) -> Path | None:
    if today.repository is None:
        return None
    default = "project" if today.for_project else "global"
    scope = prompts.select(words.SCOPE, words.SCOPE_CHOICES, default)
    return today.repository if scope == "project" else None


def _trust(today: Today) -> TrustChoice:
    """Ask how to trust, unless the policy leaves but one way."""
    if len(today.trusting) == 1:
        return today.trusting[0]
    choices = {way.value: words.TRUST_CHOICES[way.value] for way in today.trusting}
    default = today.trust if today.trust in today.trusting else today.trusting[0]
    return TrustChoice(prompts.select(words.TRUST, choices, default.value))


def _trigger(today: Today) -> Trigger:
    why = {name: today.offers.trigger(Trigger(name)) for name in words.TRIGGER_CHOICES}
    texts, default = words.TRIGGER_CHOICES, today.trigger.value
    return Trigger(prompts.select(words.TRIGGER, texts, default, barred=why))
