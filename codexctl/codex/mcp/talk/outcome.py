"""What came of asking a server for its tools."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Cause(StrEnum):
    """Why a server gave no tools; the values are for programs."""

    none = "none"
    faulty = "faulty"
    no_program = "no-program"
    not_executable = "not-executable"
    no_folder = "no-folder"
    no_variable = "no-variable"
    no_secret = "no-secret"  # noqa: S105 - the name of a cause
    ended = "ended"
    silent = "silent"
    no_protocol = "no-protocol"
    refused = "refused"
    needs_login = "needs-login"
    forbidden = "forbidden"
    not_found = "not-found"
    status = "status"
    unreachable = "unreachable"
    untrusted = "untrusted-certificate"


@dataclass(frozen=True, slots=True)
class Answered:
    """One server, asked. `detail` is what it said itself, unsafe to show as it is.

    `took_ms` is from the start to the last answer; `tools` are the names it lists, `left_out`
    those that the configuration withholds from the model.
    """

    cause: Cause
    detail: str = ""
    tools: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    title: str = ""
    took_ms: int = 0


class Failed(Exception):
    """There will be no tools, and why."""

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(cause.value)
        self.cause, self.detail = cause, detail


def said(tested: Answered) -> str:
    """The cause as a sentence without its subject."""
    detail = tested.detail
    return {
        Cause.none: f"lists {len(tested.tools)} tools",
        Cause.faulty: detail,
        Cause.no_program: f"cannot start: there is no program {detail}",
        Cause.not_executable: f"cannot start: {detail}",
        Cause.no_folder: f"cannot start: there is no folder {detail}",
        Cause.no_variable: f"needs ${detail}, which is not set",
        Cause.no_secret: f"cannot start: {detail}",
        Cause.ended: f"ended before it answered: {detail}",
        Cause.silent: f"does not answer within {detail}",
        Cause.no_protocol: f"does not speak MCP: {detail}",
        Cause.refused: f"refuses: {detail}",
        Cause.needs_login: "wants a log-in or another key",
        Cause.forbidden: "refuses this key (403)",
        Cause.not_found: "has no MCP at this address (404)",
        Cause.status: f"answers with {detail}",
        Cause.unreachable: f"cannot be reached: {detail}",
        Cause.untrusted: f"has a certificate that is not trusted: {detail}",
    }[tested.cause]
