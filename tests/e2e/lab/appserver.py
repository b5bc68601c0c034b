"""A small client of `codex app-server`: JSON lines out and in, approvals, all that it heard."""

from __future__ import annotations

import itertools
import json
import queue
import subprocess
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.e2e.lab.model.asked import Json
from tests.e2e.lab.process import Finished, exit_code

TIMEOUT_S = 60.0


class AppServer:
    """One running app-server. `decision` answers every approval that Codex asks for.

    `thinks_s` is how long the person takes to answer, in seconds; with `dies_asking` the server is
    killed before they have.
    """

    thinks_s, dies_asking = 0.0, False

    def __init__(
        self, binary: Path, cwd: Path, env: Mapping[str, str], decision: str = "accept"
    ) -> None:
        self.argv, self.decision, self.cwd = (str(binary), "app-server"), decision, cwd
        self.started = time.time()
        self.process = subprocess.Popen(
            self.argv, cwd=cwd, env=dict(env), text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.heard: list[Json] = []
        self._lines: queue.Queue[Json] = queue.Queue()
        self._errors: list[str] = []
        self._ids = itertools.count(1)
        self._readers = [threading.Thread(target=read) for read in (self._read, self._read_errors)]
        for reader in self._readers:
            reader.start()
        info = {"name": "lab", "title": "lab", "version": "1"}
        hello = {"clientInfo": info, "capabilities": {"experimentalApi": True}}
        self.request("initialize", hello)
        self._write({"method": "initialized"})

    def start_thread(self, **options: Any) -> str:
        """A new thread's id. Options go to thread/start (historyMode, approvalPolicy, sandbox)."""
        usual = {"approvalPolicy": "never", "sandbox": "danger-full-access"}
        started = self.request("thread/start", {"cwd": str(self.cwd), **usual, **options})
        return str(started["thread"]["id"])

    def start_turn(self, thread_id: str, text: str) -> str:
        """Begin a turn; gives its id at once."""
        message = {"threadId": thread_id, "input": [{"type": "text", "text": text}]}
        return str(self.request("turn/start", message)["turn"]["id"])

    def turn(self, thread_id: str, text: str) -> Json:
        """A whole turn: gives the object that turn/completed carries."""
        turn_id = self.start_turn(thread_id, text)
        ended = self.wait_for("turn/completed", lambda params: params["turn"]["id"] == turn_id)
        turn: Json = ended["turn"]
        return turn

    def interrupt(self, thread_id: str, turn_id: str) -> None:
        """Interrupt a turn, as Escape does in the terminal."""
        self.request("turn/interrupt", {"threadId": thread_id, "turnId": turn_id})

    def request(self, method: str, params: Json) -> Json:
        """Call a method and give its result; an error answer raises."""
        number = next(self._ids)
        self._write({"id": number, "method": method, "params": params})
        answer = self._next(lambda message: message.get("id") == number and "method" not in message)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        result: Json = answer["result"]
        return result

    def wait_for(self, method: str, fits: Any = lambda _: True) -> Json:
        """The params of the next notification `method` that fits, heard before or still to come."""
        for message in self.heard:
            if message.get("method") == method and fits(message["params"]):
                return dict(message["params"])
        found = self._next(lambda one: one.get("method") == method and fits(one["params"]))
        return dict(found["params"])

    def close(self) -> Finished:
        """Close stdin, which ends the server (SessionEnd fires), and give what it left."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        rc = exit_code(self.process)
        ended = time.time()
        for reader in self._readers:
            reader.join(5.0)
        for stream in (self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()
        while not self._lines.empty():
            self.heard.append(self._lines.get())
        out = "".join(json.dumps(message) + "\n" for message in self.heard)
        return Finished(self.argv, rc, out, "".join(self._errors), self.started, ended)

    def _next(self, fits: Any) -> Json:
        deadline = time.monotonic() + TIMEOUT_S
        while True:
            message = self._lines.get(timeout=max(0.01, deadline - time.monotonic()))
            self.heard.append(message)
            if fits(message):
                return message

    def _read(self) -> None:
        for line in self.process.stdout or ():
            message = json.loads(line)
            if "id" in message and "method" in message:
                self._write({"id": message["id"], "result": self._reply(message)})
            self._lines.put(message)

    def _reply(self, message: Json) -> Json:
        """Questions get their first option, wishes for rights all, approvals the decision."""
        time.sleep(self.thinks_s)
        if self.dies_asking:
            self.process.kill()
        if message["method"] == "mcpServer/elicitation/request":
            return {"action": "accept", "content": {"colour": "red"}}
        if message["method"] == "item/permissions/requestApproval":
            return {"permissions": message["params"]["permissions"], "scope": "turn"}
        if message["method"] != "item/tool/requestUserInput":
            return {"decision": self.decision}
        asked = message["params"]["questions"]
        first = {
            question["id"]: {"answers": [question["options"][0]["label"]]} for question in asked
        }
        return {"answers": first}

    def _read_errors(self) -> None:
        self._errors.extend(self.process.stderr or ())

    def _write(self, message: Json) -> None:
        if self.process.stdin is not None and self.process.poll() is None:
            with suppress(BrokenPipeError):
                self.process.stdin.write(json.dumps(message) + "\n")
                self.process.stdin.flush()
