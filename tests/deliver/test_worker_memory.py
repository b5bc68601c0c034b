"""A real worker stays small, whatever lies among the sessions, and delivers every other session."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import zstandard

from codexctl.locations import Locations
from tests.deliver.conftest import configure, record
from tests.trace.writing import Rollout

MB = 1_000_000
MOST_KB = 150_000
THREAD = "01a215c3-c66f-7660-acb6-78bcee93d109"
NAME = f"rollout-2026-11-26T02-51-21-{THREAD}.jsonl"
WORKER = """
import re
from codexctl.deliver.__main__ import main
main()
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""
HEAD = b'{"timestamp":"2026-11-26T02:51:22.000Z","type":"response_item","payload":'


def _line(inside: bytes) -> bytes:
    return HEAD + inside + b"}\n"


def _bomb() -> Iterable[bytes]:
    yield b'{"a":"'
    yield from [b"x" * MB] * 1000
    yield b'"}\n'


def _outputs() -> Iterable[bytes]:
    """Outputs in a turn that ends, each a line that is only just read, and full of secrets."""
    for number in range(3):
        call = f'"call_id":"c{number}"'.encode()
        yield _line(b'{"type":"function_call","name":"shell","arguments":"{}",' + call + b"}")
        text = b"password=hunter2 ada@example.com " * (15 * MB // 33)
        yield _line(b'{"type":"function_call_output",' + call + b',"output":"' + text + b'"}')


KINDS: dict[str, Callable[[], Iterable[bytes]]] = {
    "one line of a gigabyte": _bomb,
    "outputs of many megabytes": _outputs,
    "many values in few bytes": lambda: [_line(b'{"a":[' + b"[]," * 330_000 + b"1]}")] * 5,
    "values beside a long text": lambda: (
        [_line(b'{"a":[' + b'{"a":1},' * 110_000 + b'1],"b":"' + b"x" * 14 * MB + b'"}')] * 2
    ),
    "half a character in a long text": lambda: [
        _line(b'{"type":"x","a":"\\ud800","b":"' + b"x" * 15 * MB + b'"}')
    ],
    "depth": lambda: [_line(b'{"a":' + b"[" * 900_000 + b"]" * 900_000 + b"}")],
}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's most memory")
@pytest.mark.parametrize("kind", KINDS)
def test_a_worker_stays_small_and_delivers_the_others(
    locations: Locations, tmp_path: Path, kind: str
) -> None:
    configure(locations, "local")
    record(locations, "plain")
    lines = Rollout(THREAD).started("t").prompt("go").said("done").ended().lines
    path = locations.rollout_folders[0] / f"{NAME}.zst"
    with path.open("wb") as stream, zstandard.ZstdCompressor().stream_writer(stream) as writer:
        for piece in (*lines[:3], *KINDS[kind](), *lines[3:]):
            writer.write(piece)
    home = {"HOME": str(tmp_path), "CODEX_HOME": str(locations.codex_home), "PATH": "/usr/bin:/bin"}
    environ = home | {"CODEXCTL_HOME": str(locations.data_dir)}
    words = [sys.executable, "-I", "-c", WORKER]
    done = subprocess.run(words, env=environ, capture_output=True, text=True, check=True)
    assert int(done.stdout) < MOST_KB
    listing = [sys.executable, "-m", "codexctl", "trace", "list", "--json"]
    said = subprocess.run(listing, env=environ, capture_output=True, text=True, check=True).stdout
    assert len(json.loads(said)["turns"]) == 2
