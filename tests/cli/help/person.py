"""A person in front of a terminal, who carries out a line of the help."""

from __future__ import annotations

import time
from contextlib import suppress

from tests.pictures.terminal import Terminal

# What goes on until somebody presses Ctrl-C.
ENDLESS = {
    *("codexctl trace watch", "codexctl trace watch --json"),
    *("codexctl config watch", "codexctl config watch --undo"),
    *("codexctl view", "codexctl view --port 8137 --no-open"),
    "codexctl view --read ~/.codex/sessions --no-open",
}
# What asks one thing after the other: Enter takes what it proposes.
WIZARD = {"codexctl setup"}
# Questions, as they end, and what is answered.
QUESTIONS = {
    **dict.fromkeys(("[Y/n]:", "[y/N]:"), "y\r"),
    **dict.fromkeys(("of jira:", "of github:"), "s3cret-9b\r"),
    **{f"Key for {name}:": "s3cret-9b\r" for name in ("honeycomb", "company", "acme")},
}
_SECONDS = 90


def carried_out(terminal: Terminal, line: str) -> int:
    """Be the person in front of it: answer what is asked, end what goes on; gives the exit code."""
    until, before, answered = time.monotonic() + _SECONDS, [""], [""]
    while time.monotonic() < until:
        with suppress(TimeoutError):
            return terminal.finish(0.5)
        said = next((text.strip() for text in reversed(terminal.lines) if text), "")
        if terminal.lines == answered:
            continue  # it has not come round to it
        if answer := next((QUESTIONS[end] for end in QUESTIONS if said.endswith(end)), ""):
            answered = terminal.lines
            terminal.press(answer)
        elif line in ENDLESS and said:
            terminal.press("ctrl-c")
        elif line in WIZARD and terminal.lines == before:
            terminal.press("enter")
        before = terminal.lines
    raise TimeoutError("\n".join(terminal.lines).rstrip())
