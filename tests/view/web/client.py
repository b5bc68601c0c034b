"""A browser for tests: requests straight to the application, with every header in one's hand."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import unquote, urlencode

from codexctl.view.web.door.tokens import Tokens

PORT = 8137
HOST = f"127.0.0.1:{PORT}"


@dataclass(frozen=True)
class Answered:
    """What came back; `headers` in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def html(self) -> str:
        """The page as it was sent."""
        return self.body.decode()

    @property
    def text(self) -> str:
        """What a person reads on the page: without tags, each run of spaces as one."""
        bare = re.sub(r"<(script|style)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", bare)).split())


@dataclass
class Client:
    """Asks a page of an application behind the guard, by default as the person's browser does.

    `headers` go with every request; a header of None is left out.
    """

    app: Any
    tokens: Tokens
    headers: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Come in, as with a key."""
        cookie = f"codexctl-view-{PORT}={self.tokens.session}"
        self.headers = {"host": HOST, "cookie": cookie, "sec-fetch-site": "same-origin"}

    def get(self, address: str, **headers: str | None) -> Answered:
        """Ask for an address; an underscore in a header's name stands for a hyphen."""
        return self.ask("GET", address, b"", **headers)

    def post(self, address: str, form: Mapping[str, str], **headers: str | None) -> Answered:
        """Send a form."""
        body = urlencode(form).encode()
        media = "application/x-www-form-urlencoded"
        sent = {"content_type": media, "content_length": str(len(body)), **headers}
        return self.ask("POST", address, body, **sent)

    def ask(
        self, method: str, address: str, body: bytes = b"", /, **headers: str | None
    ) -> Answered:
        """Send any request."""
        said = self.headers | {key.replace("_", "-"): value for key, value in headers.items()}
        path, _, query = address.partition("?")
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [
                (k.encode(), v.encode("latin-1")) for k, v in said.items() if v is not None
            ],
            "client": ("127.0.0.1", 50_000),
            "server": ("127.0.0.1", PORT),
        }
        return asyncio.run(_exchange(self.app, scope, body))


async def _exchange(app: Any, scope: dict[str, Any], body: bytes) -> Answered:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    headers = {key.decode().lower(): value.decode() for key, value in sent[0]["headers"]}
    return Answered(
        sent[0]["status"], headers, b"".join(message.get("body", b"") for message in sent[1:])
    )
