"""What came of asking a server for its tools."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from codexctl.wording import counted


class ServerFailure(StrEnum):
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

    cause: ServerFailure
    detail: str = ""
    tools: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    title: str = ""
    took_ms: int = 0


class Failed(Exception):
    """There will be no tools, and why."""

    def __init__(self, cause: ServerFailure, detail: str = "") -> None:
        super().__init__(cause.value)
        self.cause, self.detail = cause, detail


def said(tested: Answered) -> str:
    """The cause as a sentence without its subject."""
    detail = tested.detail
    return {
        ServerFailure.none: f"lists {counted(len(tested.tools), 'tool')}",
        ServerFailure.faulty: detail,
        ServerFailure.no_program: f"cannot start: there is no program {detail}",
        ServerFailure.not_executable: f"cannot start: {detail}",
        ServerFailure.no_folder: f"cannot start: there is no folder {detail}",
        ServerFailure.no_variable: f"needs ${detail}, which is not set",
        ServerFailure.no_secret: f"cannot start: {detail}",
        ServerFailure.ended: f"ended before it answered: {detail}",
        ServerFailure.silent: f"does not answer within {detail}",
        ServerFailure.no_protocol: f"does not speak MCP: {detail}",
        ServerFailure.refused: f"refuses: {detail}",
        ServerFailure.needs_login: "wants a log-in or another key",
        ServerFailure.forbidden: "refuses this key (403)",
        ServerFailure.not_found: "has no MCP at this address (404)",
        ServerFailure.status: f"answers with {detail}",
        ServerFailure.unreachable: f"cannot be reached: {detail}",
        ServerFailure.untrusted: f"has a certificate that is not trusted: {detail}",
    }[tested.cause]
