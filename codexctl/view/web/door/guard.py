"""The door: what is refused is refused here, and every answer leaves with our headers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from codexctl.view.web.door.admission import KEY_PATH, NO_KEY, Refusal, Request, refusal
from codexctl.view.web.door.headers import HEADERS
from codexctl.view.web.door.tokens import Tokens

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What a script of ours says when it looks by itself: nobody is at the page for that.
LIVE_HEADER = "x-codexctl-live"
_PLAIN = b"text/plain; charset=utf-8"
_HTML = b"text/html; charset=utf-8"
# Where a key was brought from another site (the file that we opened the browser with), a redirect
# would still count as that site's, and a strict cookie would stay behind. A page of ours that goes
# on by itself does not.
_GO_ON = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>codexctl view</title>'
    b'<link rel="icon" href="/static/icon.svg" type="image/svg+xml">'
    b'<meta http-equiv="refresh" content="0;url=/"><p><a href="/">Open the view</a></p></html>'
)
_FAILED = Refusal(500, "this page could not be made", "codexctl status")


class Guard:
    """An ASGI application around another one, which sees admitted requests alone.

    `port` is the one that we listen on; `seen` is called for every request that a person made, and
    `failed` with whatever the application let out.
    """

    def __init__(
        self,
        app: ASGIApp,
        tokens: Tokens,
        port: int,
        seen: Callable[[], None] = lambda: None,
        failed: Callable[[Exception], None] = lambda _: None,
    ) -> None:
        self._app = app
        self._tokens = tokens
        self._port = port
        self._seen = seen
        self._failed = failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return  # no web sockets, and nothing to be done at start or end
        request = _request(scope)
        out = _Answer(send, is_head=request.method == "HEAD")
        if problem := refusal(request, self._port):
            await out.refuse(problem)
        elif request.path == KEY_PATH:
            await self._open(request, scope, out)
        elif not self._is_known(request):
            await out.refuse(NO_KEY)
        else:
            await self._pass_on(request, scope, receive, out)

    async def _pass_on(
        self, request: Request, scope: Scope, receive: Receive, out: _Answer
    ) -> None:
        if not request.first(LIVE_HEADER):
            self._seen()
        try:
            await self._app(scope, receive, out.send)
        except Exception as error:  # noqa: BLE001 - no traceback leaves here
            self._failed(error)
            if not out.is_begun:
                await out.refuse(_FAILED)

    async def _open(self, request: Request, scope: Scope, out: _Answer) -> None:
        """Exchange a key for the cookie; a browser that has the cookie needs no key."""
        keys = parse_qs(scope["query_string"].decode("latin-1")).get("key", [])
        if request.method == "GET" and len(keys) == 1 and self._tokens.redeem(keys[0]):
            cookie = f"{self._cookie}={self._tokens.session}; Path=/; HttpOnly; SameSite=Strict"
            more = {b"set-cookie": cookie.encode()}
        elif self._is_known(request):
            more = {}
        else:
            await out.refuse(NO_KEY)
            return
        self._seen()
        if request.first("sec-fetch-site") in ("", "none", "same-origin"):
            await out.whole(303, b"", _PLAIN, more | {b"location": b"/"})
        else:
            await out.whole(200, _GO_ON, _HTML, more)

    def _is_known(self, request: Request) -> bool:
        cookies = SimpleCookie()
        try:
            for line in request.all("cookie"):
                cookies.load(line)
        except CookieError:
            return False
        said = cookies.get(self._cookie)
        return said is not None and self._tokens.is_session(said.value)

    @property
    def _cookie(self) -> str:
        """Cookies are a host's, whatever the port: two views side by side have one each."""
        return f"codexctl-view-{self._port}"


class _Answer:
    """Everything that is sent, with our headers instead of whatever was said of the same."""

    def __init__(self, send: Send, *, is_head: bool) -> None:
        self._send = send
        self._is_head = is_head
        self.is_begun = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.is_begun = True
            ours = {name for name, _ in HEADERS}
            others = [(key, value) for key, value in message["headers"] if key.lower() not in ours]
            message = {**message, "headers": [*others, *HEADERS]}
        elif self._is_head:
            message = {**message, "body": b""}
        await self._send(message)

    async def refuse(self, problem: Refusal) -> None:
        hint = f"\nhint: {problem.hint}" if problem.hint else ""
        text = f"codexctl view: {problem.message}{hint}\n".encode()
        await self.whole(problem.status, text, _PLAIN, {b"connection": b"close"})

    async def whole(
        self, status: int, body: bytes, media: bytes, more: Mapping[bytes, bytes]
    ) -> None:
        length = str(len(body)).encode()
        headers: list[Any] = [(b"content-type", media), (b"content-length", length), *more.items()]
        await self.send({"type": "http.response.start", "status": status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body})


def _request(scope: Scope) -> Request:
    query: bytes = scope["query_string"]
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    address = raw + b"?" + query if query else raw
    return Request(scope["method"], scope["path"], address, scope["headers"])
