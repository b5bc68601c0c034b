"""Turns that fail, each with its own error kind, and some that recover."""

from __future__ import annotations

from dataclasses import replace

from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.model.asked import Json
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.model.script import Step, http_error, limits, response_failed, step, usage
from tests.e2e.lab.runner import Lab

LIMIT: Json = {"type": "usage_limit_reached", "plan_type": "plus", "resets_at": 1_900_000_000}


@scenario(since="0.40.0")
def http_500(lab: Lab) -> None:
    """The model server breaks after the first tool call, and stays broken."""
    lab.script(shell("echo before"), http_error(500, repeat=8))
    lab.exec("Run into an error")


@scenario()
def http_400(lab: Lab) -> None:
    """The model server refuses the request."""
    lab.script(http_error(400, type="invalid_request_error", repeat=8))
    lab.exec("Ask wrongly")


@scenario()
def http_401(lab: Lab) -> None:
    """The key is not accepted."""
    lab.script(http_error(401, type="authentication_error", repeat=8))
    lab.exec("Ask without a key")


@scenario()
def http_429(lab: Lab) -> None:
    """Too many requests, and no word of a limit."""
    lab.script(http_error(429, repeat=8))
    lab.exec("Ask too often")


@scenario()
def usage_limit(lab: Lab) -> None:
    """The plan's usage limit is reached after a tool call."""
    lab.script(shell("echo spent"), http_error(429, repeat=8, **LIMIT))
    lab.exec("Use it up")


@scenario(since="0.124.0")
def rate_limits_reached(lab: Lab) -> None:
    """The backend tells its rate limits with every answer, up to the one that refuses."""
    lab.script(
        step(
            shell("echo spent"),
            headers=limits(98.5, 41, credits_has_credits="true", credits_unlimited="false")
            | {"x-codex-credits-balance": "12.50"},
        ),
        replace(
            http_error(429, repeat=8, **LIMIT),
            headers=limits(100, 41.25, rate_limit_reached_type="rate_limit_reached"),
        ),
    )
    lab.exec("Use it up")


@scenario()
def context_overflow(lab: Lab) -> None:
    """The conversation no longer fits into the context window."""
    lab.script(
        shell("echo long"),
        response_failed("context_length_exceeded", "The input is too long.", repeat=8),
    )
    lab.exec("Say too much")


@scenario()
def stream_dropped(lab: Lab) -> None:
    """The connection breaks in the middle of an answer, each time."""
    lab.script(step(say("This never arrives."), drop="mid", repeat=8))
    lab.exec("Lose the line")


@scenario()
def incomplete_response(lab: Lab) -> None:
    """The model runs into its output limit: text and usage count, the turn fails."""
    lab.script(step(say("This is only half of"), incomplete="max_output_tokens", repeat=8))
    lab.exec("Write a book")


@scenario()
def recovered(lab: Lab) -> None:
    """Failures that a retry heals: HTTP 500, a drop before and in the middle, a rate limit."""
    lab.script(
        http_error(500),
        shell("echo one"),
        Step(drop="before"),
        shell("echo two"),
        step(say("Lost words."), drop="mid"),
        shell("echo three"),
        response_failed("rate_limit_exceeded", "Rate limit reached. Please try again in 0.2s."),
        say("Recovered."),
    )
    lab.exec("Keep trying")


@scenario()
def dropped_after_call(lab: Lab) -> None:
    """A stream that breaks after a whole tool call: the call runs, the response is asked again."""
    lab.script(step(shell("echo kept"), drop="late"), say("Recovered."))
    lab.exec("Lose the line")


@scenario()
def without_usage(lab: Lab) -> None:
    """A provider that reports no usage for one of its responses."""
    lab.script(step(shell("echo free"), without_usage=True), say("Paid."))
    lab.exec("Ask for free")


@scenario()
def same_usage(lab: Lab) -> None:
    """Two answers of the very same size in a row: nothing changes but the totals."""
    same = usage(500, 20, cached=100, reasoning=5)
    lab.script(step(shell("echo same"), usage=same), step(say("Same."), usage=same))
    lab.exec("Repeat yourself")
