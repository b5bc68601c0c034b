"""An option that takes a number: a finite one between two bounds, which its message says."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import click

from codexctl.cli.words.choices import label
from codexctl.errors import UsageError

# No exponent, nan, inf, underscores or digits of other scripts, which float() and int() would take.
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,30}(\.[0-9]{0,30})?|\.[0-9]{1,30})")

# A day: whoever waits for longer has mistyped, and no clock of ours is asked for more.
DAY_S = 86_400
# More than any store holds, and well within what SQLite counts with.
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
        """Take a word, or a default. Raises UsageError for what is no number or out of bounds."""
        found = self._read(value)
        if found is not None and self.low <= found <= self.high:
            return found
        name = "" if param is None else f"{label(param)} "
        page = f"{ctx.command_path} --help" if ctx else "codexctl --help"
        kind = "a number" if self.fraction else "a whole number"
        bounds = f"from {self.low:g} to {_plain(self.high)}"
        raise UsageError(f"{name}{value or repr(value)}: must be {kind} {bounds}", page)

    def _read(self, value: Any) -> float | int | None:
        """The number; None for what is none."""
        if isinstance(value, int | float):  # a default
            return (float(value) if self.fraction else int(value)) if math.isfinite(value) else None
        word = str(value).strip()
        if self.fraction:
            return float(word) if _DECIMAL.fullmatch(word) else None
        return int(word) if _WHOLE.fullmatch(word) else None


def timeout_option(default_s: float | None, text: str) -> Callable[[Any], Any]:
    """Add `--timeout` to a command: how long it waits at most, with its line in the help."""
    kind = Number(0.1, DAY_S, fraction=True)
    return _seconds("--timeout", kind, default_s, text)


def interval_option(command: Any) -> Any:
    """Add `--interval` to a command that looks again and again."""
    kind = Number(0.01, DAY_S, fraction=True)
    return _seconds("--interval", kind, 1.0, "Seconds between two looks.")(command)


def _seconds(flag: str, kind: Number, default_s: float | None, text: str) -> Callable[[Any], Any]:
    return click.option(
        flag, type=kind, metavar="SECONDS", default=default_s, show_default=True, help=text
    )


def bounds_said(low: float | None, high: float | None) -> str:
    """Bounds as help has them: `0.1 to 86400`, `at least 1`; empty where nobody meets them."""
    if high is not None and high < MOST:
        return f"{low or 0:g} to {_plain(high)}"
    return f"at least {low:g}" if low else ""


def _plain(number: float) -> str:
    """Without an exponent, which people do not write."""
    return f"{number:.0f}"
