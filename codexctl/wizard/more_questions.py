"""What most people need not be asked: each starts from today's settings, and Enter keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from codexctl.edit.intent.from_flags import NO_BOUND, feature_words, keep_from
from codexctl.edit.intent.wanted import RESOURCE_KEYS
from codexctl.errors import UsageError
from codexctl.settings.capture import CaptureMode
from codexctl.settings.model import KEEP_ALL, LOCAL, OTLP, Destination, Keep, Settings
from codexctl.wizard import prompts, words
from codexctl.wizard.offers import EVERYTHING, Offers

SAME = "same"


@dataclass(frozen=True, slots=True)
class More:
    """The answers, as an intent holds them; `exclude` is None where it was not asked."""

    destinations: tuple[Destination, ...]
    exclude: frozenset[str] | None = None
    resource: tuple[tuple[str, str], ...] = ()
    features: tuple[tuple[str, bool], ...] = ()
    keep: Keep | None = None


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
        chosen = tuple(_ask_capture(one, mode) for one in chosen)
    resource, features = _ask_resource(today), _ask_features(offers)
    keep = _ask_keep(today.keep) if any(one.kind == LOCAL for one in chosen) else None
    return More(chosen, exclude, resource, features, keep)


def _ask_capture(one: Destination, mode: CaptureMode) -> Destination:
    """Ask whether a remote destination is to get less than the others."""
    if one.kind != OTLP:
        return one
    less = {name: text for name, text in words.CAPTURE_MODES.items() if CaptureMode[name] < mode}
    texts = {SAME: words.CAPTURE_SAME, **less}
    now = one.capture.name if one.capture is not None else SAME
    default = now if now in texts else SAME
    said = prompts.select(words.CAPTURE_FOR.format(name=one.name), texts, default)
    return replace(one, capture=None if said == SAME else CaptureMode[said])


def _ask_keep(today: Keep) -> Keep | None:
    """Ask how much the local store keeps."""
    days = prompts.text(words.KEEP_DAYS, str(today.days or NO_BOUND), _is_bound)
    mb = prompts.text(words.KEEP_MB, str(today.max_mb or NO_BOUND), _is_bound)
    return keep_from(days or NO_BOUND, mb or NO_BOUND, today)


def _is_bound(said: str) -> bool | str:
    try:
        keep_from(said.strip(), "", KEEP_ALL)
    except UsageError:
        return words.A_BOUND
    return True


def _ask_resource(today: Settings) -> tuple[tuple[str, str], ...]:
    """Ask for the labels of all traces; gives those that changed, emptied ones included."""
    known, said = dict(today.resource), {}
    for word, question in words.LABELS.items():
        key = RESOURCE_KEYS[word]
        value = prompts.text(question, known.get(key, ""))
        if value != known.get(key, ""):
            said[key] = value
    return tuple(said.items())


def _ask_features(offers: Offers) -> tuple[tuple[str, bool], ...]:
    def valid(said: str) -> bool | str:
        try:
            found = feature_words(said.replace(",", " ").split())
        except UsageError as error:
            return error.message
        return next(filter(None, (offers.feature(name) for name, _ in found)), True)

    return feature_words(prompts.text(words.FEATURES, "", valid).replace(",", " ").split())
