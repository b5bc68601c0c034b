"""A model server on this machine that answers Codex from a script and keeps the bill."""

from __future__ import annotations

import http.server
import itertools
import json
import select
import socket
import threading
import time

from tests.e2e.lab.model.asked import Asked, Json
from tests.e2e.lab.model.bill import Charge, Outcome, ServedCall
from tests.e2e.lab.model.items import NESTED
from tests.e2e.lab.model.script import Script, Step, distinct_usage, script
from tests.e2e.lab.model.sse import Event, events

HOSTED = {"web_search_call", "image_generation_call"}
CALLS = {"function_call", "custom_tool_call", "tool_search_call"} | HOSTED


class ModelServer(http.server.ThreadingHTTPServer):
    """Listens on 127.0.0.1 at a free port while the `with` block lasts.

    `requests` logs what Codex asked, `bill` what it was served, `streaming` is set as soon as the
    first piece of text of a run is out; `run` is set by the runner to number Codex processes.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: Script = script([])
        self.requests: list[Asked] = []
        self.bill: list[Charge] = []
        self.streaming = threading.Event()
        self.answering = 0
        self.run = 0
        self.lock = threading.Lock()
        self.numbers = itertools.count(1)
        self._thread = threading.Thread(target=self.serve_forever, daemon=True)

    @property
    def base_url(self) -> str:
        """What config.toml's base_url is set to."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def __enter__(self) -> ModelServer:
        """Start answering."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop answering."""
        self.shutdown()
        self.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        """Answer POST /v1/responses from the script."""
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        if self.path != "/v1/responses":
            self.send_error(404)
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        with self.server.lock:
            asked = Asked(self.server.run, time.time(), self.path, headers, json.loads(raw))
            self.server.requests.append(asked)
            self.server.answering += 1
            step, number = self.server.script.next(asked), next(self.server.numbers)
        answer = _Answer(self, asked, step, number)
        try:
            charge = answer.give()
        except OSError:
            charge = answer.charge("cut")
        with self.server.lock:
            self.server.bill.append(charge)
            self.server.answering -= 1

    def do_GET(self) -> None:
        """Codex needs nothing else here: no websocket, no model list."""
        self.send_error(426 if self.headers.get("upgrade") else 404)

    def log_message(self, *_: object, **__: object) -> None:
        """Stay silent."""


class _Answer:
    """One answer on its way: sends, notices a client that went away, and writes the charge."""

    def __init__(self, handler: _Handler, asked: Asked, step: Step, number: int) -> None:
        self.handler, self.asked, self.step, self.number = handler, asked, step, number
        self.usage = step.usage or distinct_usage(number)
        self.calls: list[ServedCall] = []
        self.nested: dict[str, int] = {}

    def give(self) -> Charge:
        if not self._pause(self.step.delay):
            return self.charge("cut")
        if self.step.drop == "before":
            return self.charge("dropped")
        if self.step.status != 200:
            return self._refuse()
        self.handler.send_response(200)
        self.handler.send_header("content-type", "text/event-stream")
        self._end_headers()
        items = [
            self._numbered(item(self.asked), index) for index, item in enumerate(self.step.items)
        ]
        stream = events(
            self.step, items, self._response_id(), str(self.asked.body["model"]), self.usage
        )
        whole = all(self._send(event) for event in stream)
        return self.charge(self._outcome() if whole else "cut")

    def _refuse(self) -> Charge:
        body = json.dumps({"error": self.step.error}).encode()
        self.handler.send_response(self.step.status)
        self.handler.send_header("content-type", "application/json")
        self.handler.send_header("content-length", str(len(body)))
        self._end_headers()
        self.handler.wfile.write(body)
        return self.charge("http_error")

    def _end_headers(self) -> None:
        for name, value in self.step.headers.items():
            self.handler.send_header(name, value)
        self.handler.end_headers()

    def _send(self, event: Event) -> bool:
        """False when Codex has hung up."""
        if not self._pause(event.delay):
            return False
        try:
            self.handler.wfile.write(event.wire())
        except OSError:
            return False
        if event.kind.endswith(".delta"):
            self.handler.server.streaming.set()
        if event.kind == "response.output_item.done" and event.data["item"]["type"] in CALLS:
            self._note_call(event.data["item"])
        return True

    def _pause(self, seconds: float) -> bool:
        """Wait; False as soon as Codex has hung up, because what comes then never reaches it."""
        until = time.monotonic() + seconds
        while not _hung_up(self.handler.connection):
            if time.monotonic() >= until:
                return True
            time.sleep(min(0.02, seconds))
        return False

    def _numbered(self, item: Json, index: int) -> Json:
        own_id = f"{item['type']}_{self.number}_{index}"
        self.nested[own_id] = item.get(NESTED, 0)
        item = {key: value for key, value in item.items() if key != NESTED}
        needs_call_id = item["type"] in CALLS - HOSTED and "call_id" not in item
        return (
            {"id": own_id}
            | item
            | ({"call_id": f"call_{self.number}_{index}"} if needs_call_id else {})
        )

    def _note_call(self, item: Json) -> None:
        name = str(item.get("name") or str(item["type"]).removesuffix("_call"))
        call_id = str(item.get("call_id") or item["id"])
        nested = self.nested.get(str(item["id"]), 0)
        self.calls.append(ServedCall(call_id, name, item.get("namespace"), item["type"], nested))

    def _outcome(self) -> Outcome:
        if self.step.drop:
            return "dropped"
        if self.step.failed:
            return "failed"
        return "incomplete" if self.step.incomplete else "completed"

    def charge(self, outcome: Outcome) -> Charge:
        counted = outcome in {"completed", "incomplete"} and not self.step.without_usage
        code = str(self.step.failed.get("code") or self.step.error.get("type") or "")
        return Charge(
            asked=self.asked,
            outcome=outcome,
            response_id=self._response_id(),
            usage=self.usage if counted else None,
            calls=tuple(self.calls),
            status=self.step.status,
            error_code=code,
        )

    def _response_id(self) -> str:
        return f"resp_{self.number}"


def _hung_up(connection: socket.socket) -> bool:
    """A client that closed its side is readable and has nothing to read."""
    readable, _, _ = select.select([connection], [], [], 0)
    return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
