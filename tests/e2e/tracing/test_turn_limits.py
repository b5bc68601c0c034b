"""The real Codex under CODEXCTL_CAPTURE: what it forbids is sent by no later worker either."""

from __future__ import annotations

import pytest

from tests.deliver.sink import Sink, ok
from tests.e2e.installed import Installed
from tests.e2e.lab.model.agents import spawn, wait_agent
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import FALLBACK, Lab

pytestmark = pytest.mark.e2e

CANARY = "wagtail"


def test_what_a_turn_was_begun_with_holds_when_the_backend_is_back(lab: Lab) -> None:
    installed = Installed(lab)
    with Sink() as sink:
        sink.reply = lambda _: (503, {}, b"")
        installed.run("setup", "--destination", "local", "--destination", "otlp",
                      "--endpoint", sink.url, "--no-proof", "--yes")  # fmt: skip
        lab.home.env["CODEXCTL_CAPTURE"] = "metadata"
        lab.script(
            spawn(f"Count the {CANARY}s"),
            wait_agent(),
            say(f"One {CANARY}."),
            children={CANARY: [shell(f"echo {CANARY}"), say(f"One {CANARY}.")]},
        )
        lab.exec(f"Where is the {CANARY}?", "-m", FALLBACK)
        installed.turns_when(lambda turns: len(turns) == 2)
        del lab.home.env["CODEXCTL_CAPTURE"]
        sink.requests.clear()
        sink.reply = lambda _: ok()
        lab.script(say("Here."))
        lab.exec("Where is the dipper?")
        installed.turns_when(lambda turns: len(turns) == 3)
        installed.run("trace", "export")
        sent = b"".join(request.SerializeToString() for request in sink.requests)
    assert b"dipper" in sent
    assert CANARY.encode() not in sent
    assert CANARY.encode() not in (installed.home / "traces.db").read_bytes()
