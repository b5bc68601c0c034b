"""What tests of the policy share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.locations import Locations, locate
from tests.policy.machine import Machine

WithPolicy = Callable[[str | None], Locations]


@pytest.fixture
def with_policy(tmp_path: Path) -> WithPolicy:
    """Locations whose policy file has this text; None: there is no file."""

    def made(text: str | None) -> Locations:
        path = tmp_path / "policy" / "policy.toml"
        path.parent.mkdir(mode=0o755, exist_ok=True)
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text)
            path.chmod(0o644)
        environ = {"HOME": str(tmp_path), "CODEXCTL_HOME": str(tmp_path / "ctl")}
        return replace(locate(environ), policy_file=path)

    return made


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine on which nothing is configured yet."""
    return Machine(tmp_path)
