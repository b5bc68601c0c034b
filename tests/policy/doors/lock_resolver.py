"""A person's own names for other machines: a resolver that knows one name, and who asks it."""

from __future__ import annotations

import socket
import threading

from tests.policy.doors.lock_machine import Machine
from tests.policy.doors.lock_ways import EXPORT, WORKER

# The policy's machine is known to nobody; a person's file says that it is this one.
POLICY = """\
version = 1
[destinations]
allow = ["http://collector:@/"]
plain_http = true
"""
# This machine too, by a number that no other name server is likely to have.
SERVER = "127.54.3.21"
KNOWN, ALIASES = b"\x04evil\x04test\x00", "collector evil.test\n"
RESOLVERS: dict[str, str] = {
    "HOSTALIASES": EXPORT,
    "HOSTALIASES, by the worker": WORKER,
    "HOSTALIASES, in the machine's worker": '"$PY" -I -E -P -m codexctl.deliver\n',
}
_HERE, _UNKNOWN = b"\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x3c\x00\x04\x7f\x00\x00\x01", 0x8183


class Resolver:
    """Use as a context manager: a name server of this machine. Raises OSError if it cannot be."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.bind((SERVER, 53))
        except OSError:
            self._socket.close()
            raise
        self._socket.settimeout(0.2)
        self._is_over = False
        self._thread = threading.Thread(target=self._answer, daemon=True)

    def __enter__(self) -> Resolver:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over = True
        self._thread.join()
        self._socket.close()

    def _answer(self) -> None:
        while not self._is_over:
            try:
                asked, peer = self._socket.recvfrom(512)
            except TimeoutError:
                continue
            self._socket.sendto(reply(asked), peer)


def reply(asked: bytes) -> bytes:
    """Give this machine's address for the known name, for any other that there is none."""
    end = asked.index(0, 12) + 5
    is_known = asked[12 : end - 4] == KNOWN
    answers = 1 if is_known and asked[end - 4 : end - 2] == b"\x00\x01" else 0
    flags = 0x8180 if is_known else _UNKNOWN
    head = asked[:2] + b"".join(n.to_bytes(2, "big") for n in (flags, 1, answers, 0, 0))
    return head + asked[12:end] + _HERE * answers


class Asking(Machine):
    """A machine that asks the name server above."""

    def _entry(self) -> str:
        before, last, person = super()._entry().rpartition("exec ")
        files = f"rm -f /etc/resolv.conf; echo nameserver {SERVER} > /etc/resolv.conf\n"
        hosts = "echo 'hosts: files dns' > /etc/nsswitch.conf; chmod 644 /etc/resolv.conf\n"
        return f"{before}{files}{hosts}{last}{person}"
