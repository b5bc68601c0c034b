"""What weave-codex and Staso were told, read from their own files, in terms of our settings.

weave-codex: ~/.weave-codex/settings.json. Staso 0.5: variables in its hook's command, else
~/.staso/profiles.json (the active profile) and ~/.staso/credentials.json.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from codexctl.codex.callers.other_tracers import Tracer
from codexctl.document import bounded_json
from codexctl.edit.intent.wanted import RESOURCE_KEYS, Intent, destinations_today
from codexctl.safe_read import read_text
from codexctl.settings.capture import (
    CATEGORIES,
    ON,
    CaptureLimits,
    CaptureMode,
    Source,
    Voice,
    strictest,
)
from codexctl.settings.destinations.address import of_base
from codexctl.settings.destinations.presets import presets
from codexctl.settings.model import OTLP, Destination, Settings

WEAVE = "weave"
_NO_LIMIT = CaptureLimits(CaptureMode.full)
# What each of Staso's switches leaves out, as our categories; in doubt, more.
_STASO_SWITCHES = {
    "request": {"prompts"},
    "messages": {"prompts", "responses", "reasoning"},
    "system_prompt": {"instructions"},
    "tool_schema": {"instructions"},
    "tool_arguments": {"tool_arguments"},
    "output": {"responses", "reasoning", "tool_results"},
}


@dataclass(frozen=True, slots=True)
class Theirs:
    """One system's settings; `problem` says what could not be read, and then less is captured.

    `capture` is what they let out at most; `resource` are labels by our attribute names.
    """

    tracer: Tracer
    key: str = field(default="", repr=False)
    project: str = ""
    base_url: str = ""
    capture: CaptureLimits = _NO_LIMIT
    debug: bool = False
    resource: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def read_theirs(tracer: Tracer, home: Path, environ: Mapping[str, str]) -> Theirs:
    """Read the settings of another tracer from the person's home folder.

    `environ` holds the variables that the tracer's hook command sets. They take precedence over its
    files, as they do in that tracer.
    """
    if tracer is Tracer.weave_codex:
        return _weave_codex(home / ".weave-codex" / "settings.json", environ)
    return _staso(home / ".staso", environ)


def adopted(today: Settings, theirs: Theirs) -> Settings:
    """Today's settings with theirs wherever nothing was said yet; less content wins.

    `today` is what settings.toml says; a label that is set there stays.
    """
    named = dict(theirs.resource) | dict(today.resource)
    return replace(
        today,
        capture=strictest((today.capture, theirs.capture)),
        destinations=_destinations(today, theirs),
        resource=tuple(named.items()),
        values={**today.values, **({"deliver.debug": True} if theirs.debug else {})},
    )


def with_theirs(intent: Intent, today: Settings, start: Settings) -> Intent:
    """The intent with what was taken over written down, where it says nothing itself.

    `today` is what settings.toml says, `start` the same with theirs.
    """
    said = dict(intent.resource)
    labels = {key: value for key, value in start.resource if (key, value) not in today.resource}
    exclude = start.capture.exclude if start.capture.exclude != today.capture.exclude else None
    mode = start.capture.mode if start.capture.mode != today.capture.mode else None
    settings = {
        place: value for place, value in start.values.items() if value != today.value(place)
    }
    return replace(
        intent,
        capture=mode if intent.capture is None else intent.capture,
        exclude=exclude if intent.exclude is None else intent.exclude,
        resource=tuple((labels | said).items()),
        settings={**settings, **intent.settings},
    )


def _destinations(today: Settings, theirs: Theirs) -> tuple[Destination, ...]:
    if theirs.tracer is not Tracer.weave_codex:
        return today.destinations
    known = destinations_today(today)
    old = next((destination for destination in known if destination.preset == WEAVE), None)
    preset = presets()[WEAVE]
    endpoint = of_base(theirs.base_url, preset) if theirs.base_url else ""
    endpoint = "" if endpoint == preset.endpoint else endpoint
    if old is None:
        if not (theirs.project or theirs.key):
            return today.destinations
        new = Destination(WEAVE, OTLP, preset=WEAVE, project=theirs.project, endpoint=endpoint)
        return (*known, new)
    filled = replace(old, project=old.project or theirs.project, endpoint=old.endpoint or endpoint)
    return tuple(filled if destination is old else destination for destination in known)


def _weave_codex(path: Path, environ: Mapping[str, str]) -> Theirs:
    data, problem = _object(path)
    capture = environ.get("WEAVE_CODEX_CAPTURE_CONTENT", data.get("capture_content", True))
    source = Source(Voice.tracer, Tracer.weave_codex.value)
    # Settings that cannot be read may forbid capturing anything.
    mode = CaptureMode.metadata if problem or _is_off(capture) else CaptureMode.full
    debug = environ.get("WEAVE_CODEX_DEBUG", data.get("debug", False))
    return Theirs(
        Tracer.weave_codex,
        key=environ.get("WANDB_API_KEY") or _text(data, "wandb_api_key"),
        project=environ.get("WEAVE_PROJECT") or _text(data, "weave_project"),
        base_url=environ.get("WANDB_BASE_URL") or _text(data, "wandb_base_url"),
        capture=CaptureLimits(mode, source=source),
        debug=bool(debug) and not _is_off(debug),
        problem=problem,
    )


def _staso(folder: Path, environ: Mapping[str, str]) -> Theirs:
    registry, problem = _object(folder / "profiles.json")
    keys, no_keys = _object(folder / "credentials.json")
    profiles = registry.get("profiles")
    chosen = environ.get("STASO_PROFILE") or _text(registry, "active_profile") or "default"
    profile = profiles.get(chosen, {}) if isinstance(profiles, dict) else {}
    profile = profile if isinstance(profile, dict) else {}
    wanted = environ.get("STASO_CREDENTIAL_ID") or _text(profile, "credential_id")
    # If there are several keys, none is chosen: it could belong to another workspace.
    only = next(iter(keys)) if len(keys) == 1 else ""
    labels = {
        "workspace": ("STASO_WORKSPACE_SLUG", "STASO_WORKSPACE", "workspace_slug", "workspace"),
        "environment": ("STASO_ENVIRONMENT", "environment"),
        "agent_id": ("STASO_AGENT_ID", "STASO_AGENT_NAME", "agent_id", "agent_name"),
    }
    both = {**{key: value for key, value in profile.items() if isinstance(value, str)}, **environ}
    found = {
        RESOURCE_KEYS[word]: next((both[name] for name in names if both.get(name)), "")
        for word, names in labels.items()
    }
    left_out: set[str] = set(CATEGORIES) if problem else set()
    for switch, categories in _STASO_SWITCHES.items():
        said = environ.get(f"STASO_CAPTURE_{switch.upper()}", profile.get(f"capture_{switch}"))
        left_out |= categories if said is not None and _is_off(said) else set()
    source = Source(Voice.tracer, Tracer.staso.value)
    return Theirs(
        Tracer.staso,
        key=environ.get("STASO_API_KEY") or _text(keys, wanted or only),
        capture=CaptureLimits(CaptureMode.full, frozenset(left_out), source),
        resource=tuple((key, value) for key, value in found.items() if value),
        problem=problem or no_keys,
    )


def _is_off(value: Any) -> bool:
    """Whether a switch is off; what is no clear yes is."""
    if isinstance(value, str):
        return value.strip().lower() not in ON
    return value is not True and value != 1


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return value.strip() if isinstance(value, str) else ""


def _object(path: Path) -> tuple[dict[str, Any], str]:
    """A JSON object and "", or nothing and what is wrong with the file."""
    try:
        data = bounded_json.loads(read_text(path))
    except FileNotFoundError:
        return {}, ""
    except (OSError, ValueError):
        return {}, f"{path} cannot be read"
    return (data, "") if isinstance(data, dict) else ({}, f"{path} contains no settings")
