"""Other people's tools run without a network: only this machine's loopback, and a dummy key."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path

from tests.bench.peers.obtain import NotHere

_MARK = "CODEXCTL_BENCH_CUT_OFF"
_SIOCSIFFLAGS = 0x8914
_UP = 0x1


def is_cut_off() -> bool:
    """Whether this process sees loopback alone; brings that up. No route leads anywhere."""
    if not os.environ.get(_MARK):
        return False
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        request = struct.pack("16sH14x", b"lo", _UP)
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, request)
    routes = Path("/proc/net/route").read_text().splitlines()[1:]
    if routes:
        raise NotHere(f"the network is still there: {routes[0]}")
    return True


def run_cut_off(module: str, *arguments: str) -> int:
    """Run a module again in a network namespace of its own; its exit code.

    Raises NotHere where the system does not let us have one.
    """
    unshare = shutil.which("unshare")
    if unshare is None:
        raise NotHere("unshare is not installed: a peer is not run where it has a network")
    own = [unshare, "--net"] if os.geteuid() == 0 else [unshare, "--net", "--map-root-user"]
    allowed = subprocess.run([*own, "true"], capture_output=True, check=False)
    if allowed.returncode:
        raise NotHere(f"no network namespace: {allowed.stderr.decode().strip()}")
    again = [*own, sys.executable, "-m", module, *arguments]
    return subprocess.run(again, env=os.environ | {_MARK: "1"}, check=False).returncode
