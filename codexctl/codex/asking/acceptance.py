"""Whether the installed Codex starts with its configuration as it is: `codex features list`.

That command reads every layer as `codex exec` does, ends with 1 and a sentence where Codex would
not start, writes nothing into the home and takes some 20 ms (0.130, 0.142 and 0.169).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from codexctl.codex.asking.program import run_codex
from codexctl.codex.secrets.sentences import without_value

# Seconds. It usually takes 20 ms; a slow disk or a first start can take far longer.
TIMEOUT = 10.0
_WORDS = ("features", "list")
# These words give no reason; the reason is in the first cause below them.
_LOADING = re.compile(r"Error: failed to load (?:bootstrap )?configuration\s*\Z", re.MULTILINE)
# Codex numbers the causes only if there are several.
_FIRST_CAUSE = re.compile(r"^Caused by:\n\s+(?:0: )?(.*)$", re.MULTILINE)
_ERROR = re.compile(r"^Error: (.*)$", re.MULTILINE)
# `/home/me/.codex/config.toml:3:7: what`, or the same on Windows.
_AT = re.compile(r"(/.*?|[A-Za-z]:\\.*?):(\d+):(\d+): (.*)")
_TOML_AT = re.compile(r"parse error at line (\d+), column (\d+)")
# A file without a position; the text after its name is the complaint.
_FILE = re.compile(r"(?:config file |^)((?:/|[A-Za-z]:\\).*?\.toml):? (.*)")
_IN = re.compile(r"^\s+in `(.*)`$", re.MULTILINE)
# The TOML parser's own message is on the line below its caret.
_CARET = re.compile(r"^\s*\| +\^.*\n\s*(\S.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rejection:
    """Why Codex does not start, in its own words.

    `key` is the place that Codex names, spelled by it ("mcp_servers.a"); `path`, `line` and
    `column` (from 1) are the file and position that it names. What it does not name is empty or 0.
    """

    sentence: str
    key: str = ""
    path: str = ""
    line: int = 0
    column: int = 0


def rejection_of(
    binary: Path,
    home: Path,
    cwd: Path,
    environ: Mapping[str, str],
    *,
    flags: tuple[str, ...] = (),
    timeout: float = TIMEOUT,
) -> Rejection | None:
    """Ask Codex whether it starts with the home, as seen from the folder `cwd`; None if it does.

    `flags` come before the subcommand (`-c key=value`); `timeout` is in seconds. Raises
    CodexSilent if it cannot be started or does not end in time.
    """
    done = run_codex(binary, (*flags, *_WORDS), home, cwd, environ, timeout)
    return read_rejection(done.returncode, done.stderr.decode(errors="replace"))


def read_rejection(code: int, stderr: str) -> Rejection | None:
    """Read how `codex features list` ended and what it wrote.

    Where it failed without a sentence of its own (no such subcommand, a broken binary), that says
    nothing of its configuration: None.
    """
    first = _ERROR.search(stderr)
    if code == 0 or first is None:
        return None
    said = first[1].strip()
    if _LOADING.match(first[0]) and (cause := _FIRST_CAUSE.search(stderr)):
        said = cause[1].strip()
    said = without_value(said)
    key = _IN.search(stderr)
    named = key[1] if key else ""
    if at := _AT.fullmatch(said):
        return Rejection(at[4], named, at[1], int(at[2]), int(at[3]))
    if file := _FILE.search(said):
        return _of_file(file[1], file[2], stderr, named)
    return Rejection(said, named)


def _of_file(path: str, said: str, stderr: str, key: str) -> Rejection:
    """A complaint about a file as a whole; where it is not TOML, the parser's own words count."""
    at, what = _TOML_AT.search(said), _CARET.search(stderr)
    if at is None:
        return Rejection(said, key, path)
    return Rejection(what[1] if what else said, key, path, int(at[1]), int(at[2]))
