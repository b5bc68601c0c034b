"""The machine that the commands' own tests run on."""

from __future__ import annotations

from tests.cli.conftest import shell

__all__ = ["shell"]
