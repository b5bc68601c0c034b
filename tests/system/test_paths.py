"""Windows paths in names, TOML, JSON and trust keys."""

from __future__ import annotations

import json
import tomllib
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import example, given

from codexctl.codex.hooks.command import hook_for
from codexctl.codex.hooks.model import Hook, key_at
from codexctl.document import toml_keys
from codexctl.document.hooks_json import append_group
from codexctl.projects.trust_key import trust_key
from codexctl.settings.keys.keychain import too_long
from codexctl.system.paths import problem_of
from tests.system.test_hook_command import PATHS

NEXT_TO = PureWindowsPath(r"C:\new\table\unknown\x41.json")  # each part begins as an escape would


@given(PATHS)
@example(NEXT_TO)
def test_a_trust_key_of_a_windows_path_comes_back_from_config_toml(path: PureWindowsPath) -> None:
    hook: Hook = hook_for(path, "Stop")  # type: ignore[arg-type]
    key = key_at(str(path), hook)
    text = toml_keys.set_value("", ("hooks", "state", key, "trusted_hash"), "sha256:0")
    assert tomllib.loads(text)["hooks"]["state"] == {key: {"trusted_hash": "sha256:0"}}


@given(PATHS)
@example(NEXT_TO)
def test_a_windows_path_comes_back_from_any_key_and_keeps_line_ends(path: PureWindowsPath) -> None:
    before = "# mine\r\n[a]\r\nb = 1\r\n"
    text = toml_keys.set_value(before, ("a", "path"), str(path))
    assert tomllib.loads(text)["a"] == {"b": 1, "path": str(path)}
    assert text.startswith(before.removesuffix("\r\n"))
    assert text.count("\n") == text.count("\r\n")


@given(PATHS)
@example(NEXT_TO)
def test_a_windows_path_comes_back_from_hooks_json(path: PureWindowsPath) -> None:
    group = {"hooks": [{"type": "command", "command": f'& "{path}" Stop'}]}
    text = append_group('{\r\n  "hooks": {}\r\n}\r\n', "Stop", group)
    assert json.loads(text)["hooks"]["Stop"] == [group]
    assert text.count("\n") == text.count("\r\n")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (r"C:\x\nul", "names the device nul"),
        (r"C:\x\CON.toml", "names the device CON.toml"),
        (r"COM1", "names the device COM1"),
        (r"C:x\y.html", "is relative to the current folder of drive C:"),
        (r"\x\y.html", "is relative to the current drive"),
        (r"C:\x\what?.html", "contains '?', which is not allowed in a name"),
        (r"C:\x\a:b", "contains ':', which is not allowed in a name"),
        (r"C:\x.\y", "has a part that ends in '.', which Windows removes"),
        (r"C:\x \y", "has a part that ends in ' ', which Windows removes"),
    ],
)
def test_what_is_no_name_on_windows_says_why(name: str, why: str) -> None:
    assert problem_of(PureWindowsPath(name)) == why


@pytest.mark.parametrize(
    "name",
    [r"C:\Users\Ada\out.html", r"\\server\share\x", "console", r"..\nullable.txt", "com10.md",
     r"\\?\C:\x\y"],
)  # fmt: skip
def test_what_is_a_name_has_no_problem(name: str) -> None:
    assert problem_of(PureWindowsPath(name)) == ""


@given(PATHS)
def test_a_name_that_windows_can_have_is_not_refused_for_its_characters(
    path: PureWindowsPath,
) -> None:
    assert "which is not allowed in a name" not in problem_of(path)


def test_a_key_that_the_credential_manager_would_not_take_is_refused_before() -> None:
    assert too_long("k" * 1280, "win32") == ""
    assert too_long("k" * 1281, "win32") == (
        "Windows' Credential Manager keeps 1280 characters; the key has 1281"
    )
    assert too_long("k" * 5000, "darwin") == ""


def test_codex_writes_the_folders_that_it_trusts_in_small_letters_on_windows() -> None:
    assert trust_key(PureWindowsPath(r"C:\Users\Ada\Shop"), "win32") == r"c:\users\ada\shop"
    assert trust_key(PurePosixPath("/home/Ada/Shop"), "linux") == "/home/Ada/Shop"
