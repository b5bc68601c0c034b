"""What deliveries say in the log: what failed where, and, for who looks for a fault, each step.

No content, no header and no key is among it, and of an address only the host.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from codexctl.settings.fields import FIELDS
from codexctl.settings.model import Delivery

# Ours, and weave-codex's.
VARIABLES = FIELDS["deliver.debug"].environment

LOUD = "stderr"
_OFF = {"", "0", "false", "no", "off"}
_FORM = "%(asctime)s delivery %(process)d: %(message)s"


@dataclass(frozen=True, slots=True)
class Diary:
    """Writes to the log; steps only with `debug`, and with `loud` to stderr as well."""

    log_file: Path | None = None
    debug: bool = False
    loud: bool = False

    def failed(self, text: str) -> None:
        """Say that something did not work; an error in doing so is nobody's concern."""
        self._write(text)

    def step(self, text: str) -> None:
        """Say what is done now, if anybody wants to know."""
        if self.debug:
            self._write(text)

    def _write(self, text: str) -> None:
        line = " ".join(text.split())
        if self.log_file:
            # Imported here: the standard library's logging takes long for a worker that logs
            # nothing.
            from codexctl.deliver.log import append

            with suppress(OSError):
                append(self.log_file, line, _FORM)
        if self.loud:
            sys.stderr.write(f"codexctl: {line}\n")


SILENT = Diary()


def diary_for(log_file: Path, rules: Delivery, environ: Mapping[str, str]) -> Diary:
    """The diary that settings and environment ask for.

    `rules` are the settings; a variable can switch steps on, not off, and `stderr` as its value has
    them on the screen as well.
    """
    said = [environ.get(name, "").strip().lower() for name in VARIABLES]
    debug = rules.debug or any(value not in _OFF for value in said)
    return Diary(log_file, debug, loud=LOUD in said)
