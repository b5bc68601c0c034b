"""The options of `codexctl setup`, apart from what it does with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from codexctl.cli.edits.editing import in_place_option
from codexctl.settings.capture import CaptureMode
from codexctl.settings.model import TraceParentUse

TRUST = ("this-hook", "ask", "bypass")
TRIGGERS = ("auto", "hook", "notify")

_OPTIONS = (
    click.option(
        "--destination",
        multiple=True,
        metavar="[NAME=]KIND",
        help="Where traces go: local, otlp or a backend (langfuse, weave, phoenix, …); may be"
        " repeated. At first: local.",
    ),
    click.option("--endpoint", multiple=True, metavar="[NAME:]URL", help="Its own address."),
    click.option(
        "--param",
        multiple=True,
        metavar="[NAME:]KEY=VALUE",
        help="What its backend leaves open: host, region, …",
    ),
    click.option(
        "--header", multiple=True, metavar="[NAME:]KEY=VALUE", help="A header that is no secret."
    ),
    click.option(
        "--api-key-env", multiple=True, metavar="[NAME:]VARIABLE", help="The variable with its key."
    ),
    click.option(
        "--api-key-command",
        multiple=True,
        metavar="[NAME:]COMMAND",
        help="A program that prints its key; no shell is involved.",
    ),
    click.option(
        "--api-key-stdin", is_flag=True, help="Put the key that stdin holds into the keyring."
    ),
    click.option("--project", multiple=True, metavar="[NAME:]TEXT", help="Project of the traces."),
    click.option("--workspace", default="", help="Workspace that they belong to."),
    click.option("--environment", default="", help="Deployment environment, for example ci."),
    click.option("--agent-id", default="", help="Your name for this agent."),
    click.option(
        "--capture",
        default="",
        type=click.Choice(["", *CaptureMode.__members__]),
        metavar="[metadata|redacted|full]",
        help="How much content. At first: redacted.",
    ),
    click.option(
        "--capture-for",
        multiple=True,
        metavar="[NAME:]MODE",
        help="Less content than that for one destination.",
    ),
    click.option(
        "--exclude",
        multiple=True,
        metavar="CATEGORY",
        help="Content to leave out; may be repeated; none for nothing.",
    ),
    click.option(
        "--trigger",
        default="",
        type=click.Choice(["", *TRIGGERS]),
        metavar="[auto|hook|notify]",
        help="What Codex calls after a turn. auto: the hook, unless only managed hooks may run.",
    ),
    click.option(
        "--trust",
        default="",
        type=click.Choice(["", *TRUST]),
        metavar="[this-hook|ask|bypass]",
        help="How Codex comes to trust the hook.",
    ),
    click.option(
        "--take-over",
        is_flag=False,
        flag_value="all",
        default="",
        metavar="[weave-codex|staso|all]",
        help="Take over another tracer's settings and key, and remove its hooks.",
    ),
    click.option("--feature", multiple=True, metavar="NAME=on|off", help="Switch a Codex feature."),
    click.option(
        "--auto-sync/--no-auto-sync",
        default=None,
        help="Whether the worker renews the hook script after an upgrade.",
    ),
    click.option(
        "--traceparent",
        default="",
        type=click.Choice(["", *TraceParentUse]),
        metavar="[link|parent]",
        help="What becomes of TRACEPARENT in Codex's environment. At first: link.",
    ),
    click.option(
        "--keep-days",
        default="",
        metavar="[N|all]",
        help="Days that the local store keeps a turn. At first: all.",
    ),
    click.option(
        "--keep-mb",
        default="",
        metavar="[N|all]",
        help="Megabytes that the local store may hold. At first: all.",
    ),
    click.option(
        "--quiet-seconds",
        default="",
        metavar="N",
        help="After so long a turn without an end that nobody works on is given up. At first: 1.",
    ),
    click.option(
        "--unseen-quiet-seconds",
        default="",
        metavar="N",
        help="The same where it cannot be seen who works on it. At first: 1800.",
    ),
    click.option(
        "--debug/--no-debug", default=None, help="Whether the log says each step of a delivery."
    ),
    click.option(
        "--scope",
        default="global",
        show_default=True,
        type=click.Choice(("global", "project")),
        help="All turns, or this repository's.",
    ),
    click.option("--dry-run", is_flag=True, help="Only show the diff."),
    click.option("--yes", is_flag=True, help="Apply without asking."),
    click.option("--no-input", is_flag=True, help="Never ask anything."),
    click.option(
        "--no-proof", is_flag=True, help="Do not ask Codex nor send a test turn afterwards."
    ),
    in_place_option,
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
)


def setup_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command all of them, in the order of `--help`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command
