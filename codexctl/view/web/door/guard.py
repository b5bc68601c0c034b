"""Refuses requests that are not allowed, and adds our headers to every answer."""

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

# The header of requests that our scripts make by themselves, not because of a person.
LIVE_HEADER = "x-codexctl-live"
_PLAIN = b"text/plain; charset=utf-8"
_HTML = b"text/html; charset=utf-8"
# If the key came from another site (the file with which we opened the browser), the browser counts
# a redirect as that site's, too, and does not send a strict cookie. A page of ours that loads the
# next page does not have this problem.
_GO_ON = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>codexctl view</title>'
    b'<link rel="icon" href="/static/icon.svg" type="image/svg+xml">'
    b'<meta http-equiv="refresh" content="0;url=/"><p><a href="/">Open the view</a></p></html>'
)
_FAILED = Refusal(500, "this page could not be made", "codexctl status")


class Guard:
    """An ASGI application that passes only allowed requests on to another one.

    `port` is the one that we listen on; `seen` is called for every request that a person made,
    `failed` with every exception of the application.
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
            return  # no web sockets, and nothing to do at start or end
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
        """The cookie's name, with the port: browsers send cookies to all ports of a host."""
        return f"codexctl-view-{self._port}"


class _Answer:
    """An answer; our headers replace those of the application with the same name."""

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
