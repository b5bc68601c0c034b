"""Reads what a word of the command line says about one destination: as strict as settings.toml."""

from __future__ import annotations

import re
import shlex
from dataclasses import replace
from typing import Any

from codexctl.edit.intent.setting_words import value_from
from codexctl.errors import UsageError
from codexctl.settings.capture import CaptureMode
from codexctl.settings.destination_fields import DESTINATION, wrong_address, wrong_header
from codexctl.settings.destinations.address import completed
from codexctl.settings.destinations.presets import Preset, presets
from codexctl.settings.model import Destination
from codexctl.settings.values import misfit
from codexctl.wording import did_you_mean

# Everybody on the machine can see command lines, and the shell's history keeps them.
NOT_HERE = "put it into a variable and name that: --api-key-env NAME"
_SECRET = re.compile(r"authori[sz]ation|api.?key|token|secret|password|cookie", re.IGNORECASE)


def endpoint_url(text: str, preset: Preset | None = None) -> str:
    """Complete an address as a person writes it: without a path it means the usual one.

    Raises UsageError for what settings.toml would reject as an address too. What was typed is
    not repeated where it may hold a password.
    """
    if wrong := wrong_address(text):
        if "@" in text:
            hint = "give the key separately: codexctl auth set NAME, or --api-key-env VARIABLE"
            raise UsageError(f"the address {wrong}", hint)
        raise UsageError(f"the address {text!r} {wrong}", "for example http://localhost:4318")
    return completed(text, preset)


def with_endpoint(destination: Destination, value: str) -> Destination:
    """The address that a person wrote, completed."""
    preset = presets().get(destination.preset)
    return replace(destination, endpoint=endpoint_url(value, preset))


def with_member(member: str, destination: Destination, value: str) -> Destination:
    """Set a member of a destination to a word that needs no rule of its own.

    `member` is a row of the table of destination settings, which says how `value` is read.
    """
    said: dict[str, Any] = {member: value_from(DESTINATION[member], value)}
    return replace(destination, **said)


def with_variable(destination: Destination, value: str) -> Destination:
    """The variable that holds the key. Raises UsageError for what cannot be its name."""
    if not value or misfit(DESTINATION["api_key_env"], value):
        # The text that was typed is not repeated: it may be the key.
        hint = "write --api-key-env VARIABLE, or store the key: codexctl auth set NAME"
        raise UsageError("--api-key-env takes the name of a variable, not a key", hint)
    return replace(destination, api_key_env=value)


def with_command(destination: Destination, value: str) -> Destination:
    """The program that prints the key. Raises UsageError for what is not a command."""
    try:
        words = shlex.split(value)
    except ValueError:
        words = []
    if not words or misfit(DESTINATION["api_key_command"], words):
        what = f"--api-key-command {value!r}: is not a command, or a quote is not closed"
        raise UsageError(what, "write --api-key-command 'PROGRAM ARGUMENT …'")
    return replace(destination, api_key_command=tuple(words))


def with_capture(destination: Destination, value: str) -> Destination:
    """The mode for it alone. Raises UsageError for any other word."""
    return replace(destination, capture=CaptureMode[value_from(DESTINATION["capture"], value)])


def with_parameter(destination: Destination, value: str) -> Destination:
    """A parameter of its backend. Raises UsageError for an unknown one, or a wrong value."""
    name, equals, text = value.partition("=")
    preset = presets().get(destination.preset)
    known = tuple(preset.parameters) if preset else ()
    if not equals or name not in known:
        there = f"it has {', '.join(known)}" if known else "it has none: leave out --param"
        hint = f"write --param {name}=VALUE" if name in known else did_you_mean(name, known, there)
        raise UsageError(f"--param {name}: {destination.name} has no such parameter", hint)
    if not text or misfit(DESTINATION["parameters"], {name: text}):
        hint = f"write --param {name}=VALUE"
        raise UsageError(f"--param {name}: is empty, or contains a line break", hint)
    if preset and preset.parameters[name].is_secret(text):
        # The value is not repeated: it is a secret.
        raise UsageError(f"--param {name}: that is the secret key, not {name}", NOT_HERE)
    said = {**dict(destination.parameters), name: text}
    return replace(destination, parameters=tuple(said.items()))


def header(word: str) -> tuple[str, str]:
    """The name and value of `NAME=VALUE`. Raises UsageError for a secret, or no header."""
    name, equals, value = word.partition("=")
    if not equals or not name:
        raise UsageError(f"--header {name}: needs a value", "write --header NAME=VALUE")
    if wrong := wrong_header(name, value) or misfit(DESTINATION["headers"], {name: value}):
        raise UsageError(f"--header {name}: {wrong}", "write --header NAME=VALUE")
    if _SECRET.search(name):
        raise UsageError(f"--header {name}: a secret does not belong on a command line", NOT_HERE)
    return name, value
