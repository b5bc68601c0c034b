"""What a machine lets the wizard offer: looked at before a question, not after the last one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from codexctl.edit.intent.wanted import Trigger, TrustChoice
from codexctl.settings.capture import CaptureMode
from codexctl.settings.model import Destination


def _offered(*_: Any) -> str:
    return ""


def _unbounded(_: str) -> tuple[int | None, str]:
    return None, ""


@dataclass(frozen=True, slots=True)
class Offers:
    """Each says why a choice cannot be had here; an empty text means that it can.

    They are asked when their question comes, since some of them take a while. `most` gives the
    highest number that a setting may be, by its place, and who says so; None for no bound.
    """

    keyring: Callable[[], str] = _offered
    destination: Callable[[Destination], str] = _offered
    capture: Callable[[CaptureMode], str] = _offered
    trigger: Callable[[Trigger], str] = _offered
    trust: Callable[[TrustChoice], str] = _offered
    feature: Callable[[str], str] = _offered
    program: Callable[[str], str] = _offered
    most: Callable[[str], tuple[int | None, str]] = _unbounded


EVERYTHING = Offers()
