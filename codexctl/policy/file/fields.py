"""Every key of policy.toml: its type and meaning. Reader, `show` and `explain` use this table.

`schemas/policy.schema.json` contains the same for other programs; a test compares the two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from codexctl.policy.file.chosen import CHOSEN
from codexctl.policy.file.endpoints import PATTERN
from codexctl.policy.file.field import ABSOLUTE, PRINTABLE, Field, flag, text_like
from codexctl.settings.capture import CATEGORIES, CaptureMode

VERSION = 1
# `(?!\n)`: in Python, `$` also matches before a final line feed; in JSON Schema it does not.
FEATURE = re.compile(r"^[a-z][a-z0-9_]{0,63}$(?!\n)")
_KIND = re.compile(r"^[a-z][a-z0-9-]{0,39}$(?!\n)")
_ATTRIBUTE = re.compile(r"^[A-Za-z][A-Za-z0-9_.-]{0,127}(?:\.\*)?$(?!\n)")
_ENDPOINT = re.compile(PATTERN)
_RULE_TEXTS = ("name", "pattern", "first", "back", "check", "source")
_RULE_LISTS = ("anchors", "shapes", "yes", "no")
_RULE_FLAGS = ("token", "optional")
# A hundred years: more is a typing error.
MOST_DAYS = 36500
# No user and no path: everybody can read a policy.
_PROXY = r"^(none|https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?)$(?!\n)"


def _words(known: Callable[[str], object]) -> Callable[[Any], bool]:
    """Make a test for a list of different texts, all of them known."""

    def fits(value: Any) -> bool:
        return (
            isinstance(value, list)
            and all(isinstance(word, str) and known(word) for word in value)
            and len(set(value)) == len(value)
        )

    return fits


def _days(value: Any) -> bool:
    # Not isinstance: True is an int in Python.
    return type(value) is int and 1 <= value <= MOST_DAYS


def _features(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(FEATURE.search(name) and isinstance(on, bool) for name, on in value.items())
    )


def _rules(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_rule, value))


def _rule(value: Any) -> bool:
    if not isinstance(value, dict) or not {"name", "pattern", "yes", "no"} <= value.keys():
        return False
    if not value.keys() <= {*_RULE_TEXTS, *_RULE_LISTS, *_RULE_FLAGS}:
        return False
    texts = all(isinstance(value.get(key, ""), str) for key in _RULE_TEXTS)
    flags = all(isinstance(value.get(key, False), bool) for key in _RULE_FLAGS)
    lists = all(_texts(value[key]) for key in _RULE_LISTS if key in value)
    return texts and flags and lists and ("anchors" in value or "shapes" in value)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v for v in value)


FIELDS: Mapping[str, Field] = {
    "capture.max": Field(
        lambda value: isinstance(value, str) and value in CaptureMode.__members__,
        "metadata, redacted or full",
        "The most content that a span may contain, wherever it is sent.",
        absent="People choose.",
    ),
    "capture.exclude": Field(
        _words(CATEGORIES.__contains__),
        f"a list of {', '.join(sorted(CATEGORIES))}",
        "Categories of content that nobody may capture.",
        absent="People choose.",
    ),
    "capture.redact": Field(
        _words(_KIND.search),
        "a list of kinds of secrets, or of the word all",
        "Kinds that are masked in every mode, full included, and whether or not they are masked by "
        "default.",
        absent="`redacted` masks the usual kinds, `full` none.",
    ),
    "capture.rule": Field(
        _rules,
        "tables with name, pattern, anchors, yes and no",
        "Redaction rules of your own; they apply in every mode.",
        absent="No rules but codexctl's and people's own.",
    ),
    "capture.resource": Field(
        _words(_ATTRIBUTE.search),
        "a list of attributes like service.name or deployment.*",
        "Which of the environment's and the settings' resource attributes may be sent; an empty "
        "list allows none. codexctl's own are always sent, and nobody else can set them.",
        absent="All may be sent; their values are masked.",
    ),
    "destinations.allow": Field(
        _words(_ENDPOINT.search),
        "a list of addresses like https://otel.example.com/v1/",
        "Where traces may be sent, by scheme, host and beginning of the path; an empty list allows "
        "nothing but the local store.",
        absent="Any address is allowed.",
        over="Codex's own `[otel]` exporters",
    ),
    "destinations.required": Field(
        _words(_ENDPOINT.search),
        "a list of addresses like https://otel.example.com/v1/traces",
        "Addresses that every person's traces are sent to. A person's own destination with exactly "
        "that address counts; `[destination.NAME]` says more than an address.",
        absent="No address is required.",
        over="every person's destinations",
    ),
    "destinations.local": Field(
        flag,
        "true or false",
        "Whether traces may be kept on the person's machine.",
        absent="true",
        over="the local store",
    ),
    "destinations.retention_days": Field(
        _days,
        f"a number of days, 1 to {MOST_DAYS}",
        "How long the local store keeps a turn; the worker deletes older ones.",
        absent="People choose.",
    ),
    "destinations.proxy": Field(
        text_like(_PROXY),
        "an address like http://proxy.example.com:3128, or none",
        "The proxy that traces are sent through, whatever the environment says.",
        absent="No proxy where `destinations.allow` is set, else the environment's.",
        over="`http_proxy`, `https_proxy`, `all_proxy`",
    ),
    "destinations.certificate": Field(
        text_like(ABSOLUTE),
        "the absolute path of a file",
        "A file with the certificate authorities (PEM) that are trusted for every address, and no "
        "others. The file must belong to root.",
        absent="The machine's authorities where `destinations.allow` is set, else the "
        "environment's.",
        over="`OTEL_EXPORTER_OTLP_CERTIFICATE`, `SSL_CERT_FILE`, `SSL_CERT_DIR`",
    ),
    "destinations.plain_http": Field(
        flag,
        "true or false",
        "Whether traces may be sent to another machine by http, which everybody on the way can "
        "read.",
        absent="false where `destinations.allow` is set, else true.",
        over="every destination with an http address",
    ),
    "trust.bypass": Field(
        flag,
        "true or false",
        "Whether codexctl may run Codex with its trust check switched off.",
        absent="true",
        over="`codexctl setup --trust bypass`, `bypass_hook_trust` in config.toml",
    ),
    "trust.self_trust": Field(
        flag,
        "true or false",
        "Whether codexctl may record trust in hooks, its own included; if not, people review "
        "hooks in Codex.",
        absent="true",
        over="`codexctl setup --trust this-hook`, `codexctl hooks trust`",
    ),
    "codex.features": Field(
        _features,
        "feature flags, each true or false",
        "Codex's feature flags that must have this value.",
        absent="No flag is pinned.",
        over="`[features]` in config.toml, `codexctl features`",
    ),
    "codex.tracing": Field(
        flag,
        "true or false",
        "Whether every turn must be traced; `codexctl policy check` looks.",
        absent="false",
        over="`codexctl uninstall`, `codexctl hooks remove` and `untrust`",
    ),
    "codex.otel_content": Field(
        flag,
        "true or false",
        "Whether Codex's own telemetry (`[otel]` in config.toml) may contain prompts, answers and "
        "tool output.",
        absent="true",
        over="`[otel]` in config.toml",
    ),
    "view.enabled": Field(
        flag,
        "true or false",
        "Whether `codexctl view` may show turns in a person's browser.",
        absent="true",
    ),
    "support.contact": Field(
        text_like(PRINTABLE),
        "an address or a sentence of at most 200 characters",
        "Whom to ask; printed with every refusal.",
        absent="Refusals name only the policy's line.",
    ),
    **CHOSEN,
}
TOP = {"version": "must be 1", "sealed": "true or false"}
TABLES = frozenset(key.partition(".")[0] for key in FIELDS)
