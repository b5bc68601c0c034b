"""The words of the command line that are about destinations, and which of them each is about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from codexctl.edit.intent.destination_values import (
    header,
    with_capture,
    with_command,
    with_endpoint,
    with_member,
    with_parameter,
    with_variable,
)
from codexctl.edit.intent.flags import Flags
from codexctl.edit.intent.of_projects import concerned
from codexctl.edit.intent.setting_words import value_from
from codexctl.edit.intent.wanted import LOCAL_DESTINATION
from codexctl.errors import UsageError
from codexctl.settings.destination_fields import DESTINATION, NAME_PATTERN
from codexctl.settings.destinations.address import Unresolved, of_base
from codexctl.settings.destinations.metrics_address import for_metrics
from codexctl.settings.destinations.otel_env import TRACES_PATH
from codexctl.settings.destinations.presets import presets
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.model import LOCAL, OTLP, Destination, Settings
from codexctl.wording import did_you_mean, nearest

NOTHING = "none"
_NAME = re.compile(NAME_PATTERN)

Change = Callable[[Destination, str], Destination]


def destinations(
    flags: Flags, today: Settings, environ: Mapping[str, str], project: Path | None = None
) -> tuple[Destination, ...]:
    """Find where traces are sent: what was named, else as today, with what was said of each.

    `environ` is where presets find what their users have set already; `project` is the root of the
    one repository whose traces it is about, None for those of every folder. Raises UsageError where
    the words do not fit together, or a destination lacks something.
    """
    chosen = concerned(today, project)
    if flags.destination:
        named = (_named(word, today) for word in dict.fromkeys(flags.destination))
        chosen = tuple({destination.name: destination for destination in named}.values())
    for flag, words, change in (
        ("--endpoint", flags.endpoint, with_endpoint),
        ("--param", flags.param, with_parameter),
        ("--api-key-env", flags.api_key_env, with_variable),
        ("--api-key-command", flags.api_key_command, with_command),
        ("--capture-for", flags.capture_for, with_capture),
    ):
        for word in words:
            chosen = _changed(flag, word, chosen, change)
    for member, words in flags.members.items():
        for word in words:
            chosen = _changed(DESTINATION[member].flag, word, chosen, partial(with_member, member))
    # All headers of one destination together: they replace its old headers, not one another.
    chosen = _with_headers(flags.header, chosen)
    chosen = _with_projects(flags.project, chosen)
    return tuple(_complete(written_down(destination, environ), environ) for destination in chosen)


def addressee(word: str, chosen: Sequence[Destination]) -> str:
    """The name of the destination that a word begins with; empty where it names none.

    Only a name that is there counts, as an address has a colon too.
    """
    name, colon, _ = word.partition(":")
    return name if colon and any(destination.name == name for destination in chosen) else ""


def new_destination(kind: str, name: str = "") -> Destination:
    """A destination of a kind as people name it: `local`, `otlp` or a preset.

    Raises UsageError for a kind that there is not.
    """
    if kind == LOCAL:
        return replace(LOCAL_DESTINATION, name=name or LOCAL)
    if kind == OTLP:
        return Destination(name or OTLP, OTLP)
    if kind not in presets():
        known = (LOCAL, OTLP, *presets())
        hint = did_you_mean(kind, known, f"one of {', '.join(known)}; or NAME=KIND")
        raise UsageError(f"--destination {kind or repr(kind)}: not known", hint)
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
        # The preset's own address is not written: it may change with the preset.
        endpoint = "" if endpoint == preset.endpoint else endpoint
    return replace(destination, parameters=tuple(said.items()), project=project, endpoint=endpoint)


def _named(word: str, today: Settings) -> Destination:
    name, equals, kind = word.partition("=")
    if not equals:
        return today.destination(word) or new_destination(word)
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"--destination {word}: not a valid name", "write NAME=KIND, for example eu=langfuse"
        )
    wanted, known = new_destination(kind, name), today.destination(name)
    # A known destination keeps its key and address; one of another kind with its name is new.
    same = known and (known.kind, known.preset) == (wanted.kind, wanted.preset)
    return known if known and same else wanted


def _changed(
    flag: str, word: str, chosen: tuple[Destination, ...], change: Change
) -> tuple[Destination, ...]:
    """Apply one word to the destination that it is about."""
    name = addressee(word, chosen)
    value = word[len(name) + 1 :] if name else word
    if not name:
        _check_prefix(flag, word, chosen)
        remote = [destination.name for destination in chosen if destination.kind == OTLP]
        if not remote:
            raise UsageError(f"{flag} belongs to an OTLP destination", "add --destination otlp")
        if len(remote) > 1:
            hint = f"name one: {flag} {remote[0]}:…"
            raise UsageError(f"{flag}: there are several destinations", hint)
        name = remote[0]
    return tuple(
        change(destination, value) if destination.name == name else destination
        for destination in chosen
    )


# A value of these never has a colon, so the text before a colon is a name.
_WITHOUT_COLON = frozenset({"--api-key-env", "--metrics", "--capture-for", "--param"})


def _check_prefix(flag: str, word: str, chosen: Sequence[Destination]) -> None:
    """Raise UsageError for a word that begins with a destination's name which is not there."""
    name, colon, rest = word.partition(":")
    if not colon or not _NAME.fullmatch(name) or rest.startswith("//"):
        return
    names = [destination.name for destination in chosen]
    near = nearest(name, names)
    if near:
        raise UsageError(f"{flag}: there is no destination {name}", f"did you mean {near}:{rest}?")
    if flag in _WITHOUT_COLON and "=" not in name:
        kind = nearest(name, (OTLP, *presets()))
        there = f"one of {', '.join(names)}" if names else "codexctl setup --help"
        hint = f"add --destination {kind}" if kind else there
        raise UsageError(f"{flag}: there is no destination {name}", hint)


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


def _with_projects(
    words: Sequence[str], chosen: tuple[Destination, ...]
) -> tuple[Destination, ...]:
    """A project without a name is for every preset that has projects."""
    for word in words:
        name = addressee(word, chosen)
        value = word[len(name) + 1 :] if name else word
        if not value.strip():
            hint = f"write --project NAME, or --project {NOTHING} to remove it"
            raise UsageError("--project: is empty", hint)
        value = "" if value == NOTHING else value_from(DESTINATION["project"], value)
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
        what = f"--metrics {destination.name}: the local store does not accept metrics"
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
