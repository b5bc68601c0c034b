"""What the wizard can offer on this machine; checked before each question."""

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
    """Functions that return why a choice is not available here; an empty text means that it is.

    They are called just before their question, because some take a while. `most` returns a
    setting's maximum, and who set it; None for no maximum.
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
