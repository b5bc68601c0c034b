"""`codexctl view` as a program: its address, its end, and what it leaves of itself."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from codexctl.locations import Locations
from tests.view.web.conftest import record_whole

Start = Callable[..., "Running"]
_SOON_S = 20
_PARTS = 24


class Running:
    """A view that was started, and the address that it printed."""

    def __init__(self, environ: dict[str, str], *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "codexctl", "view", *words],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()
        self.port = urlsplit(self.address).port or 0
        self._connections: list[http.client.HTTPConnection] = []

    def get(self, path: str, cookie: str = "") -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_SOON_S)
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        self._connections.append(connection)
        return connection.getresponse()

    def come_in(self) -> str:
        """Use the printed key; gives the cookie."""
        answer = self.get(self.address.partition(str(self.port))[2])
        return (answer.getheader("set-cookie") or "").partition(";")[0]

    def end(self, number: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(number)
        _, err = self.process.communicate(timeout=_SOON_S)
        self.close()
        return self.process.returncode, err

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


@pytest.fixture
def environ(locations: Locations) -> dict[str, str]:
    """What a view of the filled store is started with."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(locations.home),
        "CODEX_HOME": str(locations.codex_home),
        "CODEXCTL_HOME": str(locations.data_dir),
    }


@pytest.fixture
def start(environ: dict[str, str]) -> Iterator[Start]:
    """Starts views of the filled store, and ends those that a test leaves."""
    running: list[Running] = []

    def started(*words: str, **more: str) -> Running:
        running.append(Running(environ | more, *words))
        return running[-1]

    yield started
    for one in running:
        if one.process.poll() is None:
            one.process.kill()
        one.close()
        one.process.communicate()


_PRINTED = """
import os, sys
from codexctl.cli.boundary import run
from codexctl.view.web import run as view
view._serve = lambda *_: print(*sorted(sys.modules)) or 0
run(["view", "--no-open"])
"""


def test_the_address_is_printed_before_anything_is_imported_that_takes_time(
    locations: Locations,
) -> None:
    environ = {"HOME": str(locations.home), "CODEXCTL_HOME": str(locations.data_dir)}
    done = subprocess.run(
        [sys.executable, "-c", _PRINTED], env=environ, capture_output=True, text=True, check=True
    )
    address, imported, *_ = done.stdout.splitlines()
    assert address.startswith("http://127.0.0.1:")
    heavy = {"starlette", "uvicorn", "jinja2", "asyncio", "sqlite3", "genai_prices", "subprocess"}
    assert heavy.isdisjoint(imported.split())


def test_it_listens_on_this_machine_alone(start: Start) -> None:
    view = start("--no-open")
    assert view.address.startswith(f"http://127.0.0.1:{view.port}/open?key=")
    listening = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    local = [line.split()[1] for line in listening.splitlines() if f":{view.port:04X} " in line]
    assert {address.partition(":")[0] for address in local if address.endswith(f"{view.port:04X}")}
    assert all(address.startswith("0100007F:") for address in local)


def test_the_key_becomes_a_cookie_that_shows_the_turns(start: Start) -> None:
    view = start("--no-open")
    cookie = view.come_in()
    assert cookie.startswith(f"codexctl-view-{view.port}=")
    assert view.get("/", cookie).status == 200
    assert view.get("/").status == 403


def test_two_views_stand_side_by_side_with_keys_of_their_own(start: Start) -> None:
    one, other = start("--no-open"), start("--no-open")
    assert one.port != other.port
    cookie = one.come_in()
    assert other.get("/", cookie).status == 403
    assert other.get("/", other.come_in()).status == 200


def test_a_port_that_is_taken_is_an_error_with_a_way_out(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        view = start("--no-open", "--port", str(port))
        _, err = view.process.communicate(timeout=_SOON_S)
    assert (view.address, view.process.returncode) == ("", 1)
    assert err.splitlines() == [
        f"codexctl: port {port} is taken",
        "hint: leave out --port to use a free one",
    ]


def test_a_port_can_be_had_again_at_once(start: Start) -> None:
    first = start("--no-open")
    first.get("/", first.come_in())
    first.end()
    assert start("--no-open", "--port", str(first.port)).port == first.port


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, "codexctl: interrupted"), (signal.SIGTERM, 143, "")],
)
def test_a_signal_ends_it_whatever_is_being_listened_to(
    start: Start, number: int, code: int, said: str
) -> None:
    view = start("--no-open")
    cookie = view.come_in()
    with view.get("/live", cookie) as live:
        assert live.readline() == b"retry: 2000\n"
        ended, err = view.end(number)
    assert (ended, err.strip()) == (code, said)


# What Python calls by itself swallows KeyboardInterrupt: here as the port is listened on.
_SWALLOWED = """
import os, signal, sys, weakref
from codexctl.system import interrupts
interrupts.begin()
from codexctl.view.web import run
listen = run.listen
class Gone:
    pass
def listening(port):
    gone = Gone()
    noted = weakref.ref(gone, lambda _: os.kill(os.getpid(), signal.SIGNAL))
    del gone
    return listen(port)
run.listen = listening
from codexctl.cli.boundary import run as command
sys.exit(command(["view", "--no-open"]))
"""


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_that_the_interpreter_swallows_ends_it_nevertheless(
    environ: dict[str, str], name: str, code: int
) -> None:
    script = _SWALLOWED.replace("SIGNAL", name)
    done = subprocess.run(
        [sys.executable, "-c", script], env=environ, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=3 * _SOON_S, check=False,
    )  # fmt: skip
    assert "ignored" in done.stderr, "the interpreter no longer swallows it"
    assert done.returncode == code


def test_ctrl_c_ends_it_at_whatever_moment_of_its_start(
    environ: dict[str, str], start: Start
) -> None:
    """The start is divided into equal parts; before Python has begun, the system ends it."""
    began = time.monotonic()
    whole = start("--no-open")
    whole.get("/", whole.come_in())
    took = time.monotonic() - began
    whole.end()
    for part in range(_PARTS):
        process = subprocess.Popen(
            [sys.executable, "-m", "codexctl", "view", "--no-open"], env=environ,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            time.sleep(took * part / _PARTS)
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=3 * _SOON_S) in (130, -signal.SIGINT), part
        finally:
            process.kill()
            process.wait()


def test_the_browser_is_given_a_file_and_no_argument_holds_a_key(
    start: Start, tmp_path: Path
) -> None:
    """The file is the person's alone, opens once, and is gone with the view."""
    seen, browser = tmp_path / "seen", tmp_path / "browser"
    browser.write_text(
        f'#!/bin/sh\nfile="${{1#file://}}"\ncp -p "$file" {tmp_path}/copy\n'
        f'stat -c %a "$file" "${{file%/*}}" >{seen}.part\necho "$@" >>{seen}.part\n'
        f"mv {seen}.part {seen}\n"
    )
    browser.chmod(0o755)
    view = start(BROWSER=str(browser))
    _wait_for(seen)
    file_mode, folder_mode, arguments = seen.read_text().splitlines()
    assert (file_mode, folder_mode) == ("600", "700")
    assert arguments.startswith("file:///")
    assert "key" not in arguments
    key = (tmp_path / "copy").read_text().partition("url=")[2].partition('"')[0]
    assert key.startswith(f"http://127.0.0.1:{view.port}/open?key=")
    assert key != view.address
    assert view.get(key.partition(str(view.port))[2]).status == 303
    commands = [_command(pid) for pid in Path("/proc").glob("[0-9]*")]
    assert not any("key=" in command for command in commands if "codexctl" in command)
    view.end()
    assert not Path(arguments.removeprefix("file://")).exists()


def test_without_a_display_no_browser_is_looked_for(start: Start, tmp_path: Path) -> None:
    browser = tmp_path / "xdg-open"
    browser.write_text(f"#!/bin/sh\ntouch {tmp_path}/opened\n")
    browser.chmod(0o755)
    view = start(PATH=f"{tmp_path}:{os.environ['PATH']}")
    view.get("/", view.come_in())
    assert view.end()[0] == 143
    assert not (tmp_path / "opened").exists()


def test_nothing_that_was_asked_for_is_written_down(start: Start, locations: Locations) -> None:
    view = start("--no-open")
    view.get("/nothing?text=private", view.come_in())
    _, err = view.end()
    assert err == ""
    written = [path for path in locations.data_dir.rglob("*") if path.is_file()]
    key = view.address.partition("key=")[2].encode()
    assert written
    assert not any(key in path.read_bytes() for path in written)
    assert not any(b"private" in path.read_bytes() for path in written)


def test_files_are_shown_without_a_store_and_nothing_is_written(
    start: Start, tmp_path: Path
) -> None:
    home, sessions = tmp_path / "bare", tmp_path / "sessions"
    home.mkdir()
    record_whole(sessions, "plain")
    view = start(
        "--no-open", "--read", str(sessions), HOME=str(home), CODEX_HOME="", CODEXCTL_HOME=""
    )
    cookie, shown = view.come_in(), ""
    for _ in range(200):
        shown = view.get("/", cookie).read().decode()
        if "data-row" in shown:
            break
        time.sleep(0.05)
    assert shown.count("data-row") == 1
    assert "files, not the store" in shown
    view.end()
    assert list(home.rglob("*")) == []


def test_a_file_that_is_not_there_is_named_before_anything_is_opened(start: Start) -> None:
    view = start("--no-open", "--read", "/nowhere/at/all")
    _, err = view.process.communicate(timeout=_SOON_S)
    assert (view.address, view.process.returncode) == ("", 2)
    assert err.startswith("codexctl: /nowhere/at/all: no such file or folder\n")


def test_the_database_is_not_changed_by_looking(start: Start, locations: Locations) -> None:
    before = locations.traces_db.read_bytes()
    mode = stat.S_IMODE(locations.traces_db.stat().st_mode)
    view = start("--no-open")
    cookie = view.come_in()
    for path in ("/", "/?model=gpt-5.5", "/session/none"):
        view.get(path, cookie).read()
    view.end()
    assert locations.traces_db.read_bytes() == before
    assert (mode, stat.S_IMODE(locations.traces_db.stat().st_mode)) == (0o600, 0o600)


def _wait_for(path: Path) -> None:
    until = time.monotonic() + _SOON_S
    while not path.exists():
        assert time.monotonic() < until
        time.sleep(0.02)


def _command(pid: Path) -> str:
    try:
        return (pid / "cmdline").read_text("utf-8", "replace")
    except OSError:
        return ""


@pytest.mark.parametrize("after_s", [0.0, 0.02, 0.05, 0.1, 0.2, 0.4])
def test_ended_right_after_its_start_it_leaves_no_key_behind(
    start: Start, tmp_path: Path, after_s: float
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    view = start(BROWSER="true", TMPDIR=str(temporary))
    time.sleep(after_s)
    assert view.end() == (143, "")
    assert not list(temporary.iterdir())
