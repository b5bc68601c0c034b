"""What an administrator's requirements.toml means for hooks, from Codex's answer or the file."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codexctl.codex.config.features import HOOKS, switch
from codexctl.document.toml.parse import parse_toml
from codexctl.errors import DocumentError
from codexctl.projects.markers import system_folder
from codexctl.safe_read import read_text


@dataclass(frozen=True, slots=True)
class Requirements:
    """What the administrator's files say about hooks.

    `managed_hooks_only`: every hook that is not the administrator's vanishes silently.
    `hooks_pinned`: the hooks feature is forced on or off; None where it is left alone.
    """

    managed_hooks_only: bool = False
    hooks_pinned: bool | None = None


NONE = Requirements()


def requirements_file(platform: str = sys.platform) -> Path:
    """Where Codex itself looks; no variable moves it.

    `platform` is as in `sys.platform`.
    """
    return system_folder(platform) / "requirements.toml"


def read_requirements(path: Path) -> Requirements:
    """Read the file for machines without a Codex to ask; no file, no requirements.

    Raises DocumentError when it cannot be read: Codex would not start with it either.
    """
    try:
        data = parse_toml(read_text(path))
    except FileNotFoundError:
        return NONE
    except OSError as error:
        raise DocumentError(f"{path}: {error.strerror}", "ask your administrator") from None
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path}: {error}", "ask your administrator") from None
    except DocumentError as error:
        raise DocumentError(f"{path}:{error.message}", "ask your administrator") from None
    pins = data.get("features", data.get("feature_requirements", {}))
    return Requirements(
        data.get("allow_managed_hooks_only") is True, switch({"features": pins}, HOOKS)
    )


def from_answer(answer: Mapping[str, Any]) -> Requirements:
    """Read the result of app-server's `configRequirements/read`.

    Empty where this release has no such call: then nothing is required.
    """
    data = answer.get("requirements") or {}
    pins = {"features": data.get("featureRequirements")}
    return Requirements(data.get("allowManagedHooksOnly") is True, switch(pins, HOOKS))
