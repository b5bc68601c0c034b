"""How much content a span may hold: modes, categories, and how the strictest one is found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum

CATEGORIES = frozenset(
    {
        "prompts",
        "responses",
        "reasoning",
        "tool_arguments",
        "tool_results",
        "instructions",
        "paths",
    }
)


# Ordered, so that the strictest of several is their minimum.
class CaptureMode(IntEnum):
    """From the least content to the most; a smaller value is stricter."""

    metadata = 0
    redacted = 1
    full = 2


DEFAULT_MODE = CaptureMode.redacted


class Voice(Enum):
    """Who may say what is captured; its value is the word for people and backends."""

    default = "default"
    policy = "policy"
    environment = "environment"
    settings = "settings"
    invalid_settings = "invalid settings"
    option = "--capture"
    destination = "destination"
    tracer = "tracer"


@dataclass(frozen=True, slots=True)
class Source:
    """Who said it; `name` says it more exactly than the voice: a destination, a tracer, a file."""

    voice: Voice
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.voice.value


@dataclass(frozen=True, slots=True)
class CaptureLimits:
    """One voice on what may be captured: the mode, the categories left out, and who says so."""

    mode: CaptureMode
    exclude: frozenset[str] = frozenset()
    source: Source = Source(Voice.default)


DEFAULT_LIMITS = CaptureLimits(DEFAULT_MODE)


def strictest(limits: Iterable[CaptureLimits]) -> CaptureLimits:
    """Combine what policy, settings and environment say; nobody can loosen what another set.

    The source is that of the first limit with the strictest mode. Without any limit the
    default mode holds.
    """
    voices = tuple(limits) or (DEFAULT_LIMITS,)
    mode = min(limit.mode for limit in voices)
    source = next(limit.source for limit in voices if limit.mode == mode)
    return CaptureLimits(mode, frozenset().union(*(limit.exclude for limit in voices)), source)


def limits_from_words(mode: str, exclude: Iterable[str], source: Source) -> CaptureLimits:
    """Read a mode and categories as people write them.

    A word that is not known can only have been meant to tighten, so it counts as the strictest
    reading: an unknown mode is `metadata`, an unknown category excludes every category.

    `source` is who says it. Never raises: what cannot be read tightens.
    """
    categories = frozenset(exclude)
    if mode not in CaptureMode.__members__:
        return CaptureLimits(CaptureMode.metadata, categories & CATEGORIES, source)
    if not categories <= CATEGORIES:
        categories = CATEGORIES
    return CaptureLimits(CaptureMode[mode], categories, source)


ENV_CAPTURE = "CODEXCTL_CAPTURE"
ENV_EXCLUDE = "CODEXCTL_EXCLUDE"
# What users of weave-codex have set; there it switches content off, and so it does here.
ENV_WEAVE = "WEAVE_CODEX_CAPTURE_CONTENT"
ON = ("1", "true", "yes", "on")
OFF = ("0", "false", "no", "off")


def limits_from_environment(environ: Mapping[str, str]) -> CaptureLimits | None:
    """Read CODEXCTL_CAPTURE, CODEXCTL_EXCLUDE (comma-separated) and WEAVE_CODEX_CAPTURE_CONTENT.

    None when none of them says anything.
    """
    mode, exclude = environ.get(ENV_CAPTURE), environ.get(ENV_EXCLUDE)
    # A word that is none here can only have been meant to switch content off, as elsewhere.
    if environ.get(ENV_WEAVE, "").strip().lower() not in ("", *ON):
        mode = CaptureMode.metadata.name
    if not mode and not exclude:
        return None
    words = [word.strip() for word in (exclude or "").split(",") if word.strip()]
    # Categories alone say nothing of the mode: the loosest one leaves that to the other voices.
    return limits_from_words(mode or CaptureMode.full.name, words, Source(Voice.environment))


def unknown_in_environment(environ: Mapping[str, str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What is no mode or category in these variables, by their names, with what would be one.

    Such a word counts as the strictest reading (`limits_from_words`), silently inside Codex; a
    person is told about it.
    """
    modes, categories = tuple(CaptureMode.__members__), tuple(sorted(CATEGORIES))
    mode = environ.get(ENV_CAPTURE) or ""
    words = [word.strip() for word in environ.get(ENV_EXCLUDE, "").split(",")]
    bad = next((word for word in words if word and word not in categories), "")
    found = {ENV_CAPTURE: ("" if mode in modes else mode, modes), ENV_EXCLUDE: (bad, categories)}
    return {name: said for name, said in found.items() if said[0]}
