"""A real terminal of a chosen size: tmux, with keys sent and the screen read."""

from __future__ import annotations

import shutil
import subprocess
import time
from pathlib import Path


def missing() -> bool:
    """Whether there is no tmux here."""
    return shutil.which("tmux") is None


class Terminal:
    """One terminal that runs one program; use as a context manager. Sizes are in characters."""

    def __init__(
        self, words: list[str], env: dict[str, str], cwd: Path, width: int = 80, height: int = 24
    ) -> None:
        # tmux 3.3 knows a program's exit code only sometimes, so a shell around it writes it down.
        self._code = Path(env["HOME"]) / "tmux-exit-code"
        self._code.unlink(missing_ok=True)
        wrapper = f'trap : INT; "$@"; echo $? >{self._code}'
        self._words, self._cwd = ["sh", "-c", wrapper, "sh", *words], cwd
        self._env = env | {"TERM": "xterm-256color", "TMUX_TMPDIR": env["HOME"]}
        self._size = ["-x", str(width), "-y", str(height)]

    def __enter__(self) -> Terminal:
        """Start tmux on a socket of its own; the screen stays when the program has ended."""
        start = ["-f", "/dev/null", "new-session", "-d", *self._size, "-c", str(self._cwd)]
        self._tmux(*start, "sleep", "1000")
        self._tmux("set-option", "-g", "remain-on-exit", "on")
        self._tmux("respawn-pane", "-k", "-c", str(self._cwd), *self._words)
        return self

    def __exit__(self, *_: object) -> None:
        """End tmux and what runs in it."""
        self._tmux("kill-server")

    def press(self, *keys: str) -> None:
        """Send keys by tmux's names (`Enter`, `Down`, `C-c`, `Space`), or text as it is."""
        for key in keys:
            self._tmux("send-keys", key)
            time.sleep(0.05)

    def screen(self) -> str:
        """What is to be seen now, with what has scrolled away."""
        return self._tmux("capture-pane", "-p", "-J", "-S", "-500")

    def wait_for(self, text: str, within_s: float = 60.0) -> str:
        """The screen, as soon as it shows this text. Raises AssertionError if it never does."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            screen = self.screen()
            if text in screen:
                return screen
            time.sleep(0.05)
        raise AssertionError(f"{text!r} did not appear:\n{self.screen()}")

    def exit_code(self, within_s: float = 60.0) -> int:
        """Wait for the program's end; gives its exit code."""
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            if self._code.exists() and (text := self._code.read_text()):
                return int(text)
            time.sleep(0.05)
        raise AssertionError(f"it does not end:\n{self.screen()}")

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-L", "lab", *arguments],
            env=self._env,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout
