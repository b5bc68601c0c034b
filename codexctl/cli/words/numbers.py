"""An option for a finite number between two bounds; the error message names the bounds."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import click

from codexctl.cli.words.choices import label
from codexctl.errors import UsageError

# No exponent, nan, inf, underscores or digits of other scripts, which float() and int() accept.
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})")

# A day: a longer time is a typing mistake.
DAY_S = 86_400
# More than any store has, and far below SQLite's largest integer.
MOST = 1_000_000_000


class Number(click.ParamType):  # type: ignore[type-arg]  # click 8.1 has no parameter here
    """A number from `low` to `high`.

    It is whole unless `fraction` is true; then it is a float.
    """

    name = "number"

    def __init__(self, low: float, high: float, *, fraction: bool = False) -> None:
        self.low = low
        self.high = high
        self.fraction = fraction

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | int:
        """Convert a value or a default. Raises UsageError unless it is a number within bounds."""
        found = self._read(value)
        if found is not None and self.low <= found <= self.high:
            return found
        name = "" if param is None else f"{label(param)} "
        page = f"{ctx.command_path} --help" if ctx else "codexctl --help"
        kind = "a number" if self.fraction else "a whole number"
        bounds = f"from {self.low:g} to {_plain(self.high)}"
        raise UsageError(f"{name}{value or repr(value)}: must be {kind} {bounds}", page)

    def _read(self, value: Any) -> float | int | None:
        """The number; None if it is not a number."""
        if isinstance(value, int | float):  # a default
            return (float(value) if self.fraction else int(value)) if math.isfinite(value) else None
        word = str(value).strip()
        if self.fraction:
            return float(word) if _DECIMAL.fullmatch(word) else None
        return int(word) if _WHOLE.fullmatch(word) else None


def timeout_option(default_s: float | None, text: str) -> Callable[[Any], Any]:
    """Add `--timeout`, the longest time to wait in seconds, with its help text to a command."""
    kind = Number(0.1, DAY_S, fraction=True)
    return _seconds("--timeout", kind, default_s, text)


def interval_option(command: Any) -> Any:
    """Add `--interval`, the seconds between two looks, to a command that polls."""
    kind = Number(0.01, DAY_S, fraction=True)
    return _seconds("--interval", kind, 1.0, "Seconds between two looks.")(command)


def _seconds(flag: str, kind: Number, default_s: float | None, text: str) -> Callable[[Any], Any]:
    return click.option(
        flag, type=kind, metavar="SECONDS", default=default_s, show_default=True, help=text
    )


def bounds_said(low: float | None, high: float | None) -> str:
    """Bounds as help shows them: `0.1 to 86400`, `at least 1`; empty if they do not matter."""
    if high is not None and high < MOST:
        return f"{low or 0:g} to {_plain(high)}"
    return f"at least {low:g}" if low else ""


def _plain(number: float) -> str:
    """A number without an exponent."""
    return f"{number:.0f}"
