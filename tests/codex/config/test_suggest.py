from __future__ import annotations

import pytest

from codexctl.codex.config.schemas import REQUIREMENTS
from codexctl.codex.config.suggest import meant


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (("modle",), ("model",)),
        (("approvalPolicy",), ("approval_policy",)),
        (("history", "persistance"), ("history", "persistence")),
        (("mcp_servers", "mine", "comand"), ("mcp_servers", "mine", "command")),
        (("persistence",), ("history", "persistence")),
        (("features", "codex_hook"), None),
        (("something else entirely",), None),
    ],
)
def test_did_you_mean(written: tuple[str, ...], wanted: tuple[str, ...] | None) -> None:
    assert meant(written) == wanted


def test_requirements_have_names_of_their_own() -> None:
    assert meant(("allow_managed_hook_only",), REQUIREMENTS) == ("allow_managed_hooks_only",)
