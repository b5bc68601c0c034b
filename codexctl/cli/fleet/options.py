"""What `fleet plan` and `fleet apply` are asked for, as one value."""

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
    help="Where the machine's hook script belongs.",
)  # fmt: skip
_USUAL = sys.platform if sys.platform in PLATFORMS else "linux"
platform_option = click.option(
    "--platform", type=Choice(PLATFORMS), default=_USUAL, help="The machine that it is for.",
)  # fmt: skip
_OPTIONS = (
    click.option("--policy", metavar="FILE|-",
                 help="The policy to roll out. Default: the one that is in place."),
    root_option,
    click.option("--python", type=click.Path(path_type=Path), metavar="PATH",
                 default=Path(sys.executable), help="The machine's Python that has codexctl."),
    hook_script_option,
    click.option("--managed-hooks-only", "only", is_flag=True,
                 help="Have Codex run nobody else's hooks."),
    click.option("--managed-config", is_flag=True,
                 help="Also for Codex before 0.169, whose requirements know no [otel]."),
    click.option("--service", is_flag=True,
                 help="Also a timer in each person's session, for what an outage has left."),
    click.option("--seal", is_flag=True, help="Seal the policy: a torn copy counts as invalid."),
    click.option("--replace", is_flag=True, help="Replace a policy or script that is not ours."),
    platform_option,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RollOut:
    """What a machine is to get, in the words of the command line.

    `policy` is a file's name, `-` for stdin, None for the one in place; `script` None for the
    usual place; the others are as their options say.
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
    """Give a command these options; they arrive in it as `asked`."""

    @wraps(function)
    def wrapped(**words: Any) -> int:
        asked = RollOut(**{field.name: words.pop(field.name) for field in fields(RollOut)})
        return function(asked=asked, **words)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped
