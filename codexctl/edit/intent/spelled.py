"""An intent as the flags of `setup` that say the same: what a person answered, for a script."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from typing import Any

from codexctl.edit.intent.destination_flags import NOTHING, addressee
from codexctl.edit.intent.destination_values import header
from codexctl.edit.intent.setting_words import word_for
from codexctl.edit.intent.wanted import Intent, Trigger, TrustChoice
from codexctl.errors import UsageError
from codexctl.settings.destination_fields import DESTINATION
from codexctl.settings.destinations.presets import presets
from codexctl.settings.fields import scalars
from codexctl.settings.kinds import Kind
from codexctl.settings.labels import LABELS
from codexctl.settings.model import OTLP, Destination

# Members that have no flag; they can be set only in settings.toml.
_UNSAID = ("api_key_header", "api_key_prefix", "api_key_user")
# Members whose flag has a special rule.
_OF_THEIR_OWN = (
    *("kind", "endpoint", "parameters", "headers", "project", "capture"),
    *("api_key_env", "api_key_command"),
)


def spelled(intent: Intent) -> tuple[tuple[str, ...], ...]:
    """The flags, each with its words: on a machine where nothing is set up they mean the intent.

    A label that is to go is not said, since there it is not. What no flag can say is left out, and
    `unsaid` names it.
    """
    return tuple(_flags(intent))


def unsaid(intent: Intent) -> tuple[str, ...]:
    """What of an intent no flag can say, by destination: a secret header, the form of a key."""
    found = []
    for destination in intent.destinations:
        plain = Destination(destination.name, destination.kind)
        members = [m for m in _UNSAID if getattr(destination, m) != getattr(plain, m)]
        names = [name for name, value in destination.headers if not _can_say(name, value)]
        found += [f"{destination.name}: {what}" for what in (*members, *names)]
    project = dict(intent.resource).get(LABELS["project"].attribute, "")
    if addressee(project, intent.destinations):
        found.append(f"the project {project}")
    return tuple(found)


def _flags(intent: Intent) -> Iterator[tuple[str, ...]]:
    for destination in intent.destinations:
        yield "--destination", _kind(destination)
    labels = {name: dict(intent.resource).get(row.attribute, "") for name, row in LABELS.items()}
    # First, because without a name it applies to every destination that has projects.
    project = labels.pop("project")
    # A value that begins like a destination's name would be read as that destination's.
    if project and not addressee(project, intent.destinations):
        yield "--project", project
    for destination in intent.destinations:
        yield from _of(destination, is_project_of_all=bool(project))
    yield from ((f"--{name.replace('_', '-')}", word) for name, word in labels.items() if word)
    yield from _of_content(intent)
    yield from _of_codex(intent)
    for place, field in scalars().items():
        if place in intent.settings and field.flag:
            yield _setting(field.flag, intent.settings[place], is_switch=field.kind is Kind.switch)


def _of_content(intent: Intent) -> Iterator[tuple[str, ...]]:
    if intent.capture is not None:
        yield "--capture", intent.capture.name
    if intent.exclude is not None:
        yield from (("--exclude", word) for word in sorted(intent.exclude) or (NOTHING,))


def _of_codex(intent: Intent) -> Iterator[tuple[str, ...]]:
    if intent.trigger not in (Trigger.auto, Trigger.machine):
        yield "--trigger", intent.trigger.value
    if intent.trust is not TrustChoice.this_hook:
        yield "--trust", intent.trust.value
    yield from (("--feature", f"{name}={'on' if on else 'off'}") for name, on in intent.features)
    if intent.project:
        yield "--scope", "project"


def _kind(destination: Destination) -> str:
    kind = destination.preset or destination.kind
    return kind if destination.name == kind else f"{destination.name}={kind}"


def _of(destination: Destination, *, is_project_of_all: bool) -> Iterator[tuple[str, ...]]:
    """What is said of one destination, each word with its name before it."""
    name = destination.name
    if destination.endpoint:
        yield "--endpoint", f"{name}:{destination.endpoint}"
    yield from (("--param", f"{name}:{key}={value}") for key, value in destination.parameters)
    yield from (
        ("--header", f"{name}:{key}={value}")
        for key, value in destination.headers
        if _can_say(key, value)
    )
    preset = presets().get(destination.preset)
    if destination.project or (is_project_of_all and preset and preset.project):
        yield "--project", f"{name}:{destination.project or NOTHING}"
    if destination.api_key_env:
        yield "--api-key-env", f"{name}:{destination.api_key_env}"
    if destination.api_key_command:
        yield "--api-key-command", f"{name}:{shlex.join(destination.api_key_command)}"
    if destination.capture is not None:
        yield "--capture-for", f"{name}:{destination.capture.name}"
    plain = Destination(name, destination.kind)
    for member, row in DESTINATION.items():
        value = getattr(destination, member)
        if row.flag and member not in _OF_THEIR_OWN and value != getattr(plain, member):
            yield row.flag, f"{name}:{_word(row.kind, value)}"


def _word(kind: Kind, value: Any) -> str:
    return ("on" if value else "off") if kind is Kind.switch else word_for(value)


def _can_say(name: str, value: str) -> bool:
    try:
        header(f"{name}={value}")
    except UsageError:
        return False
    return "=" not in name


def _setting(flag: str, value: Any, *, is_switch: bool) -> tuple[str, ...]:
    if is_switch:
        return (flag if value else f"--no-{flag.removeprefix('--')}",)
    return flag, word_for(value)


def without_key(intent: Intent) -> tuple[Destination, ...]:
    """Remote destinations whose key no flag names: elsewhere there is no keyring to find it in."""
    return tuple(
        destination
        for destination in intent.destinations
        if destination.kind == OTLP and not (destination.api_key_env or destination.api_key_command)
    )
