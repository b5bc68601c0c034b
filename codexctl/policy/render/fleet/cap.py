"""The gateway's own limits on what machines send, in the Collector's transformation language.

Written for the transform processor of opentelemetry-collector-contrib v0.159.0 (its README:
`keep_keys`, `keep_matching_keys`, `truncate_all`, `set`; one group of statements for each context,
since the context of a whole group is inferred from the narrowest path in it). The machine checks
the form of values; the gateway checks only names and lengths.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from codexctl.settings.capture import CaptureLimits, CaptureMode

# Names, ids and statuses are shorter; the id of a response may have about 200 characters.
_LONGEST = 256
_LONGEST_RESOURCE = 512
# A machine may not say who sends: user.id, enduser.id, team.name, tenant.id and similar.
IDENTITY_KEYS = "^(user|enduser|team|tenant)([.].*)?$"
USER, TEAM, TENANT = "user.id", "team.name", "tenant.id"
# The name of a span is its operation and a model, tool or agent.
_SPAN_NAME = "^(invoke_agent|chat|execute_tool)( [A-Za-z0-9_.:/@-]{1,128})?$"
_EXIT_CODE = "exit code -?[0-9]{1,10}"
_EVENT_TYPE, _EVENT_MESSAGE = "exception.type", "exception.message"
# Categories whose text can follow codexctl's own words in the message of a failure.
_SAID_OF_FAILURE = frozenset({"responses", "tool_results"})

# Possible names of attributes of codexctl or of a policy's list; others are never sent.
_KEY = re.compile(r"[A-Za-z0-9_.-]{1,255}(?:[.][*])?")

Groups = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """What codexctl may send: attributes without content, and attributes with content.

    `content` maps an attribute to every category that it may contain; `full_only` are those that
    are sent only in `full` mode; `points` are the attributes of a metric's points; `failures` are
    the words for failures that quote nobody.
    """

    plain: Collection[str]
    content: Mapping[str, frozenset[str]]
    full_only: Collection[str] = ()
    points: Collection[str] = ()
    failures: Collection[str] = ()

    def allowed(self, limits: CaptureLimits) -> list[str]:
        """The attributes that a span may have under these limits, sorted.

        The gateway cannot look into messages: if one of its categories is excluded, the whole
        attribute is removed.
        """
        kept = set(self.plain)
        for key, categories in self.content.items():
            is_full = limits.mode is CaptureMode.full or key not in self.full_only
            if limits.mode is not CaptureMode.metadata and is_full:
                kept |= {key} if limits.exclude.isdisjoint(categories) else set()
        return sorted(kept)


def span_statements(
    listed: Listed, limits: CaptureLimits, resource: Collection[str] | None
) -> Groups:
    """The statements that limit spans, in groups with one context each.

    `resource` are the resource attributes that the policy lists, None if it lists none.
    """
    is_metadata = limits.mode is CaptureMode.metadata
    words = f"^({'|'.join(map(_literal, sorted(listed.failures)))}|{_EXIT_CODE})?$"
    span = [f"keep_keys(span.attributes, {_listed(listed.allowed(limits))})"]
    if is_metadata:
        span += [
            f"truncate_all(span.attributes, {_LONGEST})",
            f'set(span.name, "span") where not IsMatch(span.name, "{_SPAN_NAME}")',
        ]
    span.append('set(span.trace_state, "")')
    event = [f"keep_keys(spanevent.attributes, {_listed([_EVENT_MESSAGE, _EVENT_TYPE])})"]
    if is_metadata or not limits.exclude.isdisjoint(_SAID_OF_FAILURE):
        span.append(
            f'set(span.status.message, "") where not IsMatch(span.status.message, "{words}")'
        )
        held = f'spanevent.attributes["{_EVENT_MESSAGE}"]'
        event.append(
            f'delete_key(spanevent.attributes, "{_EVENT_MESSAGE}")'
            f' where {held} != nil and not IsMatch({held}, "{words}")'
        )
    if is_metadata:
        event += [
            f"truncate_all(spanevent.attributes, {_LONGEST})",
            'set(spanevent.name, "event") where spanevent.name != "exception"',
        ]
    return (*_around(listed, resource), tuple(span), tuple(event))


def metric_statements(listed: Listed, resource: Collection[str] | None) -> Groups:
    """The statements that limit metrics, which contain no content in any mode."""
    points = (
        f"keep_keys(datapoint.attributes, {_listed(sorted(listed.points))})",
        f"truncate_all(datapoint.attributes, {_LONGEST})",
    )
    return (*_around(listed, resource), points)


def _around(listed: Listed, resource: Collection[str] | None) -> Groups:
    """The groups for resource and scope: no content in any mode, only what the policy lists."""
    unwanted = "|".join(_literal(key) for key in sorted(listed.content))
    around = [f'delete_matching_keys(resource.attributes, "^({unwanted})$")']
    if resource is not None:
        own = ("service.name", "telemetry.", "codexctl.", "user.", "team.", "tenant.")
        wanted = sorted({_pattern(key) for key in (*own, *resource) if _KEY.fullmatch(key)})
        around.append(f'keep_matching_keys(resource.attributes, "^({"|".join(wanted)})$")')
    around.append(f"truncate_all(resource.attributes, {_LONGEST_RESOURCE})")
    return tuple(around), ('delete_matching_keys(scope.attributes, ".*")',)


def _listed(keys: Collection[str]) -> str:
    return "[" + ", ".join(f'"{key}"' for key in keys) + "]"


def _pattern(key: str) -> str:
    """The regular expression for a policy's name; with `.*` or a dot at its end, for all below."""
    if key.endswith((".", ".*")):
        return _literal(key.rstrip("*").rstrip(".")) + "[.].*"
    return _literal(key)


def _literal(key: str) -> str:
    """A name as a regular expression without backslashes, which would have to be doubled."""
    return "".join(char if char.isalnum() or char in "_- " else f"[{char}]" for char in key)
