"""The environment of our processes: only known variables, and three open streams.

Libraries obey many variables: OpenSSL loads shared objects that a file named in OPENSSL_CONF lists,
the C library those in GCONV_PATH and the addresses in HOSTALIASES, and Python's TLS writes its
session keys to SSLKEYLOGFILE. So libraries in our processes see only a list of known variables. The
others are kept aside: a key in a variable that the settings name is still found, and the person's
programs still get their whole environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress

# The prefix of a hidden variable while one process replaces itself by another.
CARRIED = "CODEXCTL_CARRIED_"
_KNOWN = frozenset(
    {
        *("HOME", "USER", "LOGNAME", "PATH", "SHELL", "PWD", "TMPDIR", "TEMP", "TMP"),
        *("LANG", "TZ", "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"),
        *("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"),
        # The desktop session: for the keyring and systemctl.
        *("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY"),
        # OpenTelemetry's, as far as we use them; others of it load plugins by name.
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
# Variables that take effect before a process's first line, so hiding them is too late.
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
    """Hide unknown variables from the libraries of this process, and from programs it starts."""
    for name in [name for name in os.environ if not is_known(name)]:
        _hidden[name.removeprefix(CARRIED)] = os.environ.pop(name)


def given() -> dict[str, str]:
    """The environment as the person set it: for variables in their settings, and their programs."""
    # The single-file program sets its own environment as the active one: a pip that Codex calls
    # would install into it.
    ours = ("PEX", "VIRTUAL_ENV") if archive() else ()
    return {name: value for name, value in {**os.environ, **_hidden}.items() if name not in ours}


def archive() -> str:
    """The path of the single-file program that is running; empty for other installations."""
    is_one = "PEX" in _hidden and os.path.exists(os.path.join(sys.prefix, "PEX-INFO"))  # noqa: PTH110, PTH118 - pathlib costs 4 ms here
    return _hidden["PEX"] if is_one else ""


def acting_at_start(environ: Mapping[str, str]) -> Iterator[str]:
    """The variables with which the system's loader loads files into a new process."""
    return (name for name in environ if name.startswith(_AT_START))


def carried(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process of ours that replaces this one.

    Unknown variables are in it under names that no library uses; `given` returns them in the new
    process.
    """
    kept = {name: value for name, value in environ.items() if is_known(name)}
    rest = {name: value for name, value in environ.items() if not is_known(name)}
    return kept | {CARRIED + name.removeprefix(CARRIED): value for name, value in rest.items()}


def fill() -> None:
    """Open the null device for standard streams that are closed. Must be called first.

    Otherwise the next opened file would get the free number, and output would be written into it,
    for example into a database.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            # The system assigns the lowest free number, which is this one.
            os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - lasts as long as we do
    if sys.stdout is None:
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115


def spell_out() -> None:
    """Escape characters that the encoding lacks, instead of raising an error."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError, OSError):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a test's may lack it
