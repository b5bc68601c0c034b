"""`docs/reference/environment.md`: environment variables, and the events on which our hook stands.

A variable that the code reads and no row here names fails `make check`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from codexctl.codex.hooks.command import HOOKED_EVENTS
from codexctl.codex.hooks.events import EVENTS
from codexctl.settings.destinations.presets import presets
from tests.checks.reference.markdown import codes, table

PACKAGE = Path(__file__).parents[3] / "codexctl"
_HEAD = """\
# Environment variables and hook events

The environment variables that codexctl reads, and the events of Codex that start it. This page is
made by `tests/checks/reference/environment.py`; `make check` fails when the code reads a variable
that is not here. An administrator's [policy](policy-keys.md) goes before every one of them.

`codexctl status` and `codexctl doctor` name each variable whose value cannot be read, and say what
holds instead (`environment.valid`).
"""
_ROWS = {
    "Where things are": {
        "CODEXCTL_HOME": "One folder for all files of codexctl, instead of the usual ones.",
        "CODEX_HOME": "Codex's home, as Codex itself reads it; `~/.codex` without it.",
        "HOME": "The home folder; without it, what the password file says.",
        "USERPROFILE": "The home folder on Windows.",
        "XDG_CONFIG_HOME": "Where `codexctl/settings.toml` is; `~/.config` without it.",
        "XDG_DATA_HOME": "The folder that holds `codexctl/` with traces, log and receipts; "
        "`~/.local/share` without it.",
        "PATH": "Where the `codex` program and other programs are found.",
    },
    "Capture and traces": {
        "CODEXCTL_CAPTURE": "The capture mode: metadata, redacted or full. It goes before "
        "settings.toml.",
        "CODEXCTL_EXCLUDE": "Categories of content to leave out, with commas between.",
        "WEAVE_CODEX_CAPTURE_CONTENT": "`0`, `false`, `no`, `off` and what is none of these mean "
        "metadata; `1`, `true`, `yes` and `on` say nothing.",
        "CODEXCTL_DEBUG": "`1` writes each step of the worker to the log.",
        "WEAVE_CODEX_DEBUG": "The same as CODEXCTL_DEBUG, by weave-codex's name.",
        "TRACEPARENT": "A span that the turns of this Codex are linked to, or lie under "
        "(`codexctl setup --traceparent`). The hook reads it.",
        "OTEL_SERVICE_NAME": "The resource attribute `service.name`.",
        "OTEL_RESOURCE_ATTRIBUTES": "Resource attributes: `name=value`, with commas between.",
        "OTEL_SDK_DISABLED": "`true` sends nothing to a backend.",
        "OTEL_TRACES_EXPORTER": "`none` sends no traces to a backend.",
        "OTEL_METRICS_EXPORTER": "`none` sends no metrics to a backend.",
    },
    "The way to a backend": {
        "OTEL_EXPORTER_OTLP_ENDPOINT": "The address of a destination that has none of its own; "
        "`/v1/traces` or `/v1/metrics` is added.",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "The whole address for traces.",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": "The whole address for metrics.",
        "OTEL_EXPORTER_OTLP_HEADERS, OTEL_EXPORTER_OTLP_TRACES_HEADERS, "
        "OTEL_EXPORTER_OTLP_METRICS_HEADERS": "Headers for it: `name=value`, with commas between.",
        "OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "`http/protobuf`, which "
        "alone is spoken.",
        "OTEL_EXPORTER_OTLP_TIMEOUT, "
        "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "How long a request may take, in milliseconds.",
        "OTEL_EXPORTER_OTLP_COMPRESSION, "
        "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION": "`none` switches compression off.",
        "OTEL_EXPORTER_OTLP_CERTIFICATE, "
        "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE": "A file with the certificate authorities to "
        "trust.",
        "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE, "
        "OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE": "A certificate of yours, for a server that "
        "asks.",
        "OTEL_EXPORTER_OTLP_CLIENT_KEY, "
        "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY": "The private key of that certificate.",
        "SSL_CERT_FILE": "A file with the certificate authorities to trust.",
        "SSL_CERT_DIR": "A folder with the certificate authorities to trust.",
        "http_proxy, https_proxy, HTTP_PROXY, HTTPS_PROXY": "The proxy for such addresses.",
        "all_proxy, ALL_PROXY": "Not heard; `codexctl status` says so.",
        "no_proxy, NO_PROXY": "Hosts that are reached without the proxy.",
        "NETRC": "A file with log-ins, instead of `~/.netrc`, for backends that use it.",
    },
    "The terminal": {
        "COLUMNS": "How many columns wide the screen is.",
        "NO_COLOR": "No colours.",
        "TERM": "`dumb` means a terminal that cannot show anything but text.",
        "PAGER": "The program that shows what is longer than the screen.",
        "VISUAL, EDITOR": "The editor of `codexctl config edit`.",
        "BROWSER": "The browser that `codexctl view` opens.",
        "SSH_CONNECTION": "Where it is set, `codexctl view` opens no browser.",
        "DISPLAY, WAYLAND_DISPLAY": "Without both, `codexctl view` opens no browser on Linux.",
        "_CODEXCTL_COMPLETE": "Set by the shell's completion script.",
    },
    "Set by codexctl itself": {
        "CODEXCTL_MANAGED": "Set by the administrator's hook script.",
        "CODEXCTL_ONE_RUN": "Set by `codexctl run` for the Codex that it starts.",
        "PEX": "Set by the single-file program: where it is.",
    },
    "Keys and settings of other programs": {
        "OPENAI_API_KEY": "The key of the provider `openai`, for `codexctl providers test`.",
        "STASO_…, WEAVE_PROJECT, WANDB_API_KEY, WANDB_BASE_URL": "Settings of another tracer, "
        "which `codexctl setup --take-over` reads.",
        "XDG_RUNTIME_DIR, DBUS_SESSION_BUS_ADDRESS": "The way to the keyring on Linux.",
        "SYSTEMROOT": "Where Windows' own programs are.",
    },
}
_NAME = re.compile(r"^_?[A-Z][A-Z0-9_]{2,}$|^(?:https?|all|no)_proxy$")
_READ = ("get", "pop")
_NOT_VARIABLES = {"CODEXCTL_CARRIED_", "OTEL_EXPORTER_OTLP_", "ENVIRONMENT", "FTS5", "PYTHONPATH"}
_NOT_VARIABLES |= {
    "CODEXCTL_",
    "NO_ACCESS_CONTROL",
    "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT",
}


def text() -> str:
    """The whole page."""
    parts = [_HEAD]
    for head, rows in _ROWS.items():
        cells = ((codes(names.split(", ")), meaning) for names, meaning in rows.items())
        parts += [f"## {head}\n", table(("Variable", "What it does"), cells)]
    parts += ["## Of presets\n", _PRESETS, table(("Preset", "Variables"), _of_presets())]
    parts += ["## Hook events\n", _EVENTS, table(_TITLES, _events())]
    return "\n".join(parts)


_PRESETS = """\
A destination with a [preset](presets.md) finds what its backend's own tools use: the key, and what
`codexctl setup` would ask for.
"""
_EVENTS = """\
Codex runs hooks on these events, in this order. codexctl's hook stands on those marked *ours*; it
leaves a hint, starts a worker and ends. Seconds are how long Codex waits for a hook that names no
time.
"""
_TITLES = ("Event", "In trust keys", "Matcher", "Seconds", "")


def names() -> tuple[str, ...]:
    """Every variable that the page names, but for those of presets and of another tracer."""
    known = (name for rows in _ROWS.values() for cell in rows for name in cell.split(", "))
    return tuple(name for name in known if "…" not in name)


def findings() -> Iterator[str]:
    """Variables that the code reads and the page does not name, one line each."""
    named = set(re.findall(r"`([A-Za-z_][A-Za-z0-9_]+)`", text()))
    for path in sorted(PACKAGE.rglob("*.py")):
        for name in sorted(set(_read(ast.parse(path.read_text("utf-8")))) - named - _NOT_VARIABLES):
            if not name.startswith("STASO_"):
                yield (
                    f"{path.relative_to(PACKAGE.parent)}: reads ${name}, which "
                    "tests/checks/reference/environment.py does not name"
                )


def _read(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        key: ast.expr | None = None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in _READ and node.args and "environ" in ast.unparse(node.func.value):
                key = node.args[0]
        elif isinstance(node, ast.Subscript) and "environ" in ast.unparse(node.value):
            key = node.slice
        elif isinstance(node, ast.Constant) and str(node.value).startswith(("CODEXCTL_", "OTEL_")):
            key = node
        if isinstance(key, ast.Constant) and _NAME.match(str(key.value)):
            yield str(key.value)


def _of_presets() -> Iterator[tuple[str, str]]:
    for name, preset in presets().items():
        slots = [*preset.parameters.values(), *([preset.project.slot] if preset.project else [])]
        found = [*(preset.key.env if preset.key else ()), *(slot.env for slot in slots)]
        found += [preset.base.env] if preset.base else []
        if known := [variable for variable in found if variable]:
            yield f"`{name}`", codes(known)


def _events() -> Iterator[tuple[str, ...]]:
    for event in EVENTS:
        matcher = "yes" if event.matched else "no"
        ours = "ours" if event.name in HOOKED_EVENTS else ""
        yield f"`{event.name}`", f"`{event.snake}`", matcher, str(event.timeout(None)), ours
