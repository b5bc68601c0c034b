"""The options of `codexctl setup`.

Options for settings are made from the tables (`codexctl/settings/fields.py` and others beside it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import click

from codexctl.cli import known_values
from codexctl.cli.edits.editing import in_place_option
from codexctl.cli.words.choices import Choice, or_empty
from codexctl.cli.words.numbers import bounds_said
from codexctl.errors import UsageError
from codexctl.settings.destination_fields import DESTINATION
from codexctl.settings.fields import FIELDS, scalars
from codexctl.settings.kinds import Field, Kind
from codexctl.settings.labels import LABELS

TRUST = ("this-hook", "ask", "bypass")
TRIGGERS = ("auto", "hook", "notify", "plugin")

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


def _named_or_not(_: click.Context, __: click.Parameter, said: str | None) -> str:
    """Refuse an empty name: it comes from a variable that is not set."""
    if said == "":
        raise UsageError("--take-over '': names no tracer", "write --take-over all")
    return said or ""


_DESTINATION_FLAGS = (
    *("kind", "endpoint", "parameters", "headers", "api_key_env", "api_key_command"),
)
_WHAT_CODEX_DOES = (
    click.option(
        "--trigger",
        callback=or_empty,
        type=Choice(TRIGGERS),
        metavar="[auto|hook|notify|plugin]",
        help="What Codex calls after a turn. auto: the hook, or our plugin, if they may run.",
    ),
    click.option(
        "--trust",
        callback=or_empty,
        type=Choice(TRUST),
        metavar="[this-hook|ask|bypass]",
        help="How the hook becomes trusted.",
    ),
    click.option(
        "--take-over",
        is_flag=False,
        flag_value="all",
        callback=_named_or_not,
        shell_complete=known_values.tracers,
        metavar="[weave-codex|staso|all]",
        help="Import another tracer's settings and key, and remove its hooks.",
    ),
    click.option(
        "--feature",
        multiple=True,
        shell_complete=known_values.switched_features,
        metavar="NAME=on|off",
        help="Switch a Codex feature.",
    ),
)
_HOW_IT_RUNS = (
    click.option(
        "--scope",
        default="global",
        show_default=True,
        type=Choice(("global", "project")),
        help="Trace all turns, or only this repository's.",
    ),
    click.option("--dry-run", is_flag=True, help="Only show the diff."),
    click.option("--yes", is_flag=True, help="Apply without asking."),
    click.option("--no-input", is_flag=True, help="Never ask anything."),
    click.option(
        "--no-proof", is_flag=True, help="Neither ask Codex nor send a test turn afterwards."
    ),
    in_place_option,
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
)


def setup_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add all options of setup to a command, in the order of `--help`."""
    for option in reversed(tuple(_options())):
        command = option(command)
    return command


def _options() -> Iterator[Option]:
    for member in _DESTINATION_FLAGS:
        yield _of_destinations(DESTINATION[member])
    yield click.option(
        "--api-key-stdin", is_flag=True, help="Read the key from stdin and store it in the keyring."
    )
    yield _of_destinations(DESTINATION["project"])
    for name, label in LABELS.items():
        if name != "project":  # this one may be for a single destination
            yield click.option(f"--{name.replace('_', '-')}", metavar="TEXT|none", help=label.help)
    yield _of_setting(FIELDS["capture.mode"])
    yield _of_destinations(DESTINATION["capture"])
    yield _of_setting(FIELDS["capture.exclude"])
    yield from _WHAT_CODEX_DOES
    yield from (_of_setting(field) for field in scalars().values() if field.flag)
    yield from (
        _of_destinations(field)
        for member, field in DESTINATION.items()
        if field.flag and member not in (*_DESTINATION_FLAGS, "project", "capture")
    )
    yield from _HOW_IT_RUNS


def _of_destinations(field: Field) -> Option:
    known = known_values.kinds if field.flag == "--destination" else known_values.before_a_colon
    return click.option(
        field.flag, multiple=True, metavar=field.metavar, help=field.help, shell_complete=known
    )


def _of_setting(field: Field) -> Option:
    """The option for a row. Without the option, the value is None, and the setting stays."""
    text = field.help or field.meaning
    if field.kind is Kind.switch:
        off = f"--no-{field.flag.removeprefix('--')}"
        return click.option(f"{field.flag}/{off}", default=None, help=text)
    if field.kind is Kind.categories:
        known = known_values.categories
        return click.option(
            field.flag, multiple=True, metavar=field.metavar, help=text, shell_complete=known
        )
    if said := bounds_said(field.low, field.high):
        text = f"{text} A number: {said}."
    text = f"{text} Default: {'all' if field.default is None else field.default}."
    if field.kind is Kind.choice:
        metavar, kind = f"[{'|'.join(field.choices)}]", Choice(field.choices)
        return click.option(field.flag, type=kind, metavar=metavar, help=text)
    return click.option(field.flag, metavar=field.metavar or None, help=text)
