"""Turns that fail, each with its own error kind."""

from __future__ import annotations

from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.items import shell
from tests.e2e.lab.runner import Lab
from tests.e2e.lab.script import http_error


@scenario()
def http_500(lab: Lab) -> None:
    """The model server breaks after the first tool call, and stays broken."""
    lab.script(shell("echo before"), http_error(500, repeat=8))
    lab.exec("Run into an error")
