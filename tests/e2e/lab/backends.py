"""Real Phoenix and MLflow servers, and the fleet's engine: each in an environment of its own.

Each takes about 850 MB; CODEXCTL_E2E_BACKENDS=0 leaves them out.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.lab.alone import alone
from tests.e2e.lab.binary import REPOSITORY

PHOENIX, MLFLOW = "phoenix", "mlflow"
# ClickHouse in process (chdb) and an OTLP collector that writes into it (rotel).
FLEET = "fleet"
# What runs the role of templates/rollout: no server, but as large.
ANSIBLE = "ansible"
LOCKS = REPOSITORY / "requirements"
FOLDER = REPOSITORY / ".cache" / "backends"
# `make e2e` has it there; it installs such an environment in half of pip's processor time.
UV = REPOSITORY / ".cache" / "dist" / "bin" / "uv"
START_S = 120.0
_ROOM = 3 * 10**9


def lock_of(server: str) -> Path:
    """The file that names every package of a server's environment, with its hashes."""
    return LOCKS / ("fleet.txt" if server == FLEET else f"e2e-{server}.txt")


def environment_of(server: str) -> Path:
    """Where a server's virtual environment lies, there or not: one for each state of its lock."""
    moved = os.environ.get("CODEXCTL_E2E_BACKENDS_CACHE")
    state = hashlib.sha256(lock_of(server).read_bytes()).hexdigest()[:12]
    return (Path(moved) if moved else FOLDER) / f"{server}-{state}"


def obstacle(server: str) -> str:
    """Why it is not to be tried here; empty if it is installed or may be."""
    if os.environ.get("CODEXCTL_E2E_BACKENDS") == "0":
        return "CODEXCTL_E2E_BACKENDS=0 leaves it out"
    if (environment_of(server) / "ready").exists():
        return ""
    if shutil.disk_usage(REPOSITORY).free < _ROOM:
        return f"less than {_ROOM / 1e9:.0f} GB free: no room to install {server}"
    return ""


def install(server: str) -> Path:
    """The folder with the server's programs; its lock is installed as it is, nothing resolved."""
    folder = environment_of(server)
    with alone(folder.parent):
        _install(server, folder)
    return folder / "bin"


def _install(server: str, folder: Path) -> None:
    if not (folder / "ready").exists():
        for older in folder.parent.glob(f"{server}-*"):
            shutil.rmtree(older)
        python = folder / "bin" / "python"
        make: list[str | Path] = [sys.executable, "-m", "venv"]
        pip: list[str | Path] = [python, "-m", "pip", "install", "-q"]
        if UV.exists():
            make = [UV, "venv", "-q", "--clear", "--python", sys.executable]
            # A server that compiles its modules while it is asked answers too late.
            pip = [UV, "pip", "install", "-q", "--compile-bytecode", "--python", python]
        subprocess.run([*make, folder], check=True)
        locked = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
        subprocess.run([*pip, *locked, "-r", lock_of(server)], check=True)
        (folder / "ready").touch()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """One running server; use as a context manager. `url` is its address without a path.

    What takes spans is loaded by the first of them, which then has its answer too late: so
    an empty request comes before all others. `headers` are what it wants of each.
    """

    words: list[str]
    env: dict[str, str]
    cwd: Path
    url: str
    headers: tuple[tuple[str, str], ...] = ()

    def __enter__(self) -> Server:
        """Start it and wait until it answers, and takes spans."""
        quiet = subprocess.DEVNULL
        self._process = subprocess.Popen(
            self.words, env=self.env, cwd=self.cwd, stdout=quiet, stderr=quiet,
            start_new_session=True,
        )  # fmt: skip
        self._await(self.url, None)
        self._await(f"{self.url}/v1/traces", b"")
        return self

    def _await(self, url: str, body: bytes | None) -> None:
        headers = {"Content-Type": "application/x-protobuf", **dict(self.headers)}
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(
                    urllib.request.Request(url, body, headers), timeout=30
                ).close()
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.3)
            else:
                return
        raise AssertionError(f"{url} does not answer")

    def __exit__(self, *_: object) -> None:
        """End it and all its processes."""
        os.killpg(self._process.pid, 15)
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            # A busy machine: what it holds is thrown away all the same.
            os.killpg(self._process.pid, 9)
            self._process.wait(timeout=20)

    def ask(self, path: str, body: Any = None) -> Any:
        """Ask its API; JSON in, JSON out."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self.url + path, data, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    def ask_until(self, path: str, body: Any, ready: Callable[[Any], bool]) -> Any:
        """Ask again and again until the answer is there: servers store with some delay."""
        deadline = time.monotonic() + 30
        while True:
            answer = self.ask(path, body)
            if ready(answer) or time.monotonic() > deadline:
                return answer
            time.sleep(0.5)


def phoenix(cwd: Path) -> Server:
    """A Phoenix that keeps everything below `cwd`."""
    port, grpc = free_port(), free_port()
    env = {
        "PATH": os.environ["PATH"], "HOME": str(cwd), "PHOENIX_WORKING_DIR": str(cwd),
        "PHOENIX_HOST": "127.0.0.1", "PHOENIX_PORT": str(port), "PHOENIX_GRPC_PORT": str(grpc),
        "PHOENIX_TELEMETRY_ENABLED": "false",
    }  # fmt: skip
    program = install(PHOENIX) / "phoenix"
    return Server([str(program), "serve"], env, cwd, f"http://127.0.0.1:{port}")


def mlflow(cwd: Path) -> Server:
    """An MLflow that keeps everything below `cwd`."""
    port = free_port()
    env = {"PATH": os.environ["PATH"], "HOME": str(cwd), "MLFLOW_DISABLE_TELEMETRY": "true"}
    words = [
        str(install(MLFLOW) / "mlflow"), "server", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--backend-store-uri", f"sqlite:///{cwd}/m.db",
        "--default-artifact-root", str(cwd / "art"),
    ]  # fmt: skip
    experiment = (("x-mlflow-experiment-id", "0"),)
    return Server(words, env, cwd, f"http://127.0.0.1:{port}", headers=experiment)
