"""What most people need not be asked: each starts from today's settings, and Enter keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from codexctl.edit.intent.from_flags import feature_words
from codexctl.errors import UsageError
from codexctl.settings.capture import CaptureMode
from codexctl.settings.kinds import Asked
from codexctl.settings.labels import LABELS
from codexctl.settings.model import LOCAL, OTLP, Destination, Settings
from codexctl.wizard import prompts, words
from codexctl.wizard.offers import EVERYTHING, Offers
from codexctl.wizard.setting_questions import STORE, ask_settings

SAME = "same"


@dataclass(frozen=True, slots=True)
class More:
    """The answers, as an intent holds them; `exclude` is None where it was not asked."""

    destinations: tuple[Destination, ...]
    exclude: frozenset[str] | None = None
    resource: tuple[tuple[str, str], ...] = ()
    features: tuple[tuple[str, bool], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


def ask_more(
    today: Settings,
    mode: CaptureMode,
    destinations: Sequence[Destination],
    offers: Offers = EVERYTHING,
) -> More:
    """Ask for the rest, if it is wanted; `mode` is what was chosen for all of `destinations`."""
    chosen = tuple(destinations)
    if not prompts.confirm(words.MORE, default=False):
        return More(chosen)
    exclude = None
    if mode > CaptureMode.metadata:
        left_out = sorted(today.capture.exclude)
        exclude = frozenset(
            prompts.several(words.EXCLUDE, words.CATEGORIES, left_out, words.HOW_TO_LEAVE_OUT)
        )
        chosen = tuple(_ask_capture(destination, mode) for destination in chosen)
    resource, features = _ask_resource(today), _ask_features(offers)
    is_local = any(destination.kind == LOCAL for destination in chosen)
    settings = ask_settings(today, Asked.more, skipped="" if is_local else STORE)
    return More(chosen, exclude, resource, features, settings)


def _ask_capture(destination: Destination, mode: CaptureMode) -> Destination:
    """Ask whether a remote destination is to get less than the others."""
    if destination.kind != OTLP:
        return destination
    less = {name: text for name, text in words.CAPTURE_MODES.items() if CaptureMode[name] < mode}
    texts = {SAME: words.CAPTURE_SAME, **less}
    now = destination.capture.name if destination.capture is not None else SAME
    default = now if now in texts else SAME
    said = prompts.select(words.CAPTURE_FOR.format(name=destination.name), texts, default)
    return replace(destination, capture=None if said == SAME else CaptureMode[said])


def _ask_resource(today: Settings) -> tuple[tuple[str, str], ...]:
    """Ask for the labels of all traces; gives those that changed, emptied ones included."""
    known, said = dict(today.resource), {}
    for label in LABELS.values():
        value = prompts.text(label.question, known.get(label.attribute, ""))
        if value != known.get(label.attribute, ""):
            said[label.attribute] = value
    return tuple(said.items())


def _ask_features(offers: Offers) -> tuple[tuple[str, bool], ...]:
    def valid(said: str) -> bool | str:
        try:
            found = feature_words(said.replace(",", " ").split())
        except UsageError as error:
            return error.message
        return next(filter(None, (offers.feature(name) for name, _ in found)), True)

    return feature_words(prompts.text(words.FEATURES, "", valid).replace(",", " ").split())
