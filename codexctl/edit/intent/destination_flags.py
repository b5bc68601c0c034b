"""The words of the command line that are about destinations, and which of them each is about."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from codexctl.edit.intent.flags import Flags
from codexctl.edit.intent.of_projects import concerned
from codexctl.edit.intent.setting_words import value_from
from codexctl.edit.intent.wanted import LOCAL_DESTINATION
from codexctl.errors import UsageError
from codexctl.settings.capture import CaptureMode
from codexctl.settings.destination_fields import (
    DESTINATION,
    NAME_PATTERN,
    wrong_address,
    wrong_header,
)
from codexctl.settings.destinations.address import Unresolved, completed, of_base
from codexctl.settings.destinations.metrics_address import for_metrics
from codexctl.settings.destinations.otel_env import TRACES_PATH
from codexctl.settings.destinations.presets import Preset, presets
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.model import LOCAL, OTLP, Destination, Settings

_NAME = re.compile(NAME_PATTERN)
# Command lines are seen by everybody on the machine, and stay in the shell's history.
NOT_HERE = "put it into a variable and name that: --api-key-env NAME"
_SECRET = re.compile(r"authori[sz]ation|api.?key|token|secret|password|cookie", re.IGNORECASE)

Change = Callable[[Destination, str], Destination]


def destinations(
    flags: Flags, today: Settings, environ: Mapping[str, str], project: Path | None = None
) -> tuple[Destination, ...]:
    """Find where traces shall go: what was named, else as today, with what was said of each.

    `environ` is where presets find what their users have set already; `project` is the root of the
    one repository whose traces it is about, None for those of every folder. Raises UsageError where
    the words do not fit together, or a destination lacks something.
    """
    chosen = concerned(today, project)
    if flags.destination:
        named = (_named(word, today) for word in dict.fromkeys(flags.destination))
        chosen = tuple({destination.name: destination for destination in named}.values())
    for flag, words, change in (
        ("--endpoint", flags.endpoint, _with_endpoint),
        ("--param", flags.param, _with_parameter),
        ("--api-key-env", flags.api_key_env, _with_variable),
        ("--api-key-command", flags.api_key_command, _with_command),
        ("--capture-for", flags.capture_for, _with_capture),
    ):
        for word in words:
            chosen = _changed(flag, word, chosen, change)
    for member, words in flags.members.items():
        for word in words:
            chosen = _changed(DESTINATION[member].flag, word, chosen, partial(_with_member, member))
    # All of one destination's headers at once: they replace those that it had, not one another.
    chosen = _with_headers(flags.header, chosen)
    chosen = _with_projects(flags.project, chosen)
    return tuple(_complete(written_down(destination, environ), environ) for destination in chosen)


def addressee(word: str, chosen: Sequence[Destination]) -> str:
    """The name of the destination that a word begins with; empty where it names none.

    Only a name that is there counts, as an address has a colon too.
    """
    name, colon, _ = word.partition(":")
    return name if colon and any(destination.name == name for destination in chosen) else ""


def endpoint_url(text: str, preset: Preset | None = None) -> str:
    """Complete an address as a person writes it: without a path it means the usual one.

    Raises UsageError for what settings.toml would not take as an address either. What was typed is
    not repeated where it may hold a password.
    """
    if wrong := wrong_address(text):
        if "@" in text:
            hint = "give the key apart: codexctl auth set NAME, or --api-key-env VARIABLE"
            raise UsageError(f"the address {wrong}", hint)
        raise UsageError(f"the address {text!r} {wrong}", "for example http://localhost:4318")
    return completed(text, preset)


def new_destination(kind: str, name: str = "") -> Destination:
    """A destination of a kind as people name it: `local`, `otlp` or a preset.

    Raises UsageError for a kind that there is not.
    """
    if kind == LOCAL:
        return replace(LOCAL_DESTINATION, name=name or LOCAL)
    if kind == OTLP:
        return Destination(name or OTLP, OTLP)
    if kind not in presets():
        known = ", ".join((LOCAL, OTLP, *presets()))
        raise UsageError(f"--destination {kind}: not known", f"one of {known}; or NAME=KIND")
    return Destination(name or kind, OTLP, preset=kind)


def written_down(destination: Destination, environ: Mapping[str, str]) -> Destination:
    """Keep what the preset's own variables say now: Codex may run without them later.

    A key is not kept, and neither are OpenTelemetry's variables, which go on deciding.
    """
    preset = presets().get(destination.preset)
    if preset is None:
        return destination
    said = dict(destination.parameters)
    for name, slot in preset.parameters.items():
        if slot.env and environ.get(slot.env) and name not in said:
            said[name] = environ[slot.env]
    project = destination.project
    if preset.project and preset.project.slot.env and not project:
        project = environ.get(preset.project.slot.env, "")
    endpoint = destination.endpoint
    if preset.base and not endpoint:
        base = environ.get(preset.base.env, "").strip()
        endpoint = of_base(base, preset) if base else ""
        # The preset's own address is not written down: it may change with the preset.
        endpoint = "" if endpoint == preset.endpoint else endpoint
    return replace(destination, parameters=tuple(said.items()), project=project, endpoint=endpoint)


def _named(word: str, today: Settings) -> Destination:
    name, equals, kind = word.partition("=")
    if not equals:
        return today.destination(word) or new_destination(word)
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"--destination {word}: no name", "write NAME=KIND, for example eu=langfuse"
        )
    wanted, known = new_destination(kind, name), today.destination(name)
    # One that is known keeps its key and address; another kind under its name is a new one.
    same = known and (known.kind, known.preset) == (wanted.kind, wanted.preset)
    return known if known and same else wanted


def _changed(
    flag: str, word: str, chosen: tuple[Destination, ...], change: Change
) -> tuple[Destination, ...]:
    """Apply one word to the destination that it is about."""
    name = addressee(word, chosen)
    value = word[len(name) + 1 :] if name else word
    if not name:
        remote = [destination.name for destination in chosen if destination.kind == OTLP]
        if not remote:
            raise UsageError(f"{flag} belongs to an OTLP destination", "add --destination otlp")
        if len(remote) > 1:
            hint = f"say which: {flag} {remote[0]}:…"
            raise UsageError(f"{flag}: there are several destinations", hint)
        name = remote[0]
    return tuple(
        change(destination, value) if destination.name == name else destination
        for destination in chosen
    )


def _with_endpoint(destination: Destination, value: str) -> Destination:
    preset = presets().get(destination.preset)
    return replace(destination, endpoint=endpoint_url(value, preset))


def _with_member(member: str, destination: Destination, value: str) -> Destination:
    """What a word means that needs no rule of its own: the value that its row reads."""
    said: dict[str, Any] = {member: value_from(DESTINATION[member], value)}
    return replace(destination, **said)


def _with_variable(destination: Destination, value: str) -> Destination:
    if not value.isidentifier():
        raise UsageError("--api-key-env takes the name of a variable, not a key")
    return replace(destination, api_key_env=value)


def _with_command(destination: Destination, value: str) -> Destination:
    try:
        return replace(destination, api_key_command=tuple(shlex.split(value)))
    except ValueError:
        raise UsageError(f"--api-key-command {value}: a quote is not closed") from None


def _with_capture(destination: Destination, value: str) -> Destination:
    if value not in CaptureMode.__members__:
        raise UsageError(f"--capture-for {value}: not one of {', '.join(CaptureMode.__members__)}")
    return replace(destination, capture=CaptureMode[value])


def _with_parameter(destination: Destination, value: str) -> Destination:
    name, equals, text = value.partition("=")
    preset = presets().get(destination.preset)
    known = tuple(preset.parameters) if preset else ()
    if not equals or name not in known:
        hint = f"{destination.name} has {', '.join(known)}" if known else "it has none"
        raise UsageError(f"--param {name}: no parameter of {destination.name}", hint)
    if preset and preset.parameters[name].is_secret(text):
        # The value is not repeated: it is one.
        raise UsageError(f"--param {name}: that is the secret key, not {name}", NOT_HERE)
    said = {**dict(destination.parameters), name: text}
    return replace(destination, parameters=tuple(said.items()))


def _with_headers(words: Iterable[str], chosen: tuple[Destination, ...]) -> tuple[Destination, ...]:
    """The headers that are named for a destination replace those that it had."""
    said: dict[str, dict[str, str]] = {}

    def note(destination: Destination, value: str) -> Destination:
        name, text = header(value)
        said.setdefault(destination.name, {})[name] = text
        return destination

    for word in words:
        _changed("--header", word, chosen, note)
    return tuple(
        replace(known, headers=tuple(said[known.name].items())) if known.name in said else known
        for known in chosen
    )


def header(word: str) -> tuple[str, str]:
    """Read `NAME=VALUE`. Raises UsageError for a secret, and for what is no header."""
    name, equals, value = word.partition("=")
    if not equals or not name:
        raise UsageError(f"--header {name}: needs a value", "write --header NAME=VALUE")
    if _SECRET.search(name):
        raise UsageError(f"--header {name}: a secret does not belong on a command line", NOT_HERE)
    if wrong := wrong_header(name, value):
        raise UsageError(f"--header {name}: {wrong}", "write --header NAME=VALUE")
    return name, value


def _with_projects(
    words: Sequence[str], chosen: tuple[Destination, ...]
) -> tuple[Destination, ...]:
    """A project without a name is for every preset that has projects."""
    for word in words:
        name = addressee(word, chosen)
        value = word[len(name) + 1 :] if name else word
        chosen = tuple(
            replace(destination, project=value)
            if destination.name == name or (not name and _projects(destination))
            else destination
            for destination in chosen
        )
    return chosen


def _projects(destination: Destination) -> bool:
    preset = presets().get(destination.preset)
    return preset is not None and preset.project is not None


def _complete(destination: Destination, environ: Mapping[str, str]) -> Destination:
    if destination.kind == LOCAL and destination.metrics:
        what = f"--metrics {destination.name}: the local store takes no metrics"
        raise UsageError(what, "codexctl trace stats shows sums of it")
    try:
        there = resolve(destination, environ)
        if destination.metrics:
            for_metrics(there, environ)
    except Unresolved as error:
        if destination.kind == OTLP and not (destination.preset or destination.endpoint):
            hint = f"add --endpoint, for example http://localhost:4318{TRACES_PATH}"
            raise UsageError(f"--destination {destination.name} needs an address", hint) from None
        raise UsageError(error.message, error.hint) from None
    return destination
