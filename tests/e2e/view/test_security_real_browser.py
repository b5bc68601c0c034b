"""Who gets in: tried from outside, with sockets and with a browser that another page sits in."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from tests.deliver.conftest import record
from tests.e2e.view.browsing import Tab, launched, tab
from tests.e2e.view.viewing import Viewing, filled, viewing
from tests.trace.recorded import RECORDINGS, traces
from tests.view.web.conftest import located

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.e2e
HOSTS = (
    "evil.invalid",
    "evil.invalid:{port}",
    "127.0.0.1",
    "127.0.0.1:1",
    "127.0.0.1.evil.invalid:{port}",
    "127.0.0.1:{port}, evil.invalid",
    "localhost",
    "[::1]:{port}",
    "0.0.0.0:{port}",
    "",
)
PATHS = (
    "/static/../../../../etc/passwd",
    "/static/..%2f..%2f..%2fetc%2fpasswd",
    "/static/%2e%2e/base.html.j2",
    "/static//etc/passwd",
    "/static/style.css%00.js",
    "/..;/etc/passwd",
    "/session/../../etc/passwd",
    "/turn/..%2f..%2fetc%2fpasswd",
    "//evil.invalid/",
    "http://evil.invalid/",
)
# The trace of the only turn: it is on every list that is shown at all.
_SECRET = str(traces(RECORDINGS / "0.169.0" / "shell-ok")[0].summary["trace_id"])
# Ways to make markup or a script of a text; the policy refuses each one before it happens.
_WAYS = (
    'document.body.innerHTML = "<img src=x onerror=window.inline=1>"',
    'document.body.insertAdjacentHTML("beforeend", "<b>x</b>")',
    'document.createElement("b").setAttribute("onclick", "window.inline = 1")',
    'document.createElement("script").text = "window.inline = 1"',
    'document.write("<b>x</b>")',
    'new DOMParser().parseFromString("<b>x</b>", "text/html")',
)
_REFUSAL = "() => { try { %s; return 'done'; } catch (error) { return error.name; } }"
# What a page of another site tries. The port is another one and the host is ours, which is one site
# to a browser: the strict cookie goes along, and the door has to refuse.
_ATTACK = """<script>
window.outcome = {};
const said = (name) => [() => { outcome[name] = "read"; }, () => { outcome[name] = "refused"; }];
const there = "ORIGIN/";
fetch(there, { credentials: "include" }).then((answer) => answer.text()).then(...said("fetch"));
fetch(there, { credentials: "include", mode: "no-cors" }).then(...said("opaque"));
for (const [kind, path] of [["img", "static/icon.svg"], ["script", "static/keys.js"]]) {
  const element = document.createElement(kind);
  [element.onload, element.onerror] = said(kind);
  element.src = there + path;
  document.body.append(element);
}
const frame = document.createElement("iframe");
frame.onload = () => {
  try { outcome.frame = frame.contentWindow.document.body.textContent ? "read" : "refused"; }
  catch { outcome.frame = "refused"; }
};
frame.src = there;
document.body.append(frame);
</script>"""


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Viewing]:
    """A view of a session that somebody would like to read."""
    home = tmp_path_factory.mktemp("home")
    record(located(home), "shell-ok")
    filled(home)
    with viewing(home) as started:
        yield started


@pytest.fixture(scope="module")
def cookie(view: Viewing) -> str:
    """The cookie that the printed address gives; it is good for it once."""
    answer = _ask(view, view.address.removeprefix(view.origin))
    assert answer.status == 303
    return str(answer.headers["set-cookie"]).partition(";")[0]


def test_a_key_opens_once(view: Viewing, cookie: str) -> None:
    again = _ask(view, view.address.removeprefix(view.origin))

    assert cookie
    assert again.status == 403
    assert "set-cookie" not in again.headers


def test_the_cookie_is_hidden_from_scripts_and_from_other_sites(tmp_path: Path) -> None:
    record(located(tmp_path), "plain")
    filled(tmp_path)
    with viewing(tmp_path) as own:
        answer = _ask(own, own.address.removeprefix(own.origin))

    said = {part.strip() for part in str(answer.headers["set-cookie"]).split(";")[1:]}
    assert {"HttpOnly", "SameSite=Strict"} <= said


@pytest.mark.parametrize("path", ["/", "/stats", "/search?q=a", "/static/style.css", "/nothing"])
def test_nothing_is_shown_without_the_cookie(view: Viewing, path: str) -> None:
    answer = _ask(view, path)

    assert answer.status == 403
    assert _SECRET not in answer.text


def test_only_this_machine_reaches_it(view: Viewing) -> None:
    listening = Path("/proc/net/tcp").read_text().splitlines()[1:]
    wanted = f":{view.port:04X}"
    bound = {line.split()[1] for line in listening if line.split()[1].endswith(wanted)}
    bound6 = [line for line in Path("/proc/net/tcp6").read_text().splitlines() if wanted in line]

    assert {address.partition(":")[0] for address in bound} == {"0100007F"}
    assert [line for line in bound6 if line.split()[1].endswith(wanted)] == []


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_is_refused_even_with_the_cookie(
    view: Viewing, cookie: str, host: str
) -> None:
    said = _raw(view, f"GET / HTTP/1.1\r\nHost: {host.format(port=view.port)}\r\n{_with(cookie)}")

    assert said.split()[1] in (b"421", b"400")
    assert _SECRET.encode() not in said


def test_two_hosts_and_none_are_refused(view: Viewing, cookie: str) -> None:
    good = f"Host: 127.0.0.1:{view.port}\r\n"
    two = _raw(view, f"GET / HTTP/1.1\r\n{good}Host: evil.invalid\r\n{_with(cookie)}")
    none = _raw(view, f"GET / HTTP/1.1\r\n{_with(cookie)}")

    assert _SECRET.encode() not in two + none
    assert [said.split()[1] for said in (two, none)] in ([b"421", b"421"], [b"400", b"400"])


@pytest.mark.parametrize("path", PATHS)
def test_no_path_leads_out_of_the_pages(view: Viewing, cookie: str, path: str) -> None:
    said = _raw(view, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{view.port}\r\n{_with(cookie)}")

    assert b"root:" not in said
    assert b"{% block" not in said
    assert said.split()[1] in (b"400", b"404", b"403")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_nothing_but_reading_is_answered(view: Viewing, cookie: str, method: str) -> None:
    ours = f"Host: 127.0.0.1:{view.port}\r\nContent-Length: 0\r\n"
    said = _raw(view, f"{method} / HTTP/1.1\r\n{ours}{_with(cookie)}")

    assert said.split()[1] in (b"403", b"405")


def test_another_site_in_the_same_browser_reads_nothing(
    running: Browser, view: Viewing, cookie: str
) -> None:
    with _let_in(running, view, cookie) as here:
        assert _SECRET in here.page.content()
        with _site(_ATTACK.replace("ORIGIN", view.origin)) as elsewhere:
            here.page.goto(elsewhere)
            here.page.wait_for_function("Object.keys(window.outcome).length === 5")
            outcome = here.page.evaluate("window.outcome")
        framed = [frame.content() for frame in here.page.frames[1:]]

    assert outcome == dict.fromkeys(("fetch", "opaque", "img", "script", "frame"), "refused")
    assert all(_SECRET not in content for content in framed)


def test_a_form_of_another_site_is_refused(running: Browser, view: Viewing, cookie: str) -> None:
    form = f"<form method=post action={view.origin}/><button>go</button></form>"
    with _let_in(running, view, cookie) as here, _site(form) as elsewhere:
        here.page.goto(elsewhere)
        here.page.click("button")
        here.page.wait_for_url(view.origin + "/")

        assert _SECRET not in here.page.content()
        assert "another page asked for this one" in here.page.content()


def test_a_name_that_leads_to_this_machine_is_not_let_in(running: Browser, view: Viewing) -> None:
    rules = "--host-resolver-rules=MAP rebound.invalid 127.0.0.1"
    cheated = launched(running.browser_type, rules)
    with tab(cheated) as here:
        here.page.goto(f"http://rebound.invalid:{view.port}/")

        assert "this is not the address of the view" in here.page.content()
    cheated.close()


def test_no_script_of_a_page_can_run_text_or_make_markup_of_it(
    running: Browser, view: Viewing, cookie: str
) -> None:
    with _let_in(running, view, cookie) as here:
        refused = [here.page.evaluate(_REFUSAL % way) for way in _WAYS]

        assert refused == ["TypeError"] * len(_WAYS)
        assert here.page.evaluate("typeof window.inline") == "undefined"


@contextmanager
def _let_in(running: Browser, view: Viewing, cookie: str) -> Iterator[Tab]:
    """A tab with the view's first page, whose browser has the cookie."""
    name, _, value = cookie.partition("=")
    with tab(running) as here:
        kept: Any = {"name": name, "value": value, "url": view.origin, "sameSite": "Strict"}
        here.page.context.add_cookies([kept | {"httpOnly": True}])
        here.visit(view.origin + "/")
        yield here


class _Answer:
    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status, self.headers = response.status, response.headers
        self.text = response.read().decode()


def _ask(view: Viewing, path: str, **headers: str) -> _Answer:
    connection = http.client.HTTPConnection("127.0.0.1", view.port, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = _Answer(connection.getresponse())
    connection.close()
    return answer


def _with(cookie: str) -> str:
    return f"Cookie: {cookie}\r\nConnection: close\r\n\r\n"


def _raw(view: Viewing, request: str) -> bytes:
    """What comes back for bytes that no client would send."""
    with socket.create_connection(("127.0.0.1", view.port), timeout=10) as line:
        line.sendall(request.encode("latin-1"))
        said = b""
        while part := line.recv(65_536):
            said += part
    return said


@contextmanager
def _site(body: str) -> Iterator[str]:
    """Another site: another port of this machine, whose page says this."""
    page = f"<!doctype html><title>elsewhere</title><body>{body}</body>".encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
