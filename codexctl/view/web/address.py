"""The address of a run: a socket that only this machine can reach."""

from __future__ import annotations

import errno
import socket

from codexctl.errors import CodexctlError

HOST = "127.0.0.1"
# Connections that wait while pages are made; a browser opens six.
_WAITING = 64


def listen(port: int = 0) -> socket.socket:
    """Listen on 127.0.0.1, at `port`, or at a port that the system chooses (0).

    Raises CodexctlError if another program uses the port, or if we may not use it.
    """
    here = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        here.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        here.bind((HOST, port))
        here.listen(_WAITING)
    except OSError as error:
        here.close()
        raise _refused(port, error) from None
    here.setblocking(False)
    return here


def _refused(port: int, error: OSError) -> CodexctlError:
    why = "is taken" if error.errno == errno.EADDRINUSE else (error.strerror or "").lower()
    hint = "leave out --port to use a free one"
    return CodexctlError(f"port {port} {why}" if port else f"{HOST}: {why}", hint)
