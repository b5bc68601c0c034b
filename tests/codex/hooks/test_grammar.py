"""Each case was put to Codex 0.169 (`hooks/list`); the tests hold what it made of it."""

from __future__ import annotations

import json

import pytest

from codexctl.codex.hooks.grammar import read_hooks_json, read_inline_hooks

SOURCE = "/home/dev/.codex/hooks.json"


def one_handler(handler: str) -> str:
    return f'{{"hooks":{{"Stop":[{{"hooks":[{handler}]}}]}}}}'


def command(more: str = "") -> str:
    return one_handler(f'{{"type":"command","command":"x"{more}}}')


REJECTED = {
    "an empty file": "",
    "a byte order mark": "\ufeff{}",
    "a comment": '{"hooks":{}} // mine',
    "a trailing comma": '{"hooks":{},}',
    "something behind the document": '{"hooks":{}} x',
    "NaN": '{"hooks":{"Foo":NaN}}',
    "a root that is null": "null",
    "a root that is text": '"x"',
    "another root key": '{"$schema":"x","hooks":{}}',
    "hooks twice": '{"hooks":{},"hooks":{}}',
    "hooks that are null": '{"hooks":null}',
    "a description that is a number": '{"description":1}',
    "an event that is null": '{"hooks":{"Stop":null}}',
    "an event that is an object": '{"hooks":{"Stop":{}}}',
    "an event twice": '{"hooks":{"Stop":[],"Stop":[]}}',
    "a group that is null": '{"hooks":{"Stop":[null]}}',
    "a matcher that is a number": '{"hooks":{"Stop":[{"matcher":3,"hooks":[]}]}}',
    "handlers that are null": '{"hooks":{"Stop":[{"hooks":null}]}}',
    "handlers twice": '{"hooks":{"Stop":[{"hooks":[],"hooks":[]}]}}',
    "a handler that is text": one_handler('"x"'),
    "a handler without type": one_handler('{"command":"x"}'),
    "a handler type that is unknown": one_handler('{"type":"http","url":"x"}'),
    "a handler type in capitals": one_handler('{"type":"Command","command":"x"}'),
    "a type twice": one_handler('{"type":"command","type":"command","command":"x"}'),
    "no command": one_handler('{"type":"command"}'),
    "a command that is null": one_handler('{"type":"command","command":null}'),
    "half a surrogate pair in the command": one_handler('{"type":"command","command":"\\ud800"}'),
    "a timeout with a fraction": command(',"timeout":5.0'),
    "a timeout with an exponent": command(',"timeout":1e2'),
    "a negative timeout": command(',"timeout":-1'),
    "a timeout in quotes": command(',"timeout":"5"'),
    "a timeout that is true": command(',"timeout":true'),
    "async that is null": command(',"async":null'),
    "a status message that is a number": command(',"statusMessage":1'),
    "a negative context limit": command(',"additionalContextLimit":-1'),
    "a Windows command in two spellings": command(',"commandWindows":"a","command_windows":"b"'),
    "a tool without server": one_handler('{"type":"mcp_tool","tool":"t"}'),
    "a tool's input that is null": one_handler(
        '{"type":"mcp_tool","server":"s","tool":"t","input":null}'
    ),
    "a null inside a tool's input": one_handler(
        '{"type":"mcp_tool","server":"s","tool":"t","input":{"a":[null]}}'
    ),
}

HARMLESS = {
    "an empty object": ("{}", 0),
    "a description that is null": ('{"description":null,"hooks":{}}', 0),
    "CRLF line ends": ('{\r\n"hooks": {}\r\n}\r\n', 0),
    "an unknown event": ('{"hooks":{"Foo":3,"stop":null}}', 0),
    "an unknown event twice": ('{"hooks":{"Foo":3,"Foo":4}}', 0),
    "trust state": ('{"hooks":{"state":4}}', 0),
    "a group without handlers": ('{"hooks":{"Stop":[{}]}}', 0),
    "a matcher that is null": ('{"hooks":{"Stop":[{"matcher":null,"hooks":[]}]}}', 0),
    "a flat group": ('{"hooks":{"Stop":[{"type":"command","command":"x"}]}}', 0),
    "unknown keys": (command(',"if":null,"args":["x"]'), 1),
    "an unknown key twice": (command(',"z":1,"z":2'), 1),
    "a timeout in another spelling": (command(',"timeoutSec":"x"'), 1),
    "a timeout that is null": (command(',"timeout":null'), 1),
    "a status message that is null": (command(',"statusMessage":null'), 1),
    "a Windows command that is null": (command(',"commandWindows":null'), 1),
    "a context limit where it means nothing": (command(',"additionalContextLimit":5'), 1),
    "a whole surrogate pair": (one_handler('{"type":"command","command":"\\ud83d\\ude00"}'), 1),
    "a tool": (one_handler('{"type":"mcp_tool","server":"s","tool":"t","async":null}'), 1),
    "a prompt with anything in it": (one_handler('{"type":"prompt","timeout":"x"}'), 1),
}


@pytest.mark.parametrize("case", REJECTED)
def test_codex_drops_the_whole_file_over(case: str) -> None:
    found = read_hooks_json(REJECTED[case], SOURCE)
    assert found.rejected
    assert found.hooks == ()


@pytest.mark.parametrize("case", HARMLESS)
def test_codex_passes_over(case: str) -> None:
    text, count = HARMLESS[case]
    found = read_hooks_json(text, SOURCE)
    assert found.rejected == ""
    assert len(found.hooks) == count


def test_the_reason_names_the_place() -> None:
    found = read_hooks_json(command(',"timeout":"5"'), SOURCE)
    assert found.rejected == ("hooks.Stop[0].hooks[0].timeout: must be a whole number of seconds")


def test_the_reason_for_bad_json_names_line_and_column() -> None:
    found = read_hooks_json('{\n  "hooks": {,}\n}', SOURCE)
    assert found.rejected.startswith("line 2 column 13: not valid JSON")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ('{"hooks":{"stop":[]}}', "hooks.stop: not an event"),
        ('{"hooks":{"Stop":[{"type":"command","command":"x"}]}}', 'inside "hooks"'),
        (one_handler('{"type":"command","command":" "}'), "is empty"),
        (one_handler('{"type":"prompt"}'), "not supported"),
    ],
)
def test_what_is_silently_skipped_is_a_warning(text: str, word: str) -> None:
    (warning,) = read_hooks_json(text, SOURCE).warnings
    assert word in warning


def test_skipped_groups_and_handlers_count_for_the_positions_of_others() -> None:
    document = {
        "hooks": {
            "PreToolUse": [
                {"hooks": []},
                {"hooks": [{"type": "prompt"}, {"type": "command", "command": "x"}]},
            ]
        }
    }
    found = read_hooks_json(json.dumps(document), SOURCE)
    assert found.key(found.hooks[1]) == f"{SOURCE}:pre_tool_use:1:1"


def test_inline_hooks_follow_the_same_grammar() -> None:
    config = {
        "hooks": {
            "state": {"k": {"trusted_hash": "sha256:0"}},
            "Stop": [{"hooks": [{"type": "command", "command": "x"}]}],
        }
    }
    found = read_inline_hooks(config, "/home/dev/.codex/config.toml")
    assert [found.key(hook) for hook in found.hooks] == ["/home/dev/.codex/config.toml:stop:0:0"]
    assert found.warnings == ()


def test_a_config_without_hooks_has_none() -> None:
    assert read_inline_hooks({}, SOURCE).hooks == ()
