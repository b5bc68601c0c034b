"""Which values of the backends' own variables cannot be used, for destinations with a preset?"""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.health.here import Here
from codexctl.health.machine.misfits import address
from codexctl.settings.destinations.address import parameter_misfit
from codexctl.settings.destinations.resolve import project_misfit
from codexctl.settings.destinations.said import environment_first
from codexctl.settings.model import OTLP, Destination


def of_presets(here: Here) -> Iterator[tuple[str, str]]:
    """Each variable whose value its destination cannot use, with what is wrong."""
    found: dict[str, str] = {}
    for one in here.settings.destinations:
        if one.kind == OTLP and one.preset and not one.administration:
            for name, misfit in _of(one, here):
                found.setdefault(name, misfit)
    yield from found.items()


def _of(destination: Destination, here: Here) -> Iterator[tuple[str, str]]:
    from codexctl.settings.destinations.presets import presets  # here: not needed without presets

    preset = presets()[destination.preset]
    first, written = environment_first(destination), dict(destination.parameters)
    if preset.base and (value := here.environ.get(preset.base.env, "").strip()):
        is_read = first or not destination.endpoint
        if is_read and (wrong := address(value)):
            yield preset.base.env, wrong
    if preset.project and (value := here.environ.get(preset.project.slot.env, "")):
        is_read = first or not destination.project
        if is_read and (wrong := project_misfit(value, preset)):
            yield preset.project.slot.env, wrong
    for name, slot in preset.parameters.items():
        if slot.env and (value := here.environ.get(slot.env, "")):
            is_read = first or not written.get(name)
            if is_read and (wrong := parameter_misfit(name, value, destination, preset)):
                yield slot.env, wrong
