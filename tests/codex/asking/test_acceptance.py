from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.codex.asking.acceptance import Rejection, read_rejection
from codexctl.codex.config.files import ConfigFile, Layer
from codexctl.codex.config.findings import Finding
from codexctl.codex.config.written import written_of
from codexctl.codex.report.rejected_place import place_of

HOME = "/home/dev/.codex/config.toml"
NOISE = "WARNING: proceeding, even though we could not create PATH aliases\n"
NAMED_KEY = """\
Error: failed to load bootstrap configuration

Caused by:
    invalid type: map, expected a boolean
    in `features`

"""
NAMED_PLACE = f"""\
Error: failed to load bootstrap configuration

Caused by:
    0: {HOME}:2:8: invalid type: string "trusted", expected struct ProjectConfig
    1: invalid type: string "trusted", expected struct ProjectConfig
       in `projects./x`
"""
OLDER = f"""\
Error: {HOME}:1:1: invalid transport

Caused by:
    invalid transport
    in `mcp_servers.x`
"""
PROJECT = """\
Error: failed to load bootstrap configuration

Caused by:
    Error parsing project config file /work/.codex/config.toml: TOML parse error at line 1, column 16
      |
    1 | sandbox_mode =
      |                ^
    string values must be quoted, expected literal string
"""  # noqa: E501 - a line as Codex writes it


@pytest.mark.parametrize(
    ("stderr", "wanted"),
    [
        (NAMED_KEY, Rejection("invalid type: map, expected a boolean", "features")),
        (
            NAMED_PLACE,
            Rejection(
                'invalid type: string "*****", expected struct ProjectConfig',
                "projects./x", HOME, 2, 8,
            ),
        ),
        (OLDER, Rejection("invalid transport", "mcp_servers.x", HOME, 1, 1)),
        (
            PROJECT,
            Rejection(
                "string values must be quoted, expected literal string",
                "", "/work/.codex/config.toml", 1, 16,
            ),
        ),
        ("Error: Model provider `nope` not found\n", Rejection("Model provider `nope` not found")),
    ],
)  # fmt: skip
def test_the_sentence_the_key_and_the_place_are_read(stderr: str, wanted: Rejection) -> None:
    assert read_rejection(1, NOISE + stderr) == wanted


@pytest.mark.parametrize("stderr", ["", "error: unrecognized subcommand 'features'\n", "Killed\n"])
def test_a_codex_that_fails_without_a_sentence_says_nothing_of_its_configuration(
    stderr: str,
) -> None:
    assert read_rejection(1, stderr) is None
    assert read_rejection(0, NOISE + OLDER) is None


def placed(said: Rejection, text: str, layer: Layer = Layer.user) -> Finding:
    return place_of(said, [ConfigFile(layer, written_of(Path(HOME), text.encode()))])


@pytest.mark.parametrize(
    ("sentence", "key", "text", "place", "remedy"),
    [
        # A key that Codex names only in its sentence.
        (
            'legacy `profile = "w"` config is no longer supported; use `--profile w`', "",
            '# mine\nprofile = "w"\n', (2, 11), "codexctl config unset profile",
        ),
        (
            "Model provider `nope` not found", "",
            'model_provider = "nope"\n', (1, 18), "codexctl config unset model_provider",
        ),
        # One that it names too far up.
        (
            "invalid type: map, expected a boolean", "features",
            "[features]\nhooks = true\n[features.sub]\nx = 1\n", (3, 11),
            "codexctl config unset features.sub",
        ),
        (
            "url is not supported for stdio", "mcp_servers.a",
            '[mcp_servers.a]\ncommand = "x"\nurl = "y"\n', (3, 7),
            "codexctl config unset mcp_servers.a.url",
        ),
        # A key with dots in it, and one that its table needs.
        (
            "unknown variant `full`, expected `trusted` or `untrusted`",
            "projects./a.b.trust_level",
            '[projects."/a.b"]\ntrust_level = "full"\n', (2, 15),
            "codexctl config unset 'projects.\"/a.b\".trust_level'",
        ),
        (
            "unknown variant `xml`, expected `binary` or `json`",
            "otel.exporter.otlp-http.protocol",
            '[otel.exporter.otlp-http]\nendpoint = "http://x"\nprotocol = "xml"\n', (3, 12),
            "codexctl config set otel.exporter.otlp-http.protocol binary",
        ),
    ],
)  # fmt: skip
def test_the_key_to_blame_is_found_with_the_command_that_fixes_it(
    sentence: str, key: str, text: str, place: tuple[int, int], remedy: str
) -> None:
    found = placed(Rejection(sentence, key), text)
    assert (found.path, (found.line, found.column), found.what) == (HOME, place, sentence)
    assert found.hint == remedy


def test_what_stands_in_a_projects_file_is_fixed_there() -> None:
    found = placed(Rejection("x", "model"), "model = 1\n", Layer.project)
    assert found.hint == "codexctl config unset model --scope project"


@pytest.mark.parametrize("layer", [Layer.requirements, Layer.managed, Layer.system])
def test_what_stands_in_an_administrators_file_is_theirs_to_fix(layer: Layer) -> None:
    assert placed(Rejection("x", "model"), "model = 1\n", layer).hint == "ask your administrator"


def test_a_word_of_the_sentence_that_no_file_sets_is_no_key() -> None:
    found = placed(Rejection("agents.max_threads must be at least 1"), 'model = "x"\n')
    assert (found.line, found.column, found.hint) == (1, 1, "")
