"""The log says what failed where and, on request, each step; never what was sent, nor a key."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from codexctl.deliver.clock import Clock
from codexctl.deliver.otlp import endpoint
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from tests.deliver.bad_server import BadServer, hang
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Reply, Sink

KEY = "sk-kanarienvogel-0123456789"
HTML = {"Content-Type": "text/html"}


def logged(locations: Locations) -> str:
    return locations.log_file.read_text() if locations.log_file.exists() else ""


def placed(locations: Locations, url: str) -> None:
    record(locations, "tools-mixed")
    configure(locations, f"far={url}?token={KEY}")
    with locations.settings_toml.open("a") as out:
        out.write(f'api_key_env = "FAR_KEY"\nheaders = {{ "x-secret" = "{KEY}" }}\n')
    os.utime(locations.settings_toml, (0, 0))


def host(url: str) -> str:
    return url.split("/")[2]


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        ((401, {}, b""), "HTTP 401: the key is missing or wrong; paused"),
        ((403, {}, b""), "HTTP 403: the key may not write here; paused"),
        ((302, {"Location": f"/login?{KEY}"}, b""), "HTTP 302: a redirect"),
        ((200, HTML, b"<html>" + KEY.encode()), "a web page answered"),
        ((200, HTML, b""), "the answer is not an OTLP response (text/html); to be tried again"),
        ((503, {}, KEY.encode()), "HTTP 503; to be tried again"),
        ((400, {}, KEY.encode()), "a turn was permanently refused: HTTP 400"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", "the answer was cut short"),
    ],
)
def test_what_failed_is_logged_with_its_place_and_its_cause(
    locations: Locations, sink: Sink, reply: Reply, said: str
) -> None:
    placed(locations, sink.url)
    sink.reply = lambda _: reply
    deliver(locations, {"FAR_KEY": KEY}, Clock())
    (line,) = logged(locations).splitlines()
    assert f"far ({host(sink.url)}): " in line
    assert said in line
    assert KEY not in line


def test_who_cannot_be_reached_is_logged(locations: Locations) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        placed(locations, f"http://127.0.0.1:{port}/v1/traces")
        deliver(locations, {"FAR_KEY": KEY}, Clock())
    assert f"far (127.0.0.1:{port}): Connection refused" in logged(locations)


def test_who_does_not_answer_is_logged(
    locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(endpoint, "TIMEOUT_S", 0.05)
    monkeypatch.setattr(endpoint, "DEADLINE_S", 0.1)
    with BadServer(hang) as bad:
        placed(locations, bad.url)
        deliver(locations, {"FAR_KEY": KEY}, Clock())
    assert f"far ({host(bad.url)}): no answer in time" in logged(locations)


def test_who_speaks_no_tls_is_logged(locations: Locations, sink: Sink) -> None:
    placed(locations, sink.url.replace("http:", "https:"))
    deliver(locations, {"FAR_KEY": KEY}, Clock())
    assert f"far ({host(sink.url)}): TLS: " in logged(locations)


def test_without_a_fault_nothing_is_logged(locations: Locations, sink: Sink) -> None:
    placed(locations, sink.url)
    deliver(locations, {"FAR_KEY": KEY}, Clock())
    deliver(locations, {"FAR_KEY": KEY, "CODEXCTL_DEBUG": "0", "WEAVE_CODEX_DEBUG": "off"}, Clock())
    assert logged(locations) == ""


@pytest.mark.parametrize("name", ["CODEXCTL_DEBUG", "WEAVE_CODEX_DEBUG", "settings"])
def test_each_step_is_logged_on_request_and_no_content(
    locations: Locations, sink: Sink, name: str
) -> None:
    placed(locations, sink.url)
    odd = locations.rollout_folders[0] / f"{KEY}.jsonl"
    odd.write_text('{"a":1}\n')
    if name == "settings":
        text = locations.settings_toml.read_text()
        locations.settings_toml.write_text(text + "[deliver]\ndebug = true\n")
        os.utime(locations.settings_toml, (0, 0))
    deliver(locations, {"FAR_KEY": KEY, name: "1"}, Clock())
    log = logged(locations)
    for step in (
        "2 of 2 files",
        "read rollout-",
        "sent 1 turn, ",
        "accepted",
    ):
        assert step in log
    for content in (KEY, "Use many tools", "echo"):
        assert content not in log
    assert locations.log_file.stat().st_mode & 0o777 == 0o600


def test_a_log_that_cannot_be_written_stops_nothing(locations: Locations, sink: Sink) -> None:
    placed(locations, sink.url)
    locations.log_file.parent.parent.mkdir(exist_ok=True)
    locations.log_file.parent.write_text("in the way")
    reports = deliver(locations, {"FAR_KEY": KEY, "CODEXCTL_DEBUG": "1"}, Clock())
    assert reports["far"].delivered == 1
    assert isinstance(locations.log_file, Path)
