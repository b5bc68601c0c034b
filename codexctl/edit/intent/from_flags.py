"""The words of `setup`'s flags to an intent, on top of today's settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from codexctl.codex.config.features import HOOKS, canonical
from codexctl.edit.intent.destination_flags import addressee, destinations
from codexctl.edit.intent.flags import Flags
from codexctl.edit.intent.setting_words import value_from
from codexctl.edit.intent.wanted import Intent, Trigger, TrustChoice
from codexctl.errors import UsageError
from codexctl.settings.capture import CATEGORIES, CaptureMode
from codexctl.settings.fields import FIELDS
from codexctl.settings.labels import LABELS, wrong_label
from codexctl.settings.model import Settings

NOTHING = "none"


def intent_from(
    flags: Flags,
    today: Settings,
    project: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Intent:
    """Make the intent; `project` is the root of the repository for `--scope project`.

    `environ` is where presets find what their users have set already. Raises UsageError where
    the words do not fit together.
    """
    wanted = destinations(flags, today, environ or {}, project)
    # A project that is said for one destination says nothing about the others.
    project_of_all = next((p for p in flags.project if not addressee(p, wanted)), "")
    words = {**flags.labels, "project": project_of_all}
    for name, word in words.items():
        if wrong := wrong_label(word):
            raise UsageError(f"--{name.replace('_', '-')}: it {wrong}", "write plain text")
    return Intent(
        destinations=wanted,
        capture=CaptureMode[flags.capture] if flags.capture else None,
        exclude=_exclude(flags.exclude),
        resource=tuple(
            (label.attribute, words[name]) for name, label in LABELS.items() if words.get(name)
        ),
        trigger=Trigger(flags.trigger or Trigger.auto),
        trust=TrustChoice(flags.trust or TrustChoice.this_hook),
        features=feature_words(flags.feature),
        settings={place: value_from(FIELDS[place], word) for place, word in flags.settings.items()},
        project=project,
    )


def _exclude(words: tuple[str, ...]) -> frozenset[str] | None:
    if not words:
        return None
    categories = frozenset(words) - {NOTHING}
    unknown = categories - CATEGORIES
    if unknown:
        known = ", ".join(sorted(CATEGORIES))
        raise UsageError(
            f"--exclude {', '.join(sorted(unknown))}: not a category", f"one of {known}"
        )
    return categories


def feature_words(words: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Read `name=on` and `name=off`, to Codex's names. Raises UsageError."""
    return tuple(dict(map(_feature, words)).items())


def _feature(word: str) -> tuple[str, bool]:
    name, _, value = word.partition("=")
    if value not in ("on", "off") or not name:
        raise UsageError(f"--feature {word}: not understood", "write --feature hooks=on")
    if canonical(name) == HOOKS and value == "off":
        raise UsageError("--feature hooks=off would silence the hook that setup installs")
    return canonical(name), value == "on"
