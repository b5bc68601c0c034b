"""The words of `setup`'s flags to an intent, on top of today's settings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from urllib.parse import urlsplit

from codexctl.codex.features import HOOKS, canonical
from codexctl.edit.intent import (
    LOCAL_DESTINATION,
    RESOURCE_KEYS,
    Intent,
    TrustChoice,
    destinations_today,
)
from codexctl.errors import UsageError
from codexctl.settings.capture import CATEGORIES, CaptureMode
from codexctl.settings.model import LOCAL, OTLP, Destination, Settings

NOTHING = "none"
TRACES_PATH = "/v1/traces"
_SECRET = re.compile(r"authori[sz]ation|api.?key|token|secret|password|cookie", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Flags:
    """What stood on the command line, as words; empty where nothing was said."""

    destination: tuple[str, ...] = ()
    endpoint: str = ""
    header: tuple[str, ...] = ()
    api_key_env: str = ""
    project: str = ""
    workspace: str = ""
    environment: str = ""
    agent_id: str = ""
    capture: str = ""
    exclude: tuple[str, ...] = ()
    trust: str = ""
    feature: tuple[str, ...] = ()

    @property
    def decide(self) -> bool:
        """Whether any of them decides something, so that nobody has to be asked."""
        return any(getattr(self, field.name) for field in fields(self))


def intent_from(flags: Flags, today: Settings, project: Path | None = None) -> Intent:
    """Make the intent; `project` is the root of the repository for `--scope project`.

    Raises UsageError where the words do not fit together.
    """
    return Intent(
        destinations=_destinations(flags, today),
        capture=CaptureMode[flags.capture] if flags.capture else None,
        exclude=_exclude(flags.exclude),
        resource=tuple(
            (key, getattr(flags, word))
            for word, key in RESOURCE_KEYS.items()
            if getattr(flags, word)
        ),
        trust=TrustChoice(flags.trust or TrustChoice.this_hook),
        features=tuple(dict(map(_feature, flags.feature)).items()),
        project=project,
    )


def endpoint_url(text: str) -> str:
    """Complete an address as a person writes it: without a path it means the usual one.

    Raises UsageError for what is no http(s) address.
    """
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(
            f"{text!r} is no http:// or https:// address", "for example http://localhost:4318"
        )
    return text if parts.path.strip("/") else parts._replace(path=TRACES_PATH).geturl()


def _destinations(flags: Flags, today: Settings) -> tuple[Destination, ...]:
    """Find where traces shall go: what was named, else as today; the address belongs to `otlp`."""
    chosen = destinations_today(today)
    if flags.destination:
        chosen = tuple(_named(name, today) for name in dict.fromkeys(flags.destination))
    for_otlp = {
        "--endpoint": flags.endpoint,
        "--header": flags.header,
        "--api-key-env": flags.api_key_env,
    }
    said = [name for name, value in for_otlp.items() if value]
    if said and not any(one.kind == OTLP for one in chosen):
        raise UsageError(f"{said[0]} belongs to an OTLP destination", "add --destination otlp")
    return tuple(_addressed(one, flags) if one.kind == OTLP else one for one in chosen)


def _named(name: str, today: Settings) -> Destination:
    known = today.destination(name)
    if known:
        return known
    return LOCAL_DESTINATION if name == LOCAL else Destination(name, OTLP)


def _addressed(destination: Destination, flags: Flags) -> Destination:
    if flags.endpoint:
        destination = replace(destination, endpoint=endpoint_url(flags.endpoint))
    if flags.header:
        destination = replace(destination, headers=tuple(_headers(flags.header)))
    if flags.api_key_env:
        destination = replace(destination, api_key_env=flags.api_key_env)
    if not destination.endpoint:
        hint = f"add --endpoint, for example http://localhost:4318{TRACES_PATH}"
        raise UsageError(f"--destination {destination.name} needs an address", hint)
    return destination


def _headers(words: Iterable[str]) -> Iterable[tuple[str, str]]:
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise UsageError(f"--header {name}: needs a value", "write --header NAME=VALUE")
        if _SECRET.search(name):
            raise UsageError(
                f"--header {name}: a secret does not belong on a command line",
                "put it into a variable and name that: --api-key-env NAME",
            )
        yield name, value


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


def _feature(word: str) -> tuple[str, bool]:
    name, _, value = word.partition("=")
    if value not in ("on", "off") or not name:
        raise UsageError(f"--feature {word}: not understood", "write --feature hooks=on")
    if canonical(name) == HOOKS and value == "off":
        raise UsageError("--feature hooks=off would silence the hook that setup installs")
    return canonical(name), value == "on"
