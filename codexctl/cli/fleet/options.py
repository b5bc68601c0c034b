"""The options of `fleet plan` and `fleet apply`, as one value."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import wraps
from pathlib import Path
from typing import Any

import click

from codexctl.cli.words.choices import Choice

PLATFORMS = ("linux", "darwin")

root_option = click.option(
    "--root", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR",
    default=Path("/"), help="The tree of an image or a package instead of this machine.",
)  # fmt: skip
hook_script_option = click.option(
    "--hook-script", "script", type=click.Path(path_type=Path), metavar="PATH",
    help="The path of the machine's hook script.",
)  # fmt: skip
_USUAL = sys.platform if sys.platform in PLATFORMS else "linux"
platform_option = click.option(
    "--platform", type=Choice(PLATFORMS), default=_USUAL, help="The system of the machine.",
)  # fmt: skip
_OPTIONS = (
    click.option("--policy", metavar="FILE|-",
                 help="The policy to roll out. Default: the one that is in place."),
    root_option,
    click.option("--python", type=click.Path(path_type=Path), metavar="PATH",
                 default=Path(sys.executable), help="The machine's Python that has codexctl."),
    hook_script_option,
    click.option("--managed-hooks-only", "only", is_flag=True,
                 help="Let Codex run no other hooks."),
    click.option("--managed-config", is_flag=True,
                 help="Also for Codex before 0.169, which has no [otel] in its requirements."),
    click.option("--service", is_flag=True,
                 help="Also a timer for each user, which delivers what an outage left."),
    click.option("--seal", is_flag=True, help="Seal the policy: an incomplete copy counts as "
        "invalid."),
    click.option("--replace", is_flag=True, help="Replace a policy or script that codexctl did "
        "not write."),
    platform_option,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RollOut:
    """What to roll out to a machine, as given on the command line.

    `policy` is a file's name, `-` for stdin, or None for the installed one; `script` is None for
    the default path; the others are as their options say.
    """

    policy: str | None
    root: Path
    python: Path
    script: Path | None
    only: bool
    managed_config: bool
    service: bool
    seal: bool
    replace: bool
    platform: str


def roll_out_options(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options of a roll-out to a command; it gets them as `asked`."""

    @wraps(function)
    def wrapped(**words: Any) -> int:
        asked = RollOut(**{field.name: words.pop(field.name) for field in fields(RollOut)})
        return function(asked=asked, **words)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped
