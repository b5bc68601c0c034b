"""The wizard's questions about destinations: which ones, and what each of them requires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from codexctl.edit.intent.destination_flags import new_destination, written_down
from codexctl.edit.intent.destination_values import endpoint_url
from codexctl.edit.intent.wanted import destinations_today
from codexctl.errors import CodexctlError, UsageError
from codexctl.settings.destinations import otel_env
from codexctl.settings.destinations.address import parameter_misfit
from codexctl.settings.destinations.presets import Preset, Slot, presets
from codexctl.settings.destinations.resolve import project_misfit
from codexctl.settings.model import LOCAL, OTLP, Destination, Settings
from codexctl.wizard import words
from codexctl.wizard.interview import Interview
from codexctl.wizard.key_questions import ask_key
from codexctl.wizard.offers import EVERYTHING, Offers
from codexctl.wizard.question import Valid

DEFAULT_ENDPOINT = f"http://localhost:4318{otel_env.TRACES_PATH}"


def ask_destinations(
    talk: Interview,
    today: Settings,
    environ: Mapping[str, str],
    sources: Mapping[str, str],
    offers: Offers = EVERYTHING,
) -> tuple[tuple[Destination, ...], dict[str, str]]:
    """Ask where traces go; returns destinations, and typed keys by destination.

    `sources` says where each destination's key is now. `environ` has the backends' own variables.
    Raises Back, KeyboardInterrupt on Ctrl-C, CodexctlError if the policy does not allow a
    destination.
    """
    known = {destination.name: destination for destination in destinations_today(today)}
    keys: dict[str, str] = {}
    chosen = []
    for name in _ask_which(talk, known, offers):
        destination = known.get(name) or written_down(new_destination(name), environ)
        if destination.kind == OTLP:
            destination = _ask_place(talk, destination, environ, offers)
            if said := offers.destination(destination):
                raise CodexctlError(
                    f"{destination.name}: {said}", "codexctl setup, with another address"
                )
            destination, key = ask_key(talk, destination, environ, sources, offers)
            keys |= {destination.name: key} if key else {}
        chosen.append(destination)
    return tuple(chosen), keys


def _ask_which(talk: Interview, known: Mapping[str, Destination], offers: Offers) -> list[str]:
    texts = {name: _title(destination) for name, destination in known.items()}
    kinds = {LOCAL: words.LOCAL, **{n: p.title for n, p in presets().items()}, OTLP: words.OTLP}
    texts |= {kind: text for kind, text in kinds.items() if kind not in known}
    short = {
        name: name if name in known and name not in (LOCAL, OTLP) else words.SHORT.get(name, text)
        for name, text in texts.items()
    }
    why = {name: offers.destination(known.get(name) or new_destination(name)) for name in texts}
    return talk.several(
        "where",
        words.WHERE,
        texts,
        list(known),
        title=words.WHERE_TITLE,
        needed=words.AT_LEAST_ONE,
        short=short,
        barred=why,
    )


def _title(destination: Destination) -> str:
    if destination.kind == LOCAL:
        return words.LOCAL if destination.name == LOCAL else f"{destination.name}: {words.LOCAL}"
    preset = presets().get(destination.preset)
    what = preset.title if preset else destination.endpoint or words.OTLP
    return what if destination.name == destination.preset else f"{destination.name}: {what}"


def _ask_place(
    talk: Interview, destination: Destination, environ: Mapping[str, str], offers: Offers
) -> Destination:
    preset = presets().get(destination.preset)
    if preset is None:
        named = destination.endpoint or otel_env.endpoint(environ)
        return ask_endpoint(talk, destination, named or DEFAULT_ENDPOINT, offers)
    # Self-hosted servers have other addresses.
    if destination.endpoint or "localhost" in preset.endpoint:
        offered = destination.endpoint or preset.endpoint
        destination = ask_endpoint(talk, destination, offered, offers)
    destination = _ask_parameters(talk, destination, preset, offers)
    return _ask_project(talk, destination, preset) if preset.project else destination


def _ask_project(talk: Interview, destination: Destination, preset: Preset) -> Destination:
    slot = preset.project.slot if preset.project else Slot()
    name, said = destination.name, f" ({slot.help})" if slot.help else ""
    question = words.PROJECT.format(name=name, help=said)
    default, title = destination.project or slot.default, words.ITS_PROJECT.format(name=name)
    valid = _is_project(preset)
    project = talk.line(f"{name}.project", question, default, valid, title=title)
    return replace(destination, project=project)


def ask_endpoint(
    talk: Interview, destination: Destination, default: str, offers: Offers
) -> Destination:
    """Ask for an address; returns the destination with the complete address."""
    preset, name = presets().get(destination.preset), destination.name

    def valid(said: str) -> bool | str:
        try:
            there = replace(destination, endpoint=endpoint_url(said.strip(), preset))
        except UsageError as error:
            return error.message
        return offers.destination(there) or True

    question, title = words.ENDPOINT.format(name=name), words.ITS_ADDRESS.format(name=name)
    typed = talk.line(f"{name}.endpoint", question, default, valid, title=title)
    said = endpoint_url(typed, preset)
    # The preset's address is not saved, because it may change with the preset.
    return replace(destination, endpoint="" if preset and said == preset.endpoint else said)


def _ask_parameters(
    talk: Interview, destination: Destination, preset: Preset, offers: Offers
) -> Destination:
    said = dict(destination.parameters)
    for name, slot in preset.parameters.items():
        its = {"name": destination.name, "parameter": name}
        question = words.PARAMETER.format(**its, help=slot.help)
        value = talk.line(
            f"{destination.name}.parameter.{name}",
            question,
            said.get(name, slot.default),
            _is_parameter(
                name, replace(destination, parameters=tuple(said.items())), preset, offers
            ),
            title=words.ITS_PARAMETER.format(**its),
        )
        if value != slot.default:
            said[name] = value
        else:
            said.pop(name, None)
    return replace(destination, parameters=tuple(said.items()))


def _is_parameter(name: str, destination: Destination, preset: Preset, offers: Offers) -> Valid:
    def valid(said: str) -> bool | str:
        if wrong := parameter_misfit(name, said.strip(), destination, preset):
            return f"{name} {wrong}"
        with_it = {**dict(destination.parameters), name: said.strip()}
        there = replace(destination, parameters=tuple(with_it.items()))
        return offers.destination(there) or True

    return valid


def _is_project(preset: Preset) -> Valid:
    required = preset.project is not None and preset.project.slot.required

    def valid(said: str) -> bool | str:
        if not said.strip():
            return words.NEEDED if required else True
        return project_misfit(said.strip(), preset) or True

    return valid
