"""The words of `setup`'s flags to an intent, on top of today's settings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from codexctl.codex.config.features import HOOKS, canonical
from codexctl.edit.intent.destination_flags import addressee, destinations
from codexctl.edit.intent.flags import Flags
from codexctl.edit.intent.wanted import RESOURCE_KEYS, Intent, Trigger, TrustChoice
from codexctl.errors import UsageError
from codexctl.settings.capture import CATEGORIES, CaptureMode
from codexctl.settings.model import MAX_QUIET_S, Delivery, Keep, Settings, TraceParentUse

NOTHING = "none"
NO_BOUND = "all"
_SECONDS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?")
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


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
    wanted = destinations(flags, today, environ or {})
    words = {key: getattr(flags, key) for key in RESOURCE_KEYS if key != "project"}
    # A project that is said for one destination says nothing about the others.
    words["project"] = next((p for p in flags.project if not addressee(p, wanted)), "")
    return Intent(
        destinations=wanted,
        capture=CaptureMode[flags.capture] if flags.capture else None,
        exclude=_exclude(flags.exclude),
        resource=tuple((key, words[word]) for word, key in RESOURCE_KEYS.items() if words[word]),
        trigger=Trigger(flags.trigger or Trigger.auto),
        trust=TrustChoice(flags.trust or TrustChoice.this_hook),
        features=feature_words(flags.feature),
        auto_sync=flags.auto_sync,
        traceparent=TraceParentUse(flags.traceparent) if flags.traceparent else None,
        keep=keep_from(flags.keep_days, flags.keep_mb, today.keep),
        delivery=_delivery(flags, today.delivery),
        project=project,
    )


def _delivery(flags: Flags, today: Delivery) -> Delivery | None:
    """How turns are to be delivered; None where nothing was said. Raises UsageError."""
    quiet, unseen = flags.quiet_seconds, flags.unseen_quiet_seconds
    wanted = Delivery(
        seconds("--quiet-seconds", quiet) if quiet else today.quiet_s,
        seconds("--unseen-quiet-seconds", unseen) if unseen else today.unseen_quiet_s,
        today.debug if flags.debug is None else flags.debug,
    )
    return wanted if quiet or unseen or flags.debug is not None else None


def seconds(flag: str, word: str) -> float:
    """Read a quiet time. Raises UsageError."""
    if not _SECONDS.fullmatch(word) or float(word) > MAX_QUIET_S:
        raise UsageError(f"{flag} {word}: not understood", f"write {flag} 5")
    return float(word)


def keep_from(days: str, mb: str, today: Keep) -> Keep | None:
    """How much the local store is to keep; None where nothing was said. Raises UsageError."""
    if not days and not mb:
        return None
    return Keep(
        _bound("--keep-days", days) if days else today.days,
        _bound("--keep-mb", mb) if mb else today.max_mb,
    )


def _bound(flag: str, word: str) -> int | None:
    if word == NO_BOUND:
        return None
    if not _NUMBER.fullmatch(word):
        raise UsageError(f"{flag} {word}: not understood", f"write {flag} 90, or {flag} {NO_BOUND}")
    return int(word)


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
