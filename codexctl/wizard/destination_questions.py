"""What the wizard asks about destinations: which, and of each what it cannot do without."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import replace

from codexctl.edit.intent.destination_flags import endpoint_url, new_destination, written_down
from codexctl.edit.intent.wanted import destinations_today
from codexctl.errors import CodexctlError, UsageError
from codexctl.settings.destinations import otel_env
from codexctl.settings.destinations.presets import Preset, Slot, presets
from codexctl.settings.destinations.resolve import project_misfit
from codexctl.settings.keys.secrets import checked
from codexctl.settings.model import LOCAL, OTLP, Destination, Settings
from codexctl.wizard import prompts, words
from codexctl.wizard.offers import EVERYTHING, Offers

DEFAULT_ENDPOINT = f"http://localhost:4318{otel_env.TRACES_PATH}"


def ask_destinations(
    today: Settings,
    environ: Mapping[str, str],
    sources: Mapping[str, str],
    offers: Offers = EVERYTHING,
) -> tuple[tuple[Destination, ...], dict[str, str]]:
    """Ask where traces go; gives destinations, and the keys that were typed, by name.

    `sources` says, by destination, where its key is found now. `environ` is where backends' own
    variables are. Raises KeyboardInterrupt on Ctrl-C, CodexctlError where the policy allows none of
    what was answered.
    """
    known = {destination.name: destination for destination in destinations_today(today)}
    texts = {name: _title(destination) for name, destination in known.items()}
    kinds = {LOCAL: words.LOCAL, **{n: p.title for n, p in presets().items()}, OTLP: words.OTLP}
    texts |= {kind: text for kind, text in kinds.items() if kind not in known}
    why = {name: offers.destination(known.get(name) or new_destination(name)) for name in texts}
    picked = prompts.several(
        words.WHERE, texts, list(known), words.HOW_TO_CHOOSE, words.AT_LEAST_ONE, why
    )
    keys: dict[str, str] = {}
    chosen = []
    for name in picked:
        destination = known.get(name) or written_down(new_destination(name), environ)
        if destination.kind == OTLP:
            destination = _ask_place(destination, environ, offers)
            if said := offers.destination(destination):
                raise CodexctlError(
                    f"{destination.name}: {said}", "codexctl setup, with another address"
                )
            destination, key = _ask_key(destination, environ, sources, offers)
            keys |= {destination.name: key} if key else {}
        chosen.append(destination)
    return tuple(chosen), keys


def _title(destination: Destination) -> str:
    if destination.kind == LOCAL:
        return words.LOCAL if destination.name == LOCAL else f"{destination.name}: {words.LOCAL}"
    preset = presets().get(destination.preset)
    what = preset.title if preset else destination.endpoint or words.OTLP
    return what if destination.name == destination.preset else f"{destination.name}: {what}"


def _ask_place(destination: Destination, environ: Mapping[str, str], offers: Offers) -> Destination:
    preset = presets().get(destination.preset)
    if preset is None:
        named = destination.endpoint or otel_env.endpoint(environ)
        return _ask_endpoint(destination, named or DEFAULT_ENDPOINT, offers)
    # Servers of one's own have addresses of their own.
    if destination.endpoint or "localhost" in preset.endpoint:
        destination = _ask_endpoint(destination, destination.endpoint or preset.endpoint, offers)
    destination = _ask_parameters(destination, preset)
    if preset.project:
        slot = preset.project.slot
        said = f" ({slot.help})" if slot.help else ""
        question = words.PROJECT.format(name=destination.name, help=said)
        default = destination.project or slot.default
        destination = replace(
            destination, project=prompts.text(question, default, _is_project(preset))
        )
    return destination


def _ask_endpoint(destination: Destination, default: str, offers: Offers) -> Destination:
    preset = presets().get(destination.preset)

    def valid(said: str) -> bool | str:
        try:
            there = replace(destination, endpoint=endpoint_url(said, preset))
        except UsageError as error:
            return error.message
        return offers.destination(there) or True

    question = words.ENDPOINT.format(name=destination.name)
    said = endpoint_url(prompts.text(question, default, valid), preset)
    # The preset's own address is not written down: it may change with the preset.
    return replace(destination, endpoint="" if preset and said == preset.endpoint else said)


def _ask_parameters(destination: Destination, preset: Preset) -> Destination:
    said = dict(destination.parameters)
    for name, slot in preset.parameters.items():
        question = words.PARAMETER.format(name=destination.name, parameter=name, help=slot.help)
        value = prompts.text(question, said.get(name, slot.default), _is_parameter(slot))
        if value != slot.default:
            said[name] = value
        else:
            said.pop(name, None)
    return replace(destination, parameters=tuple(said.items()))


def _ask_key(
    destination: Destination, environ: Mapping[str, str], sources: Mapping[str, str], offers: Offers
) -> tuple[Destination, str]:
    """Ask for the key; gives it only if it was typed."""
    source = sources.get(destination.name) or _set_already(destination, environ)
    texts = {k: t.format(source=source) for k, t in words.KEY_CHOICES.items()}
    if not source:
        del texts["keep"]
    preset = presets().get(destination.preset)
    required = preset is not None and preset.key.required and not destination.endpoint
    default = "keep" if source else ("type" if required else "none")
    why = {"type": offers.keyring()}
    # Without a keyring a variable is the next best place.
    if default == "type" and why["type"]:
        default = "variable"
    how = prompts.select(words.KEY.format(name=destination.name), texts, default, barred=why)
    if how == "type":
        typed = prompts.secret(words.KEY_TYPED.format(name=destination.name), _is_key)
        return replace(destination, api_key_env="", api_key_command=()), checked(typed)
    if how == "variable":
        question = words.KEY_VARIABLE.format(name=destination.name)
        name = prompts.text(question, destination.api_key_env, _is_variable)
        return replace(destination, api_key_env=name), ""
    if how == "command":
        question = words.KEY_COMMAND.format(name=destination.name)
        said = prompts.text(question, shlex.join(destination.api_key_command), _is_program(offers))
        return replace(destination, api_key_command=tuple(shlex.split(said))), ""
    return (
        destination if how == "keep" else replace(destination, api_key_env="", api_key_command=())
    ), ""


def _set_already(destination: Destination, environ: Mapping[str, str]) -> str:
    """Name the variable in which a backend's users have their key."""
    preset = presets().get(destination.preset)
    names: Sequence[str] = (destination.api_key_env, *(preset.key.env if preset else ()))
    return next((f"${name}" for name in names if name and environ.get(name)), "")


def _is_parameter(slot: Slot) -> prompts.Valid:
    def valid(said: str) -> bool | str:
        if slot.is_secret(said):
            return words.IS_THE_KEY
        return not slot.required or bool(said.strip()) or words.NEEDED

    return valid


def _is_project(preset: Preset) -> prompts.Valid:
    required = preset.project is not None and preset.project.slot.required

    def valid(said: str) -> bool | str:
        if not said.strip():
            return words.NEEDED if required else True
        return project_misfit(said, preset) or True

    return valid


def _is_program(offers: Offers) -> prompts.Valid:
    def valid(said: str) -> bool | str:
        try:
            parts = shlex.split(said)
        except ValueError:
            return words.QUOTE_OPEN
        return (offers.program(parts[0]) or True) if parts else words.NEEDED

    return valid


def _is_variable(said: str) -> bool | str:
    return said.isidentifier() or words.NOT_A_VARIABLE


def _is_key(said: str) -> bool | str:
    try:
        checked(said)
    except CodexctlError as error:
        return error.message
    return True
