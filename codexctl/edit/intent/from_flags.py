"""The words of `setup`'s flags to an intent, on top of today's settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from codexctl.codex.config.features import HOOKS, canonical
from codexctl.edit.intent.destination_flags import NOTHING, addressee, destinations
from codexctl.edit.intent.flags import Flags
from codexctl.edit.intent.setting_words import value_from
from codexctl.edit.intent.wanted import Intent, Trigger, TrustChoice
from codexctl.errors import UsageError
from codexctl.settings.capture import CATEGORIES, CaptureMode
from codexctl.settings.fields import FIELDS
from codexctl.settings.labels import LABELS, wrong_label
from codexctl.settings.model import Settings
from codexctl.settings.values import misfit
from codexctl.wording import did_you_mean


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
    # A project for one destination does not affect the others.
    of_all = [word for word in flags.project if not addressee(word, wanted)]
    words = {**flags.labels, **({"project": of_all[0]} if of_all else {})}
    return Intent(
        destinations=wanted,
        capture=CaptureMode[flags.capture] if flags.capture else None,
        exclude=_exclude(flags.exclude),
        resource=tuple(
            (label.attribute, label_from(name, words[name]))
            for name, label in LABELS.items()
            if name in words
        ),
        trigger=Trigger(flags.trigger or Trigger.auto),
        trust=TrustChoice(flags.trust or TrustChoice.this_hook),
        features=feature_words(flags.feature),
        settings={place: value_from(FIELDS[place], word) for place, word in flags.settings.items()},
        project=project,
    )


def label_from(name: str, word: str) -> str:
    """Read a word for a label, by the name of its flag; empty for `none`, which removes it.

    Raises UsageError for what settings.toml would reject too, and for an empty word, which is
    a variable that was not set more often than a wish.
    """
    flag = f"--{name.replace('_', '-')}"
    hint = f"write {flag} TEXT, or {flag} {NOTHING} to remove it"
    if not word.strip():
        raise UsageError(f"{flag} {word!r}: is empty", hint)
    if wrong := wrong_label(word) or misfit(FIELDS["resource"], {LABELS[name].attribute: word}):
        raise UsageError(f"{flag}: it {wrong}", hint)
    return "" if word == NOTHING else word


def _exclude(words: tuple[str, ...]) -> frozenset[str] | None:
    if not words:
        return None
    categories = frozenset(words) - {NOTHING}
    for word in sorted(categories - CATEGORIES):
        known = (*sorted(CATEGORIES), NOTHING)
        hint = did_you_mean(word, known, f"one of {', '.join(known)}")
        raise UsageError(f"--exclude {word or repr(word)}: not a category", hint)
    return categories


def feature_words(words: Iterable[str]) -> tuple[tuple[str, bool], ...]:
    """Read `name=on` and `name=off`, to Codex's names. Raises UsageError."""
    return tuple(dict(map(_feature, words)).items())


def _feature(word: str) -> tuple[str, bool]:
    name, _, value = word.partition("=")
    if value not in ("on", "off") or not name:
        what = f"--feature {word or repr(word)}: not understood"
        raise UsageError(what, f"write --feature {name or 'hooks'}=on, or =off")
    if canonical(name) == HOOKS and value == "off":
        hint = "codexctl features disable hooks"
        raise UsageError("--feature hooks=off would silence the hook that setup installs", hint)
    return canonical(name), value == "on"
