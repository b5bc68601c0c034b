"""Questions about a destination's key: typed now, or read from where the person says."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace

from codexctl.errors import CodexctlError
from codexctl.settings.destinations.presets import presets
from codexctl.settings.keys.secrets import checked
from codexctl.settings.model import Destination
from codexctl.wizard import words
from codexctl.wizard.interview import Interview
from codexctl.wizard.offers import Offers
from codexctl.wizard.question import Valid


def ask_key(
    talk: Interview,
    destination: Destination,
    environ: Mapping[str, str],
    sources: Mapping[str, str],
    offers: Offers,
) -> tuple[Destination, str]:
    """Ask for the key; returns the changed destination, and the key if it was typed, else empty.

    Raises Back, and KeyboardInterrupt on Ctrl-C.
    """
    name = destination.name
    how = _how(talk, destination, environ, sources, offers)
    preset = presets().get(destination.preset)
    if how == "type":
        typed = talk.secret(f"{name}.typed", words.KEY_TYPED.format(name=name), _is_key)
        return replace(destination, api_key_env="", api_key_command=()), checked(typed)
    if how == "variable":
        question, title = words.KEY_VARIABLE.format(name=name), words.ITS_VARIABLE
        usual = next(iter(preset.key.env), "") if preset else ""
        default, titled = destination.api_key_env or usual, title.format(name=name)
        said = talk.line(f"{name}.variable", question, default, _is_variable, title=titled)
        return replace(destination, api_key_env=said), ""
    if how == "command":
        question, title = words.KEY_COMMAND.format(name=name), words.ITS_PROGRAM.format(name=name)
        default = shlex.join(destination.api_key_command)
        said = talk.line(f"{name}.command", question, default, _is_program(offers), title=title)
        return replace(destination, api_key_command=tuple(shlex.split(said))), ""
    if how == "keep":
        return destination, ""
    return replace(destination, api_key_env="", api_key_command=()), ""


def _how(
    talk: Interview,
    destination: Destination,
    environ: Mapping[str, str],
    sources: Mapping[str, str],
    offers: Offers,
) -> str:
    name = destination.name
    source = sources.get(name) or _set_already(destination, environ)
    texts = {key: text.format(source=source) for key, text in words.KEY_CHOICES.items()}
    short = {key: text.format(source=source) for key, text in words.KEY_SHORT.items()}
    if not source:
        del texts["keep"]
    preset = presets().get(destination.preset)
    required = preset is not None and preset.key.required and not destination.endpoint
    default = "keep" if source else ("type" if required else "none")
    why = {"type": offers.keyring()}
    # Without a keyring, a variable is the default.
    if default == "type" and why["type"]:
        default = "variable"
    question, title = words.KEY.format(name=name), words.ITS_KEY.format(name=name)
    return talk.one(f"{name}.key", question, texts, default, title=title, short=short, barred=why)


def _set_already(destination: Destination, environ: Mapping[str, str]) -> str:
    """The variable in which a backend's users usually have their key."""
    preset = presets().get(destination.preset)
    names: Sequence[str] = (destination.api_key_env, *(preset.key.env if preset else ()))
    return next((f"${name}" for name in names if name and environ.get(name)), "")


def _is_program(offers: Offers) -> Valid:
    def valid(said: str) -> bool | str:
        try:
            parts = shlex.split(said)
        except ValueError:
            return words.QUOTE_OPEN
        return (offers.program(parts[0]) or True) if parts else words.NEEDED

    return valid


def _is_variable(said: str) -> bool | str:
    return said.strip().isidentifier() or words.NOT_A_VARIABLE


def _is_key(said: str) -> bool | str:
    try:
        checked(said)
    except CodexctlError as error:
        return error.message
    return True
