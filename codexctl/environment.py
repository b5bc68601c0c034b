"""What our processes are given: of a person's variables the known ones, and three streams.

Libraries act on variables that nobody here has heard of: OpenSSL loads the shared objects that a
file named in OPENSSL_CONF lists, the C library those in GCONV_PATH and the addresses in
HOSTALIASES, Python's TLS writes its session keys to SSLKEYLOGFILE. So a process of ours lets its
libraries see a list of names, and keeps the rest for itself: a key in a variable that the
settings name is still found, and a program of the person's is still started as they would.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress

# What becomes of a variable that is not to be seen while one process replaces itself by another.
CARRIED = "CODEXCTL_CARRIED_"
_KNOWN = frozenset(
    {
        *("HOME", "USER", "LOGNAME", "PATH", "SHELL", "PWD", "TMPDIR", "TEMP", "TMP"),
        *("LANG", "TZ", "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"),
        *("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"),
        # The desktop's session: for the person's keyring, and systemctl.
        *("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"),
        # OpenTelemetry's, as far as we act on them; its others load plugins by name.
        *("OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME", "OTEL_SDK_DISABLED"),
        *("OTEL_TRACES_EXPORTER", "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"),
        *("TRACEPARENT", "TRACESTATE", "WEAVE_CODEX_CAPTURE_CONTENT", "WEAVE_CODEX_DEBUG"),
        *("NETRC", "CI", "_CODEXCTL_COMPLETE", "COMP_WORDS", "COMP_CWORD"),
        # Windows: programs do not start without some of these.
        *("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "USERPROFILE", "USERNAME"),
        *("APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES", "HOMEDRIVE", "HOMEPATH"),
    }
)
_KNOWN_BEGINNINGS = ("LC_", "CODEX_", "CODEXCTL_", "OTEL_EXPORTER_OTLP_")
# What acts on a process before its first line: too late to be hidden from it.
_AT_START = ("LD_", "DYLD_", "GCONV_PATH", "LOCPATH", "NLSPATH", "GLIBC_TUNABLES")

_hidden: dict[str, str] = {}


def is_known(name: str) -> bool:
    """Whether libraries may see a variable of this name.

    On Windows names are the same in any case, so they are compared in capitals.
    """
    name = name.upper() if os.name == "nt" else name
    if name.startswith(CARRIED):
        return False
    return name in _KNOWN or name.startswith(_KNOWN_BEGINNINGS)


def reduce() -> None:
    """Hide what is not known from every library of this process, and from what it starts."""
    for name in [name for name in os.environ if not is_known(name)]:
        _hidden[name.removeprefix(CARRIED)] = os.environ.pop(name)


def given() -> dict[str, str]:
    """The environment as the person gave it: for what their settings name, and their programs."""
    # The single file's start names an environment of its own as the one that is active: a pip that
    # Codex calls would install into it.
    ours = ("PEX", "VIRTUAL_ENV") if archive() else ()
    return {name: value for name, value in {**os.environ, **_hidden}.items() if name not in ours}


def archive() -> str:
    """The single file that this codexctl was started from; empty where it is none."""
    is_one = "PEX" in _hidden and os.path.exists(os.path.join(sys.prefix, "PEX-INFO"))  # noqa: PTH110, PTH118 - pathlib costs 4 ms here
    return _hidden["PEX"] if is_one else ""


def acting_at_start(environ: Mapping[str, str]) -> Iterator[str]:
    """The variables by which the system's own loader takes files into a process that starts."""
    return (name for name in environ if name.startswith(_AT_START))


def carried(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process of ours that takes this one's place.

    Unknown variables are in it under a name that no library looks for; `given` has them again in
    the new process.
    """
    kept = {name: value for name, value in environ.items() if is_known(name)}
    rest = {name: value for name, value in environ.items() if not is_known(name)}
    return kept | {CARRIED + name.removeprefix(CARRIED): value for name, value in rest.items()}


def fill() -> None:
    """Put the null device in place of streams that are closed. To be called before all else.

    The next file that is opened would get the free number, and whatever is printed then would go
    into it: into a database, for one.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free number is given out, which is this one.
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - lasts as long as we do
    if sys.stdout is None:
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115


def spell_out() -> None:
    """Have characters that an encoding lacks spelled out, rather than raise an error."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a test's may lack it
