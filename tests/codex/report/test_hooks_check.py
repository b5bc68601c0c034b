from __future__ import annotations

import json

import pytest

from codexctl.codex.config.findings import Weight
from codexctl.codex.hooks.overlooked import is_pattern
from codexctl.codex.report.hooks_check import hooks_findings
from tests.codex.hooks.test_grammar import HARMLESS, REJECTED, command, one_handler

PATH = "/home/dev/.codex/hooks.json"


@pytest.mark.parametrize("case", REJECTED)
def test_what_drops_the_whole_file_is_found(case: str) -> None:
    found = hooks_findings(REJECTED[case], PATH)
    assert found
    assert {finding.weight for finding in found} == {Weight.rejected}


@pytest.mark.parametrize("case", HARMLESS)
def test_what_is_harmless_drops_nothing(case: str) -> None:
    text, _ = HARMLESS[case]
    assert Weight.rejected not in {finding.weight for finding in hooks_findings(text, PATH)}


def test_all_that_is_wrong_is_named_at_once_each_at_its_place() -> None:
    text = '{"hooks": {\n"Stop": null,\n"PreToolUse": [{"matcher": 1,\n"hooks": [{}]}]}}'
    found = [str(finding) for finding in hooks_findings(text, PATH)]
    assert found == [
        f"{PATH}:2:9: hooks.Stop: takes a list of groups, not null",
        f"{PATH}:3:28: hooks.PreToolUse[0].matcher: takes text, not 1",
        f"{PATH}:4:11: hooks.PreToolUse[0].hooks[0]: needs type",
    ]


def events(**groups: list[object]) -> str:
    return json.dumps({"hooks": groups})


def group(matcher: str | None = None, /, **members: object) -> dict[str, object]:
    return {"matcher": matcher, "hooks": [{"type": "command", "command": "x", **members}]}


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        (events(stop=[]), "hooks.stop: not an event", "did you mean Stop?"),
        (events(Notification=[]), "hooks.Notification: not an event", "events are PreModel"),
        (command(',"timeoutSec":5'), "timeoutSec: no member", "did you mean timeout?"),
        (one_handler('{"type":"prompt"}'), "prompt hooks are not supported", ""),
        (events(Stop=[group("x")]), "Stop has no matcher", ""),
        (events(PreToolUse=[group("(")]), "Codex ignores the whole group", ""),
        (events(PreToolUse=[{**group(), "once": True}]), "hooks.PreToolUse[0].once: no member", ""),
        (events(SessionEnd=[group(timeout=9)]), "SessionEnd gets 3 seconds at most", ""),
        (events(Stop=[group(timeout=0)]), "Codex makes it 1 second", ""),
        (events(SessionEnd=[group(None, **{"async": True})]), "SessionEnd waits", ""),
        (events(Stop=[group(additionalContextLimit=5)]), "Stop adds no context", ""),
        (
            events(SessionEnd=[{"hooks": [{"type": "mcp_tool", "server": "s", "tool": "t"}]}]),
            "tools cannot run on SessionEnd",
            "",
        ),
    ],
)
def test_what_codex_passes_over_without_a_word_is_found(text: str, said: str, hint: str) -> None:
    (finding,) = hooks_findings(text, PATH)
    assert finding.weight is Weight.ignored
    assert said in finding.what
    assert finding.hint.startswith(hint)


@pytest.mark.parametrize(
    ("matcher", "fits"),
    [
        ("^Bash$", True), ("a | b", True), ("a{2,3}", True), (r"\p{L}+", True), (r"\x{41}", True),
        ("[[:alpha:]]+", True), ("[a-z&&[^b]]", True), ("(?<name>a)", True), (r"a\z", True),
        ("(", False), ("a(?=b)", False), (r"(a)\1", False), ("a{", False), (r"a\Z", False),
        ("[{]", True), ("[(?=]", True), ("a**", True), ("a++", True), ("(?>a)", False),
        ("(?#c)a", False), (r"[\1]", False), ("[", False), ("{", False), ("**", False),
    ],
)  # fmt: skip
def test_a_matcher_is_judged_as_codex_judged_it(matcher: str, fits: bool) -> None:
    assert is_pattern(matcher) is fits


def test_a_key_written_twice_that_codex_ignores_is_worth_a_note() -> None:
    (finding,) = hooks_findings(command(',"z":1,"z":2'), PATH)
    assert finding.weight is Weight.note
    assert "codexctl does not edit a file" in finding.hint
