"""Asking a server over HTTP (streamable HTTP: modelcontextprotocol.io, revision 2025-06-18)."""

from __future__ import annotations

import json
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from http.client import HTTPException, HTTPResponse
from typing import Any

from codexctl.codex.mcp.server import Server
from codexctl.codex.mcp.talk.messages import REVISION, Message, answer_to, conversation
from codexctl.codex.mcp.talk.outcome import Failed, ServerFailure
from codexctl.document import bounded_json
from codexctl.no_redirects import NoRedirects

_SESSION = "Mcp-Session-Id"
_MOST_BYTES = 16 << 20
_UNAUTHORISED, _FORBIDDEN, _NOT_FOUND, _ACCEPTED = 401, 403, 404, 202


def tools(
    server: Server, environ: Mapping[str, str], version: str, seconds: float
) -> tuple[str, tuple[str, ...]]:
    """The server's title and the names of its tools, within so many seconds. Raises Failed.

    `environ` is the person's whole environment, where variables for headers are.
    """
    asked = _Asked(
        server.url, headers(server, environ, seconds), time.monotonic() + seconds, seconds
    )
    talk = conversation(version)
    message = next(talk)
    try:
        while True:
            message = talk.send(asked.send(message))
    except StopIteration as ended:
        found: tuple[str, tuple[str, ...]] = ended.value
        return found
    finally:
        asked.end()


def headers(server: Server, environ: Mapping[str, str], seconds: float) -> dict[str, str]:
    """The headers that Codex would send: written down, from variables, and from a command."""
    table = server.table
    found = dict(table.get("http_headers") or {})
    for header, variable in (table.get("env_http_headers") or {}).items():
        found[header] = _of_variable(variable, environ)
    if variable := table.get("bearer_token_env_var"):
        found["Authorization"] = f"Bearer {_of_variable(variable, environ)}"
    if command := table.get("http_headers_helper"):
        found |= _of_command(str(command), environ, seconds)
    return found


def _of_variable(name: str, environ: Mapping[str, str]) -> str:
    if not environ.get(name):
        raise Failed(ServerFailure.no_variable, name)
    return environ[name]


def _of_command(command: str, environ: Mapping[str, str], seconds: float) -> dict[str, str]:
    try:
        done = subprocess.run(  # noqa: S602 - the person's own command; Codex uses a shell too
            command,
            shell=True,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failed(ServerFailure.silent, f"{seconds:g} s (http_headers_helper)") from None
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    try:
        found = bounded_json.loads(done.stdout)
    except ValueError:
        found = None
    if done.returncode or not isinstance(found, dict):
        what = said[-1].removeprefix("codexctl: ") if said else "it prints no headers"
        raise Failed(ServerFailure.no_secret, f"http_headers_helper: {what}")
    return {str(key): str(value) for key, value in found.items()}


class _Asked:
    """One session with a server."""

    def __init__(
        self, url: str, headers: Mapping[str, str], deadline: float, seconds: float
    ) -> None:
        self._url, self._deadline, self._seconds = url, deadline, seconds
        self._headers = {
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
            **headers,
        }
        self._opener = urllib.request.build_opener(NoRedirects)
        if not url.lower().startswith(("http://", "https://")):
            raise Failed(ServerFailure.unreachable, "the address is not http:// or https://")

    def send(self, message: Message) -> Message:
        """Send a message; gives its answer, nothing for one that has none."""
        with self._opened(json.dumps(message).encode()) as reply:
            if session := reply.headers.get(_SESSION):
                self._headers[_SESSION] = session
            if "id" not in message:
                return {}
            self._headers["MCP-Protocol-Version"] = REVISION
            for text in _texts(reply, self._remaining):
                if (found := answer_to(message, text)) is not None:
                    return found
        raise Failed(ServerFailure.no_protocol, "it ends without an answer")

    def end(self) -> None:
        """Tell it that the session is over; whatever it says to that is fine."""
        if _SESSION not in self._headers:
            return
        request = urllib.request.Request(self._url, headers=self._headers, method="DELETE")  # noqa: S310
        try:
            self._opener.open(request, timeout=1.0).close()
        except (OSError, HTTPException, ValueError):
            return

    def _remaining(self) -> float:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise Failed(ServerFailure.silent, f"{self._seconds:g} s")
        return left

    def _opened(self, body: bytes) -> HTTPResponse:
        try:
            request = urllib.request.Request(self._url, body, self._headers, method="POST")  # noqa: S310
            reply: HTTPResponse = self._opener.open(request, timeout=self._remaining())
        except urllib.error.HTTPError as error:
            error.close()
            raise _of_status(error.code) from None
        except urllib.error.URLError as error:
            raise self._of_reason(error.reason) from None
        except (OSError, HTTPException, ValueError) as error:
            raise self._of_reason(error) from None
        return reply

    def _of_reason(self, reason: object) -> Failed:
        if isinstance(reason, TimeoutError):
            return Failed(ServerFailure.silent, f"{self._seconds:g} s")
        if isinstance(reason, ssl.SSLCertVerificationError):
            return Failed(ServerFailure.untrusted, reason.verify_message)
        if isinstance(reason, OSError) and reason.strerror:
            return Failed(ServerFailure.unreachable, reason.strerror)
        # Of other errors, only the type is shown: their text may quote a header.
        return Failed(
            ServerFailure.unreachable,
            type(reason).__name__ if isinstance(reason, Exception) else str(reason),
        )


def _of_status(code: int) -> Failed:
    known = {
        _UNAUTHORISED: ServerFailure.needs_login,
        _FORBIDDEN: ServerFailure.forbidden,
        _NOT_FOUND: ServerFailure.not_found,
    }
    return Failed(known.get(code, ServerFailure.status), f"status {code}")


def _texts(reply: HTTPResponse, remaining: Any) -> Iterator[bytes]:
    """The JSON documents of an answer: the body, or the data of each event of a stream."""
    if reply.headers.get_content_type() != "text/event-stream":
        yield reply.read(_MOST_BYTES)
        return
    data = list[bytes]()
    size = 0
    for line in reply:
        remaining()
        size += len(line)
        if size > _MOST_BYTES:
            return
        if line.startswith(b"data:"):
            data.append(line[5:].strip())
        elif not line.strip() and data:
            yield b"\n".join(data)
            data = []
