"""Every key of settings.toml, one row each.

The reader, the writer, setup's flags, the wizard's questions, `schemas/settings.schema.json` and
`docs/reference/settings.md` are made from this table. A new setting needs a row here, and code that
uses its value (`Settings.value`).
`destination_fields.py` has the members of a `[[destinations]]` table in the same form.
"""

from __future__ import annotations

from codexctl.settings.capture import (
    CATEGORIES,
    DEFAULT_MODE,
    ENV_CAPTURE,
    ENV_EXCLUDE,
    ENV_WEAVE,
    CaptureMode,
)
from codexctl.settings.kinds import SCALARS, Asked, Field, Kind

VERSION = 1

# A week: a longer time is probably a mistake.
_MAX_QUIET_S = 604_800

FIELDS: dict[str, Field] = {
    "capture.mode": Field(
        Kind.choice,
        "How much content a span may contain. metadata: no text at all; redacted: content with "
        "secrets masked; full: content as it is.",
        default=DEFAULT_MODE.name,
        choices=tuple(CaptureMode.__members__),
        flag="--capture",
        help="How much content traces contain.",
        environment=(ENV_CAPTURE, ENV_WEAVE),
        capped_by="capture.max",
    ),
    "capture.exclude": Field(
        Kind.categories,
        "Categories of content to leave out as well.",
        choices=tuple(sorted(CATEGORIES)),
        flag="--exclude",
        metavar="CATEGORY",
        help="Content to leave out; may be repeated; none for nothing.",
        environment=(ENV_EXCLUDE,),
        capped_by="capture.exclude",
    ),
    "redaction.kinds": Field(
        Kind.texts,
        "Kinds of secrets to mask in addition, such as iban; all means the usual ones.",
        capped_by="capture.redact",
    ),
    "redaction.rule": Field(
        Kind.rules,
        "Redaction rules of your own; each is tried on its examples before it is used. "
        "templates/redaction/README.md says what a rule contains.",
        capped_by="capture.rule",
    ),
    "auto_sync": Field(
        Kind.switch,
        "Whether the worker updates the hook script when it no longer fits this installation.",
        default=False,
        flag="--auto-sync",
        help="Whether the worker updates the hook script after an upgrade.",
        question="Update the hook script automatically after an upgrade of codexctl?",
        title="Update script",
        asked=Asked.always,
    ),
    "traceparent": Field(
        Kind.choice,
        "What happens with TRACEPARENT in Codex's environment: a link on every trace, or the "
        "parent of every trace.",
        default="link",
        choices=("link", "parent"),
        flag="--traceparent",
        help="What happens with TRACEPARENT in Codex's environment.",
    ),
    "local.keep_days": Field(
        Kind.whole,
        "Turns in the local store that began more than so many days ago are deleted; without it, "
        "none.",
        low=1,
        flag="--keep-days",
        metavar="[N|all]",
        help="Days that the local store keeps a turn.",
        example="90",
        question="How many days should this machine keep traces (a number, or all)?",
        title="Keep days",
        asked=Asked.more,
        capped_by="destinations.retention_days",
    ),
    "local.max_mb": Field(
        Kind.whole,
        "The largest size of the local store in millions of bytes; the oldest turns are deleted "
        "first. Without it, there is no limit.",
        low=1,
        flag="--keep-mb",
        metavar="[N|all]",
        help="Maximum size of the local store in megabytes.",
        example="90",
        question="How many megabytes may traces use (a number, or all)?",
        title="Keep megabytes",
        asked=Asked.more,
    ),
    "deliver.quiet_seconds": Field(
        Kind.number,
        "A turn without an end counts as incomplete when no process has its file open and nothing "
        "was written to it for this many seconds.",
        default=1,
        low=0,
        high=_MAX_QUIET_S,
        flag="--quiet-seconds",
        metavar="N",
        help="How long a turn without an end must be quiet before it counts as incomplete.",
        example="5",
    ),
    "deliver.unseen_quiet_seconds": Field(
        Kind.number,
        "The same, if codexctl cannot see which process has the file open.",
        default=1800,
        low=0,
        high=_MAX_QUIET_S,
        flag="--unseen-quiet-seconds",
        metavar="N",
        help="The same, if codexctl cannot see which process has the file open.",
        example="5",
    ),
    "deliver.longest_line_mb": Field(
        Kind.number,
        "A line of a session file with more than so many millions of bytes is skipped and counted.",
        default=16,
        low=0,
        above=True,
        # Longer lines need more memory than a worker may use.
        high=200,
    ),
    "deliver.debug": Field(
        Kind.switch,
        "Whether the log says each step of a delivery.",
        default=False,
        flag="--debug",
        environment=("CODEXCTL_DEBUG", "WEAVE_CODEX_DEBUG"),
    ),
    "view.enabled": Field(
        Kind.switch,
        "Whether `codexctl view` shows turns in the browser.",
        default=True,
        capped_by="view.enabled",
    ),
    "resource": Field(
        Kind.pairs,
        "OpenTelemetry resource attributes of every span.",
        environment=("OTEL_RESOURCE_ATTRIBUTES", "OTEL_SERVICE_NAME"),
        capped_by="capture.resource",
    ),
    "prices": Field(
        Kind.prices,
        "Prices of models, by MODEL or PROVIDER/MODEL; they replace those of the price list.",
    ),
    "destinations": Field(
        Kind.destinations,
        "Where turns are delivered; each has its own cursor under its name.",
        capped_by="destinations.allow",
    ),
}
TABLES = {
    "capture": "How much content a span may contain. The strictest of policy, settings and "
    "environment applies.",
    "redaction": "What is masked in addition to the usual.",
    "local": "Limits of the local store; the oldest turns are deleted first. A policy can only "
    "lower them.",
    "deliver": "How turns are delivered.",
    "view": "What `codexctl view` may do.",
}


def scalars() -> dict[str, Field]:
    """The rows that `Settings.value` knows: all with a single value, except the capture mode."""
    # The mode is in `Settings.capture`, because it is combined with the limits of other voices.
    return {
        place: field
        for place, field in FIELDS.items()
        if field.kind in SCALARS and place != "capture.mode"
    }
