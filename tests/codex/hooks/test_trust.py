"""The hashes were reported by Codex 0.169 for these very handlers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.model import Hook
from codexctl.codex.hooks.trust import Trust, current_hash, identity, read_state, trust_of

SOURCE = "/home/dev/.codex/hooks.json"
WORKED_EXAMPLE = """\
{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"/usr/bin/codexctl hook"}]}],
 "PreToolUse":[{"matcher":"^Bash$","hooks":[{"type":"command","command":"/usr/bin/codexctl hook",
  "timeout":30,"statusMessage":"Recording tool"}]}]}}
"""


def hook(event: str, handler: dict[str, Any] | str, **group: Any) -> Hook:
    text = handler if isinstance(handler, str) else json.dumps(handler)
    members = "".join(f'"{key}":{json.dumps(value)},' for key, value in group.items())
    found = read_hooks_json(f'{{"hooks":{{"{event}":[{{{members}"hooks":[{text}]}}]}}}}', SOURCE)
    assert found.rejected == ""
    return found.hooks[0]


def command(**more: Any) -> dict[str, Any]:
    return {"type": "command", "command": "x", **more}


def handler_of(event: str, handler: dict[str, Any]) -> dict[str, Any]:
    (hashed,) = identity(hook(event, handler))["hooks"]
    assert isinstance(hashed, dict)
    return hashed


def test_the_worked_example_has_the_keys_and_hashes_that_codex_reports() -> None:
    found = read_hooks_json(WORKED_EXAMPLE, SOURCE)
    assert {found.key(hook): current_hash(hook) for hook in found.hooks} == {
        f"{SOURCE}:stop:0:0": (
            "sha256:10d9a6b4ece13911c6323924f7f0be545657cc1dd0baa5c3f7f64e3d6e8cca7a"
        ),
        f"{SOURCE}:pre_tool_use:0:0": (
            "sha256:9ff831e8731098e7b824ad12f18737ad38ce99a181e8b5f47a48abbd5414c42a"
        ),
    }


def test_a_tool_call_is_hashed_with_the_digits_of_its_input() -> None:
    handler = '{"type":"mcp_tool","server":"s","tool":"t","input":{"a":[1,2.5,{"b":3}]}}'
    assert current_hash(hook("Stop", handler)) == (
        "sha256:1b6fce83810dc0e5b784b168993aaab0e1941982113114ebb537d9dfe06d2f4b"
    )


@pytest.mark.parametrize(
    ("written", "digest"),
    [
        ("-0", "eedc0ab6ffa4f88423db77f61a4d4e9691b2b540707d874c6cb1d9f25a1e0699"),
        ("1E5", "718b7e15fa8132bcdfbd9ed7ccf0535c45dd12b688ba04d2dc382bb93bca3805"),
        ("1E-05", "ea3a6ff65c40846305cf0d79c86efb2a58c0920180e6e201fe23027e2d33ce86"),
        ("1.50e05", "bed73d3c28f5ce57603038e1c57a6a6c3f4e1affe35deecc72af63f80cb04062"),
        (
            "18446744073709551616",
            "7235a5004b701314210441b87216aa5a188aefde9c3ecc1e7bcca9e197af36c2",
        ),
    ],
)
def test_numbers_in_a_tools_input_keep_their_spelling(written: str, digest: str) -> None:
    handler = f'{{"type":"mcp_tool","server":"s","tool":"t","input":{{"a":{written}}}}}'
    assert current_hash(hook("Stop", handler)) == f"sha256:{digest}"


@pytest.mark.parametrize("matcher", ["", "*", "^Bash$"])
def test_a_matcher_is_hashed_as_written_where_the_event_minds_it(matcher: str) -> None:
    assert identity(hook("PreToolUse", command(), matcher=matcher))["matcher"] == matcher


@pytest.mark.parametrize(
    "event", ["UserPromptSubmit", "Stop", "Interrupt", "PreModelRequest", "PostModelRequest"]
)
def test_a_matcher_is_left_out_where_the_event_ignores_it(event: str) -> None:
    assert "matcher" not in identity(hook(event, command(), matcher="x"))


def test_a_matcher_that_is_null_is_left_out() -> None:
    assert "matcher" not in identity(hook("PreToolUse", command(), matcher=None))


def test_the_timeout_is_the_effective_one() -> None:
    assert handler_of("Stop", command())["timeout"] == 600
    assert handler_of("Stop", command(timeout=0))["timeout"] == 1
    assert handler_of("SessionEnd", command(timeout=30))["timeout"] == 3
    assert handler_of("Interrupt", command())["timeout"] == 1


def test_an_empty_status_message_is_kept_and_a_null_one_is_not() -> None:
    assert handler_of("Stop", command(statusMessage=""))["statusMessage"] == ""
    assert "statusMessage" not in handler_of("Stop", command(statusMessage=None))


def test_a_context_limit_counts_on_five_events_and_only_when_it_is_not_the_default() -> None:
    assert (
        handler_of("PreToolUse", command(additionalContextLimit=0))["additionalContextLimit"] == 0
    )
    assert "additionalContextLimit" not in handler_of("Stop", command(additionalContextLimit=5))
    default = handler_of("PreToolUse", command(additionalContextLimit=2500))
    assert "additionalContextLimit" not in default


def test_async_stays_as_written_and_is_false_by_default() -> None:
    assert handler_of("SessionEnd", command(**{"async": True}))["async"] is True
    assert handler_of("SessionEnd", command())["async"] is False


def test_nothing_else_is_hashed() -> None:
    plain = current_hash(hook("Stop", command()))
    assert current_hash(hook("Stop", command(commandWindows="y", args=["z"]))) == plain
    assert current_hash(hook("Stop", command(command=" x"))) != plain


def test_state_is_read_from_its_table_and_odd_entries_are_left_out() -> None:
    entry = {"trusted_hash": "sha256:0", "enabled": False}
    assert read_state({"hooks": {"state": {"a": entry, "b": 1}}}) == {"a": entry}
    assert read_state({}) == {}
    assert read_state({"hooks": 1}) == {}
    assert read_state({"hooks": {"state": []}}) == {}


def test_trust_is_one_of_four() -> None:
    one = hook("Stop", command())
    good = {"trusted_hash": current_hash(one)}
    assert trust_of(one, None) is Trust.untrusted
    assert trust_of(one, {"enabled": True}) is Trust.untrusted
    assert trust_of(one, {"trusted_hash": "sha256:0"}) is Trust.modified
    assert trust_of(one, good) is Trust.trusted
    assert trust_of(one, {**good, "enabled": False}) is Trust.disabled
