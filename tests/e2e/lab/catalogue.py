"""The catalogue of scenarios: a name, what Codex needs for it, and a function that plays it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.e2e.lab.runner import CLASSIC, Lab

Play = Callable[[Lab], None]


@dataclass(frozen=True, slots=True)
class Scenario:
    """`since`, `until`: the releases that can play it; `top`, `tables`: config.toml text.

    `recorded`: whether its files belong into the repository.
    """

    name: str
    play: Play
    model: str = CLASSIC
    since: str = "0.117.0"
    until: str = "9.0.0"
    top: str = ""
    tables: str = ""
    recorded: bool = True

    @property
    def about(self) -> str:
        """What the scenario shows, one line."""
        return (self.play.__doc__ or "").strip().splitlines()[0]

    def suits(self, version: str) -> bool:
        """Whether this Codex version can play it."""
        return order(self.since) <= order(version) <= order(self.until)

    def lab(self, binary: Path, version: str, root: Path | None = None) -> Lab:
        """A laboratory that is set up for this scenario."""
        return Lab(
            binary, model=model_for(self.model, version), top=self.top,
            tables=self.tables, root=root, record_hooks=True,
        )  # fmt: skip


CATALOGUE: dict[str, Scenario] = {}


def scenario(
    model: str = CLASSIC,
    since: str = "0.117.0",
    until: str = "9.0.0",
    top: str = "",
    tables: str = "",
    *,
    recorded: bool = True,
) -> Callable[[Play], Play]:
    """Put a function into the catalogue under its own name, with dashes."""

    def register(play: Play) -> Play:
        name = play.__name__.replace("_", "-")
        CATALOGUE[name] = Scenario(name, play, model, since, until, top, tables, recorded)
        return play

    return register


def order(version: str) -> tuple[int, ...]:
    """A version as something to compare: "0.117.0" → (0, 117, 0)."""
    return tuple(int(part) for part in version.split("."))


def model_for(model: str, version: str) -> str:
    """Releases before 0.124 do not know gpt-5.5: its place was gpt-5.4's, and gpt-5's before."""
    if model != CLASSIC or order(version) >= (0, 124):
        return model
    return "gpt-5.4" if order(version) >= (0, 110) else "gpt-5"
