"""The wizard's questions. Each comes with today's answer, or the safe one, already chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codexctl.edit.destination_flags import endpoint_url
from codexctl.edit.intent import LOCAL_DESTINATION, Intent, TrustChoice, destinations_today
from codexctl.errors import CodexctlError, UsageError
from codexctl.settings.capture import CaptureMode
from codexctl.settings.model import OTLP, Destination, Settings
from codexctl.wizard import words

if TYPE_CHECKING:
    import questionary

DEFAULT_ENDPOINT = "http://localhost:4318/v1/traces"


def ask(today: Settings, root: Path | None, *, hooks_off: bool) -> Intent:
    """Ask everything that setup decides and give it as the intent that flags would give.

    `hooks_off` says that somebody switched hooks off in config.toml. Raises KeyboardInterrupt
    on Ctrl-C or the end of input, CodexctlError where an answer means that nothing is to be done.
    """
    features = _hooks_on() if hooks_off else ()
    return Intent(
        destinations=_destinations(today),
        capture=_capture(today),
        trust=_trust(),
        features=features,
        project=root,
    )


def _hooks_on() -> tuple[tuple[str, bool], ...]:
    import questionary

    if not _answer(questionary.confirm(words.HOOKS_OFF, default=False)):
        raise CodexctlError("hooks stay off, so there is nothing to set up; nothing was changed")
    return (("hooks", True),)


def _destinations(today: Settings) -> tuple[Destination, ...]:
    import questionary

    known = destinations_today(today)
    choices = [
        questionary.Choice(text, value=kind, checked=any(one.kind == kind for one in known))
        for kind, text in words.DESTINATIONS.items()
    ]
    question = questionary.checkbox(
        words.WHERE, choices=choices, validate=_at_least_one, instruction=words.HOW_TO_CHOOSE
    )
    kinds = _answer(question)
    kept = [one for one in known if one.kind in kinds]
    new = [kind for kind in kinds if all(one.kind != kind for one in kept)]
    chosen = [
        *kept,
        *(LOCAL_DESTINATION if kind != OTLP else Destination(OTLP, OTLP) for kind in new),
    ]
    return tuple(_address(one) if one.kind == OTLP else one for one in chosen)


def _address(destination: Destination) -> Destination:
    import questionary

    default = destination.endpoint or DEFAULT_ENDPOINT
    endpoint = _answer(questionary.text(words.ENDPOINT, default=default, validate=_is_address))
    variable = _answer(
        questionary.text(words.KEY, default=destination.api_key_env, validate=_is_variable)
    )
    return replace(destination, endpoint=endpoint_url(endpoint), api_key_env=variable)


def _capture(today: Settings) -> CaptureMode:
    chosen = _select(words.CAPTURE, words.CAPTURE_MODES, today.capture.mode.name)
    return CaptureMode[chosen]


def _trust() -> TrustChoice:
    return TrustChoice(_select(words.TRUST, words.TRUST_CHOICES, TrustChoice.this_hook.value))


def _select(question: str, texts: dict[str, str], default: str) -> str:
    import questionary

    choices = [questionary.Choice(text, value=value) for value, text in texts.items()]
    return str(_answer(questionary.select(question, choices=choices, default=default)))


def _answer(question: questionary.Question) -> Any:
    try:
        return question.unsafe_ask()
    except EOFError:
        raise KeyboardInterrupt from None


def _at_least_one(chosen: Sequence[str]) -> bool | str:
    return bool(chosen) or words.AT_LEAST_ONE


def _is_address(text: str) -> bool | str:
    try:
        endpoint_url(text)
    except UsageError as error:
        return error.message
    return True


def _is_variable(text: str) -> bool | str:
    return not text or text.isidentifier() or words.NOT_A_VARIABLE
