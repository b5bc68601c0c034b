"""A terminal in memory: a program runs in it as in a window of so many columns and rows."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import pyte

# Keys by the names that people have for them, as xterm sends them.
KEYS: Mapping[str, str] = {
    "enter": "\r",
    "space": " ",
    "tab": "\t",
    "escape": "\x1b",
    "backspace": "\x7f",
    "ctrl-c": "\x03",
    "ctrl-d": "\x04",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "page-up": "\x1b[5~",
    "page-down": "\x1b[6~",
}
# Seconds between two looks, and that a screen must stay as it is to count as drawn.
_LOOK_S, _STILL_S = 0.05, 0.25


class _Screen(pyte.Screen):
    """pyte's screen; it knows no faint text (SGR 2), which is shown in grey here."""

    def select_graphic_rendition(self, *attrs: int, **kwargs: Any) -> None:
        known = [{2: 90}.get(code, code) for code in attrs]
        if 22 in known and self.cursor.attrs.fg == "brightblack":
            known.append(39)
        super().select_graphic_rendition(*known, **kwargs)


def _own_terminal() -> None:
    """Make it the terminal whose Ctrl-C reaches the program."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


class Terminal:
    """A program in a terminal; `with` ends the program.

    `columns` and `rows` are the window's size, `environ` the program's environment. `written` is
    all that the program has written, before the window broke what is wider than it.
    """

    def __init__(
        self,
        command: Sequence[str],
        environ: Mapping[str, str],
        *,
        columns: int = 80,
        rows: int = 24,
        cwd: Path | None = None,
    ) -> None:
        self.screen = _Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.written = b""
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._process = subprocess.Popen(
            list(command),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={"TERM": "xterm-256color", **environ},
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_own_terminal,  # noqa: PLW1509 - nothing runs beside it
        )
        os.close(theirs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        os.close(self._ours)

    @property
    def pid(self) -> int:
        """The program's number."""
        return self._process.pid

    @property
    def handle(self) -> int:
        """The terminal itself, for those who look at how it is set."""
        return self._ours

    @property
    def lines(self) -> list[str]:
        """What is on the screen, a text a line, without the blanks at their ends."""
        return [line.rstrip() for line in self.screen.display]

    def press(self, *keys: str) -> None:
        """Press keys: names of `KEYS`, or text that is typed as it is."""
        for key in keys:
            os.write(self._ours, KEYS.get(key, key).encode())

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size, and the program the word of it."""
        self.screen.resize(rows, columns)
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self._ours, termios.TIOCSWINSZ, size)

    def wait_for(self, text: str, seconds: float = 20) -> None:
        """Wait until a text is on the screen and the screen stays. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while text not in "\n".join(self.lines):
            if time.monotonic() > until or not (self._read() or self._process.poll() is None):
                shown = "\n".join(self.lines).rstrip()
                raise TimeoutError(f"{text!r} is not on the screen:\n{shown}")
        while self._read(_STILL_S):
            pass

    def finish(self, seconds: float = 60) -> int:
        """Wait for the program to end and give its exit code. Raises TimeoutError."""
        until = time.monotonic() + seconds
        while self._process.poll() is None:
            self._read()
            if time.monotonic() > until:
                raise TimeoutError("the program has not ended:\n" + "\n".join(self.lines).rstrip())
        while self._read():
            pass
        return self._process.returncode

    def _read(self, within_s: float = _LOOK_S) -> bool:
        """Take what the program has written; whether there was something."""
        if not select.select([self._ours], [], [], within_s)[0]:
            return False
        try:
            data = os.read(self._ours, 65536)
        except OSError:  # the program has closed its side
            return False
        if b"\x1b[6n" in data:  # it asks where the cursor is, and waits for the answer
            where = self.screen.cursor
            os.write(self._ours, f"\x1b[{where.y + 1};{where.x + 1}R".encode())
        self._stream.feed(data)
        self.written += data
        return bool(data)
