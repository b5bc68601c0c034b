"""The part of ClickHouse's HTTP interface that a collector speaks, in front of chdb.

`python shim.py PORT FOLDER`, with the Python that has chdb: ClickHouse in this process, its files
in FOLDER, so that another process goes on with them after this one was killed. Statements come as
`query=` or as the body; what is inserted in RowBinary comes as the body (ClickHouse docs, "HTTP
Interface"). An insert is answered when it is done. Nothing here imports codexctl.
"""

from __future__ import annotations

import re
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from chdb.session import Session  # type: ignore[import-not-found]

INSERT = re.compile(
    r"\s*INSERT\s+INTO\s+(?P<table>[\w.`]+)\s*\((?P<columns>[^)]*)\)\s*FORMAT\s+(?P<form>\w+)\s*",
    re.IGNORECASE,
)


class Store:
    """ClickHouse in this process: one statement at a time."""

    def __init__(self, folder: str) -> None:
        self._session: Any = Session(folder)
        self._lock = threading.Lock()

    def ask(self, statement: str, form: str = "TabSeparated") -> bytes:
        """Run a statement; gives what it prints."""
        with self._lock:
            return bytes(self._session.query(statement, form).bytes())

    def insert(self, table: str, columns: str, form: str, body: bytes) -> None:
        """Insert rows; those of one request are all there or none."""
        names = [name.strip().strip("`") for name in columns.split(",")]
        types = self._types(table)
        structure = ", ".join(f"`{name}` {types[name]}" for name in names).replace("'", "\\'")
        with tempfile.NamedTemporaryFile(suffix=".bin") as rows:
            rows.write(body)
            rows.flush()
            quoted = ", ".join(f"`{name}`" for name in names)
            self.ask(
                f"INSERT INTO {table} ({quoted})"
                f" SELECT {quoted} FROM file('{rows.name}', '{form}', '{structure}')"
            )

    def _types(self, table: str) -> dict[str, str]:
        said = self.ask(f"DESCRIBE TABLE {table}").decode()
        rows = (line.split("\t") for line in said.splitlines())
        return {row[0]: row[1].replace("\\'", "'") for row in rows}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    store: Store

    def do_GET(self) -> None:
        """A query in the address, or a knock."""
        self._answer(b"")

    def do_POST(self) -> None:
        """A query with its rows, or in the body."""
        self._answer(self._body())

    def _body(self) -> bytes:
        if "chunked" not in self.headers.get("Transfer-Encoding", ""):
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        parts = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            parts.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(parts)

    def _answer(self, body: bytes) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        statement = asked.get("query", [""])[0]
        database = asked.get("database", ["default"])[0]
        try:
            said = self._run(statement, database, body)
            status = 200
        except Exception as error:  # noqa: BLE001 - ClickHouse's own complaint is the answer
            said, status = str(error).encode(), 500
        self.send_response(status)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def _run(self, statement: str, database: str, body: bytes) -> bytes:
        found = INSERT.fullmatch(statement)
        if found:
            table = found["table"] if "." in found["table"] else f"{database}.{found['table']}"
            self.store.insert(table, found["columns"], found["form"], body)
            return b""
        statement = statement or body.decode()
        return self.store.ask(statement) if statement else b"Ok.\n"

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main(port: int, folder: str) -> None:
    """Serve until killed."""
    Handler.store = Store(folder)
    ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
