"""Optional questions, which most people skip; Enter keeps today's setting."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from codexctl.edit.intent.destination_values import header
from codexctl.edit.intent.from_flags import feature_words
from codexctl.errors import UsageError
from codexctl.settings.capture import CaptureMode
from codexctl.settings.kinds import Asked
from codexctl.settings.labels import LABELS, wrong_label
from codexctl.settings.model import LOCAL, OTLP, Destination, Settings
from codexctl.wizard import words
from codexctl.wizard.interview import Interview
from codexctl.wizard.offers import EVERYTHING, Offers
from codexctl.wizard.setting_questions import STORE, ask_settings

SAME = "same"


@dataclass(frozen=True, slots=True)
class More:
    """The answers, as in an intent; `exclude` is None if it was not asked."""

    destinations: tuple[Destination, ...]
    exclude: frozenset[str] | None = None
    resource: tuple[tuple[str, str], ...] = ()
    features: tuple[tuple[str, bool], ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)


def ask_more(
    talk: Interview,
    today: Settings,
    mode: CaptureMode,
    destinations: Sequence[Destination],
    offers: Offers = EVERYTHING,
) -> More:
    """Ask the optional questions, if wanted; `mode` was chosen for all of `destinations`."""
    chosen = tuple(destinations)
    if not talk.confirm("more", words.MORE, default=False, title=words.MORE_TITLE):
        return More(chosen)
    exclude = None
    if mode > CaptureMode.metadata:
        left_out = sorted(today.capture.exclude)
        texts, title = words.CATEGORIES, words.EXCLUDE_TITLE
        exclude = frozenset(talk.several("exclude", words.EXCLUDE, texts, left_out, title=title))
        chosen = tuple(_ask_capture(talk, destination, mode) for destination in chosen)
    resource, features = _ask_resource(talk, today), _ask_features(talk, offers)
    is_local = any(destination.kind == LOCAL for destination in chosen)
    skipped = "" if is_local else STORE
    settings = ask_settings(talk, today, Asked.more, offers, skipped)
    chosen = tuple(_ask_headers(talk, destination) for destination in chosen)
    return More(chosen, exclude, resource, features, settings)


def _ask_headers(talk: Interview, destination: Destination) -> Destination:
    """Ask which headers to send to a server without a preset."""
    if destination.kind != OTLP or destination.preset:
        return destination
    name = destination.name
    question, title = words.HEADERS.format(name=name), words.ITS_HEADERS.format(name=name)
    before = shlex.join("=".join(pair) for pair in destination.headers)
    said = talk.line(f"{name}.headers", question, before, _are_headers, title=title)
    return replace(destination, headers=tuple(dict(map(header, shlex.split(said))).items()))


def _are_headers(said: str) -> bool | str:
    try:
        for word in shlex.split(said):
            header(word)
    except ValueError:
        return words.QUOTE_OPEN
    except UsageError as error:
        return error.message.removeprefix("--header ")
    return True


def _ask_capture(talk: Interview, destination: Destination, mode: CaptureMode) -> Destination:
    """Ask whether a remote destination should get less than the others."""
    if destination.kind != OTLP:
        return destination
    less = {name: text for name, text in words.CAPTURE_MODES.items() if CaptureMode[name] < mode}
    texts = {SAME: words.CAPTURE_SAME, **less}
    now = destination.capture.name if destination.capture is not None else SAME
    default = now if now in texts else SAME
    name = destination.name
    text, title = words.CAPTURE_FOR.format(name=name), words.ITS_CONTENT.format(name=name)
    said = talk.one(f"{name}.capture", text, texts, default, title=title)
    return replace(destination, capture=None if said == SAME else CaptureMode[said])


def _ask_resource(talk: Interview, today: Settings) -> tuple[tuple[str, str], ...]:
    """Ask for the labels of all traces; returns those that changed, including emptied ones."""
    known, said = dict(today.resource), {}
    for name, label in LABELS.items():
        before, title = known.get(label.attribute, ""), label.title or name
        value = talk.line(f"label.{name}", label.question, before, _is_label, title=title)
        if value != before:
            said[label.attribute] = value
    return tuple(said.items())


def _is_label(said: str) -> bool | str:
    return wrong_label(said.strip()) or True


def _ask_features(talk: Interview, offers: Offers) -> tuple[tuple[str, bool], ...]:
    def valid(said: str) -> bool | str:
        try:
            found = feature_words(said.replace(",", " ").split())
        except UsageError as error:
            said_wrong = error.message.removeprefix("--feature ")
            return f"{said_wrong}; {words.FEATURE_FORM}" if "=" not in said else said_wrong
        return next(filter(None, (offers.feature(name) for name, _ in found)), True)

    said = talk.line("features", words.FEATURES, "", valid, title=words.FEATURES_TITLE)
    return feature_words(said.replace(",", " ").split())
