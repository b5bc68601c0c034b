"""How much content a span may contain: modes, categories, and the strictest of several limits."""

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
    """How much content is captured, from the least to the most; a smaller value is stricter."""

    metadata = 0
    redacted = 1
    full = 2


DEFAULT_MODE = CaptureMode.redacted


class Voice(Enum):
    """A source of a capture limit; the value is its name for people and backends."""

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
    """Where a limit comes from; `name` is the destination, tracer or file, if there is one."""

    voice: Voice
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.voice.value


@dataclass(frozen=True, slots=True)
class CaptureLimits:
    """The limits of one voice: the mode, the categories to leave out, and the source."""

    mode: CaptureMode
    exclude: frozenset[str] = frozenset()
    source: Source = Source(Voice.default)


DEFAULT_LIMITS = CaptureLimits(DEFAULT_MODE)


def strictest(limits: Iterable[CaptureLimits]) -> CaptureLimits:
    """Combine the limits of several voices; none can allow more than another does.

    The source is that of the first limit with the strictest mode. Without any limit, the result is
    the default mode.
    """
    voices = tuple(limits) or (DEFAULT_LIMITS,)
    mode = min(limit.mode for limit in voices)
    source = next(limit.source for limit in voices if limit.mode == mode)
    return CaptureLimits(mode, frozenset().union(*(limit.exclude for limit in voices)), source)


def limits_from_words(mode: str, exclude: Iterable[str], source: Source) -> CaptureLimits:
    """Read a mode and categories as people write them.

    An unknown word counts as the strictest value, because it may have been meant to be strict: an
    unknown mode is `metadata`, an unknown category excludes every category.

    `source` is where the words come from. Never raises.
    """
    categories = frozenset(exclude)
    if mode not in CaptureMode.__members__:
        return CaptureLimits(CaptureMode.metadata, categories & CATEGORIES, source)
    if not categories <= CATEGORIES:
        categories = CATEGORIES
    return CaptureLimits(CaptureMode[mode], categories, source)


ENV_CAPTURE = "CODEXCTL_CAPTURE"
ENV_EXCLUDE = "CODEXCTL_EXCLUDE"
# A variable of weave-codex, which switches content off there and here.
ENV_WEAVE = "WEAVE_CODEX_CAPTURE_CONTENT"
ON = ("1", "true", "yes", "on")
OFF = ("0", "false", "no", "off")


def limits_from_environment(environ: Mapping[str, str]) -> CaptureLimits | None:
    """Read CODEXCTL_CAPTURE, CODEXCTL_EXCLUDE (comma-separated) and WEAVE_CODEX_CAPTURE_CONTENT.

    Returns None if none of them is set.
    """
    mode, exclude = environ.get(ENV_CAPTURE), environ.get(ENV_EXCLUDE)
    # An unknown word also switches content off, as in `limits_from_words`.
    if environ.get(ENV_WEAVE, "").strip().lower() not in ("", *ON):
        mode = CaptureMode.metadata.name
    if not mode and not exclude:
        return None
    words = [word.strip() for word in (exclude or "").split(",") if word.strip()]
    # If only categories are set, the mode must not change the result: `full` limits nothing.
    return limits_from_words(mode or CaptureMode.full.name, words, Source(Voice.environment))


def unknown_in_environment(environ: Mapping[str, str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Map these variables to an unknown word in them, and to the valid words.

    Variables without an unknown word are left out. Inside Codex such a word is silently treated as
    the strictest value (`limits_from_words`); this is for telling a person.
    """
    modes, categories = tuple(CaptureMode.__members__), tuple(sorted(CATEGORIES))
    mode = environ.get(ENV_CAPTURE) or ""
    words = [word.strip() for word in environ.get(ENV_EXCLUDE, "").split(",")]
    bad = next((word for word in words if word and word not in categories), "")
    found = {ENV_CAPTURE: ("" if mode in modes else mode, modes), ENV_EXCLUDE: (bad, categories)}
    return {name: said for name, said in found.items() if said[0]}
