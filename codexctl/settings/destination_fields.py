"""Every member of a `[[destinations]]` table, one row each, in the form of `fields.py`.

Flags are for one destination: `[NAME:]VALUE`. A new member needs a row here and a member of
`Destination`; if its flag has a special form, `edit/intent/destination_flags.py` parses it.
"""

from __future__ import annotations

import re

from codexctl.settings.capture import CaptureMode
from codexctl.settings.kinds import LONGEST, Field, Kind

LOCAL = "local"
OTLP = "otlp"
# Scheme, host (a name, or IPv6 in brackets), a port from 1 to 65535, and the rest. A user name or
# password is not allowed, because addresses are shown.
_HOST = r"([^\s\x00-\x1f\x7f/?#@:\[\]\\]+|\[[0-9A-Fa-f:.]+\])"
_PORT = (
    r"(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?"
)
ADDRESS_PATTERN = rf"^[Hh][Tt][Tt][Pp][Ss]?://{_HOST}{_PORT}([/?#][^\s\x00-\x1f\x7f]*)?$(?!\n)"
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$(?!\n)"
# RFC 9110: the name of a field is a token (5.6.2); a value is sent in ISO 8859-1 (5.5).
_HEADER = r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$(?!\n)"
_HEADER_TEXT = r"^[\x20-\x7e\xa0-\xff]*$(?!\n)"
_VARIABLE = r"^([A-Za-z_][A-Za-z0-9_]*)?$(?!\n)"

DESTINATION: dict[str, Field] = {
    "name": Field(
        Kind.text,
        "The name that you give it; also the key of its cursor.",
        pattern=NAME_PATTERN,
        must="a name of at most 64 letters, digits, _, - and .",
        required=True,
    ),
    "kind": Field(
        Kind.choice,
        "local: the store on this machine; otlp: any OTLP/HTTP endpoint.",
        choices=(LOCAL, OTLP),
        required=True,
        flag="--destination",
        metavar="[NAME=]KIND",
        help="Where traces go: local, otlp or a backend (langfuse, weave, phoenix, …); may be"
        " repeated. Default: local.",
    ),
    "preset": Field(
        Kind.preset,
        "The backend that sets the address, headers and form of key: an entry of "
        "templates/presets.toml.",
        default="",
    ),
    "endpoint": Field(
        Kind.text,
        "The full URL of an OTLP/HTTP traces endpoint; it replaces the preset's. Without both, "
        "OTEL_EXPORTER_OTLP_ENDPOINT is used; for a destination with its backend's own name, the "
        "environment comes first.",
        default="",
        pattern=ADDRESS_PATTERN,
        must="an http:// or https:// address with a host, and no user or password in it",
        flag="--endpoint",
        metavar="[NAME:]URL",
        help="Address of a destination, instead of its preset's.",
        example="http://localhost:4318/v1/traces",
        environment=("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"),
        capped_by="destinations.allow",
    ),
    "project": Field(
        Kind.text,
        "The project there; the preset decides how it is sent.",
        default="",
        flag="--project",
        metavar="[NAME:]TEXT",
        help="Project of the traces.",
    ),
    "api_key_env": Field(
        Kind.text,
        "The environment variable that contains the key.",
        default="",
        pattern=_VARIABLE,
        must="the name of an environment variable",
        example="LANGFUSE_SECRET_KEY",
        flag="--api-key-env",
        metavar="[NAME:]VARIABLE",
        help="Environment variable with the key.",
    ),
    "api_key_header": Field(
        Kind.text,
        "The header in which the key is sent.",
        default="Authorization",
        pattern=_HEADER,
        must="the name of a header",
    ),
    "api_key_prefix": Field(
        Kind.text,
        "The text before the key in that header.",
        default="Bearer ",
        pattern=_HEADER_TEXT,
        must="text that is valid in a header",
    ),
    "api_key_user": Field(
        Kind.text,
        "The user name, if the key is the password of basic authentication.",
        default="",
    ),
    "capture": Field(
        Kind.choice,
        "Makes the capture mode stricter for this destination.",
        choices=tuple(CaptureMode.__members__),
        flag="--capture-for",
        metavar="[NAME:]MODE",
        help="Less content than that for one destination.",
        example="metadata",
        capped_by="capture.max",
    ),
    "metrics": Field(
        Kind.switch,
        "Whether it also gets metrics: tokens, durations, tool calls and turns, as sums and "
        "distributions without content (docs/metrics.md).",
        default=False,
        flag="--metrics",
        metavar="[NAME:]on|off",
        help="Whether a destination also gets metrics (OTLP, delta temporality).",
        example="on",
    ),
    "metrics_endpoint": Field(
        Kind.text,
        "The full URL for its metrics, on the server of its traces. Default: the traces' URL with "
        "/v1/metrics instead of /v1/traces.",
        default="",
        pattern=ADDRESS_PATTERN,
        must="an http:// or https:// address with a host, and no user or password in it",
        flag="--metrics-endpoint",
        metavar="[NAME:]URL",
        help="Address of a destination for metrics.",
        example="http://localhost:4318/v1/metrics",
        environment=("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",),
        capped_by="destinations.allow",
    ),
    "only_in": Field(
        Kind.folders,
        "It gets only turns in these projects: their root folders, for a linked worktree the main "
        "checkout. Without it, it gets the turns of every folder. `setup --scope project` writes "
        "it.",
    ),
    "api_key_command": Field(
        Kind.texts,
        "A program and its arguments that print the key; no shell is involved.",
        flag="--api-key-command",
        metavar="[NAME:]COMMAND",
        help="A program that prints its key; no shell is involved.",
    ),
    "parameters": Field(
        Kind.pairs,
        "What the preset leaves open: host, region, …",
        flag="--param",
        metavar="[NAME:]KEY=VALUE",
        help="What its backend leaves open: host, region, …",
    ),
    "headers": Field(
        Kind.pairs,
        "Headers that are not secret.",
        keys=_HEADER,
        pattern=_HEADER_TEXT,
        must="a table of header names and values that are valid in headers",
        example="NAME=VALUE",
        flag="--header",
        metavar="[NAME:]KEY=VALUE",
        help="A header that is not secret.",
    ),
}


# RFC 9110, 5.6.2: the characters of a header's name.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
# A line break would start another header.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


# Headers that decide where a request goes, where it ends and how it is encoded. On a server for
# many customers, `Host` alone decides who gets the request, whatever address the policy allows.
_OURS = frozenset(
    {
        *("host", "content-length", "content-type", "content-encoding", "transfer-encoding"),
        *("connection", "keep-alive", "proxy-connection", "proxy-authorization", "te", "trailer"),
        *("upgrade", "expect"),
    }
)


def wrong_header(name: str, value: str) -> str:
    """Say what is wrong with a header's name or value; empty if both are valid."""
    if name.lower() in _OURS:
        return "codexctl sets it itself, from the address and the content"
    if not _HEADER_NAME.fullmatch(name):
        return f"{name!r} is no header's name: letters, digits and - are usual"
    return "its value contains a line break" if _UNPRINTABLE.search(value) else ""


def wrong_address(text: str) -> str:
    """Say what is wrong with an address; empty if it is valid. The rules are those of the table."""
    row = DESTINATION["endpoint"]
    if not re.search(row.pattern, text):
        return f"must be {row.must}"
    return "" if len(text) <= LONGEST else f"must have at most {LONGEST:,} characters"
