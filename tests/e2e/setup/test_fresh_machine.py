"""A machine on which Codex never ran: no Codex home, no settings, as in a new CI image."""

from __future__ import annotations

import shutil
import stat
import time

import pytest

from tests.deliver.sink import Sink
from tests.e2e.installed import Installed
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import EXEC, Lab

pytestmark = pytest.mark.e2e

LATE_WORKER_S = 3.0


@pytest.fixture
def fresh(lab: Lab) -> Installed:
    """Codexctl on it, and no Codex home."""
    shutil.rmtree(lab.home.codex)
    return Installed(lab)


def run(installed: Installed) -> None:
    """One run; the flags name the laboratory's model, as there is no config.toml for it."""
    lab = installed.lab
    provider = (
        f'model_providers.fake={{name="fake",base_url="{lab.server.base_url}",'
        'wire_api="responses",env_key="FAKE_KEY",supports_websockets=false}'
    )
    flags = ("-c", provider, "-c", 'model_provider="fake"', "-c", 'model="gpt-5.5"')
    lab.script(say("Hello."))
    done = installed.call("run", "--", "codex", "exec", *EXEC, *flags, "--", "Say hello")
    assert done.returncode == 0, done.stdout + done.stderr


def test_setup_makes_the_home_and_is_proven_by_the_real_codex(fresh: Installed) -> None:
    home = fresh.lab.home.codex
    fresh.run("setup", "--yes")
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    fresh.run("status")
    fresh.run("uninstall", "--yes")
    assert not (home / "hooks.json").exists()
    assert not (home / "config.toml").exists()


def test_what_codex_rejects_is_refused_before_there_is_a_home(fresh: Installed) -> None:
    done = fresh.call("config", "set", "model_provider", "nope", "--yes")
    assert done.returncode == 1
    assert not fresh.lab.home.codex.exists()


def test_each_run_asks_the_environment_anew_where_its_turns_go(fresh: Installed) -> None:
    environ = fresh.lab.home.env
    run(fresh)
    assert len(fresh.turns()) == 1
    with Sink() as sink:
        environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = sink.url.removesuffix("/v1/traces")
        run(fresh)
        until = time.monotonic() + 5
        while not sink.spans and time.monotonic() < until:
            time.sleep(0.05)
        resources = [
            resource_span for request in sink.requests for resource_span in request.resource_spans
        ]
    spans = [
        span for resource in resources for scope in resource.scope_spans for span in scope.spans
    ]
    assert len({span.trace_id for span in spans}) == 1
    # The hook that told of the first turn's beginning starts a worker only then.
    time.sleep(LATE_WORKER_S)
    assert len(fresh.turns()) == 1
    assert not (fresh.home / "settings.toml").exists()
    assert not (fresh.lab.home.codex / "hooks.json").exists()
