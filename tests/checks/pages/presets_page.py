"""`docs/reference/presets.md`, made from `templates/presets.toml`."""

from __future__ import annotations

from collections.abc import Iterator

from codexctl.settings.destinations.presets import Preset, Slot, presets

_HEAD = """\
# Presets

This page is for people who choose a backend. It lists the names that
`codexctl setup --destination NAME` knows. For each it says the address, the form of the key, and
the options that you must give.
[Destinations](../destinations.md) has examples. This page is generated from
`templates/presets.toml`.

The word in brackets after the address says how the entry was checked:

- `measured`: a real server accepted our spans and returned them.
- `documented`: it is what the vendor's own pages say.
- `unverified`: a part of it was not checked; its notes say which.
"""


_ON = {
    "every": "every span",
    "root": "the root span",
    "agent": "agents' spans",
    "chat": "model calls",
    "tool": "tool calls",
}


def text() -> str:
    """The whole page."""
    return _HEAD + "".join(f"\n{''.join(_preset(preset))}" for preset in presets().values())


def _preset(preset: Preset) -> Iterator[str]:
    key = preset.key
    yield f"## {preset.title}: `--destination {preset.name}`\n\n"
    yield f"- Address: `{preset.endpoint}` ({preset.verified})\n"
    if preset.takes_metrics:
        yield f"- Metrics: taken beside traces ({preset.metrics})\n"
    if preset.base:
        yield f"- Your own server: `${preset.base.env}`, with the path `{preset.base.path}`\n"
    needed = "needed" if key.required else "where the server asks for one"
    known = f"; found in {', '.join(f'`${name}`' for name in key.env)}" if key.env else ""
    yield f"- Key: {needed}, in the header `{key.header}` ({key.form}){known}\n"
    if preset.project:
        yield f"- `--project`{_slot(preset.project.slot)}\n"
    for name, slot in preset.parameters.items():
        yield f"- `--param {name}=…`{_slot(slot)}\n"
    for name, value in preset.headers.items():
        yield f"- Sends the header `{name}: {value}`\n"
    if preset.spans.usage_on_agent:
        yield "- An agent's span has the sums of its calls as `gen_ai.usage.*`, too\n"
    for extra in preset.spans.added:
        form = "" if extra.form == "value" else f" ({extra.form.replace('_', ' ')})"
        yield f"- On {_ON[extra.on]}: `{extra.name}`, from `{extra.of}`{form}\n"
    for note in preset.notes:
        yield f"- Note: {note}\n"


def _slot(slot: Slot) -> str:
    said = [
        "needed" if slot.required else "",
        f"default `{slot.default}`" if slot.default else "",
        f"or `${slot.env}`" if slot.env else "",
        slot.help,
    ]
    found = ", ".join(part for part in said if part)
    return f": {found}" if found else ""
