"""No text that is shown holds a secret, wherever it stood and however it was written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from codexctl.codex.secrets.hidden import HIDDEN
from codexctl.document.diff import lines_of, unified
from codexctl.edit.shown import shown_copy, shown_diff

# Signs that nothing else in these documents has, so that a part of a secret is seen as well.
SECRET = st.text("ŘŠŽĚ", min_size=6, max_size=12)
# What else may stand in a secret, and what a spelling has to get right.
AROUND = st.text(" \t\"'\\=#,}]\n-:", max_size=3)
NAME = st.from_regex(r"[a-z]{1,6}", fullmatch=True) | st.sampled_from(["a b", "x.y", "q'", "[t]"])
PLACES = (
    ("mcp_servers", "NAME", "env", "NAME"),
    ("mcp_servers", "NAME", "http_headers", "NAME"),
    ("mcp_servers", "NAME", "bearer_token"),
    ("mcp_servers", "NAME", "oauth", "client_secret"),
    ("model_providers", "NAME", "http_headers", "NAME"),
    ("model_providers", "NAME", "query_params", "NAME"),
    ("model_providers", "NAME", "experimental_bearer_token"),
    ("profiles", "NAME", "model_providers", "NAME", "http_headers", "NAME"),
    ("shell_environment_policy", "set", "NAME"),
    ("otel", "exporter", "otlp-http", "headers", "NAME"),
    ("otel", "trace_exporter", "otlp-grpc", "headers", "NAME"),
    ("plugins", "NAME", "mcp_servers", "NAME", "env", "NAME"),
    ("mcp_enterprise_managed_auth", "idp", "client_secret"),
)
SPELLINGS = ("basic", "literal", "long", "long literal", "escaped")


@st.composite
def documents(draw: st.DrawFn) -> tuple[str, str, str, str]:
    """A config.toml before and after, and the secrets that are in either."""
    old, new = draw(SECRET), draw(SECRET)
    place = [draw(NAME) if part == "NAME" else part for part in draw(st.sampled_from(PLACES))]
    head, tail = draw(AROUND), draw(AROUND)
    form, spelling = (
        draw(st.sampled_from(("table", "dotted", "inline", "list"))),
        draw(st.sampled_from(SPELLINGS)),
    )
    texts = [written(place, spelled(head + secret + tail, spelling), form) for secret in (old, new)]
    return texts[0], texts[1], old, new


def spelled(text: str, spelling: str) -> str:
    """A TOML string; one that cannot be spelled so is a basic one."""
    if spelling == "literal" and not set(text) & set("'\n"):
        return f"'{text}'"
    if spelling == "long":
        return (
            '"""\n' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\\n\n") + '"""'
        )
    if spelling == "long literal" and "'" not in text:
        return f"'''\nfirst\n{text}'''"
    if spelling == "escaped":
        return '"' + "".join(f"\\U{ord(char):08X}" for char in text) + '"'
    return json.dumps(text, ensure_ascii=False)


def written(place: list[str], value: str, form: str) -> str:
    """A document with a value at a place, among others."""
    keys = [tomlkit.key(part).as_string() if part.isascii() else part for part in place]
    other = 'model = "gpt"\n# a comment\n'
    if form == "inline":
        inner = value
        for key in reversed(keys[1:]):
            inner = f"{{ {key} = {inner}, }}" if "\n" in value else f"{{ {key} = {inner} }}"
        return f"{other}{keys[0]} = {inner}\n"
    if form == "dotted":
        return f"{other}{'.'.join(keys)} = {value}\n[tui]\n"
    if form == "list":
        return f"{other}[{'.'.join(keys[:-1])}]\n{keys[-1]} = [\n  {value}, # why\n]\n"
    return f"{other}[{'.'.join(keys[:-1])}]\n{keys[-1]} = {value} # why\n"


def pieces(secret: str) -> set[str]:
    """What would tell of it: any two of its letters, plain or spelled out."""
    return {secret[at : at + 2] for at in range(len(secret) - 1)} | {
        f"{ord(char):04X}" for char in secret
    }


@given(documents())
def test_no_diff_shows_what_stands_where_secrets_stand(case: tuple[str, str, str, str]) -> None:
    before, after, old, new = case
    shown = shown_diff(before.encode(), after.encode(), "config.toml")
    assert not [piece for piece in pieces(old) | pieces(new) if piece in shown]
    assert (shown != "") is (before != after)
    assert len(lines_of(shown)) == len(lines_of(unified(before, after, "config.toml")))


@given(documents(), st.integers(0, 400))
def test_nor_does_one_of_a_text_that_is_cut_off(case: tuple[str, str, str, str], at: int) -> None:
    before, _, old, _ = case
    shown = shown_diff(None, before[:at].encode(), "config.toml")
    assert not [piece for piece in pieces(old) if piece in shown]


@given(documents(), st.integers(0, 400), st.sampled_from(['"', "'", "]", "x", "=", "\n", "'''"]))
def test_nor_one_of_a_text_with_a_sign_too_many(
    case: tuple[str, str, str, str], at: int, sign: str
) -> None:
    before, _, old, _ = case
    shown = shown_diff(None, (before[:at] + sign + before[at:]).encode(), "config.toml")
    told = [piece for piece in pieces(old) if piece in shown]
    # What is another value with the sign is no secret any more, and may be read as what it is.
    assert not told or not in_secret_place(before[:at] + sign + before[at:], old)


def in_secret_place(text: str, secret: str) -> bool:
    """Whether a document, if it is one, still has the secret where it was."""
    try:
        return secret in json.dumps(tomlkit.parse(text).unwrap(), ensure_ascii=False)
    except Exception:  # noqa: BLE001 - no document
        return True


@given(SECRET, AROUND, st.sampled_from([None, 1, 4]))
def test_no_diff_of_hooks_shows_what_their_variables_hold(
    secret: str, around: str, indent: int | None
) -> None:
    hook = {"type": "command", "command": "true", "env": {"NOTES": around + secret}}
    data = {"hooks": {"Stop": [{"hooks": [hook]}]}}
    for is_ascii in (True, False):
        text = json.dumps(data, indent=indent, ensure_ascii=is_ascii)
        shown = shown_diff(None, text.encode(), "hooks.json")
        assert not [piece for piece in pieces(secret) if piece.lower() in shown.lower()]
        cut = shown_diff(None, text[:-3].encode(), "hooks.json")
        assert not [piece for piece in pieces(secret) if piece.lower() in cut.lower()]


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("API_KEY='a b' run", "API_KEY='*****' run"),
        ("run --token hunter2 -v", "run --token ***** -v"),
        ("run --token=$TOKEN", "run --token=$TOKEN"),
        ("curl -H 'Authorization: Bearer hunter2' x", "curl -H 'Authorization: *****' x"),
        ("sh -c 'run --password hunter2'", "sh -c 'run --password *****'"),
        ("curl https://me:hunter2@example.com/x", "curl https://*****@example.com/x"),
        ("curl https://example.com/x?code=hunter2", "curl https://example.com/x?code=*****"),
    ],
)
def test_of_a_command_all_but_its_secrets_is_shown(command: str, shown: str) -> None:
    data = {"hooks": {"Stop": [{"hooks": [{"type": "command", "command": command}]}]}}
    said = shown_diff(None, json.dumps(data, indent=1).encode(), "hooks.json")
    assert json.dumps(shown) in said
    assert shown_copy(data)["hooks"]["Stop"][0]["hooks"][0]["command"] == shown


def test_a_change_of_nothing_but_a_secret_is_seen() -> None:
    before = b'[mcp_servers.a.env]\nKEY = "one"\nOTHER = "same"\n'
    shown = shown_diff(before, before.replace(b"one", b"two"), "c.toml")
    assert '-KEY = "***** (old)"\n+KEY = "***** (new)"\n OTHER = "*****"\n' in shown


def test_a_secret_that_only_moves_is_said_to_be_the_same() -> None:
    before = b'[mcp_servers.a.env]\nKEY = "one"\nA = 1\nB = 2\n'
    shown = shown_diff(before, b'[mcp_servers.a.env]\nA = 1\nB = 2\nKEY = "one"\n', "c.toml")
    assert "(old)" not in shown
    assert shown.count(f'KEY = "{HIDDEN}"') == 2


def test_a_key_is_known_by_its_form_anywhere() -> None:
    key = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    text = f'# was {key}\nmodel = "{key}"\n[mcp_servers.{key}]\ncommand = "x"\n'
    assert key not in shown_diff(None, text.encode(), "config.toml")
    assert key not in shown_diff(None, f"# {key}\n".encode(), "AGENTS.md")
    copy = shown_copy({"model": key, "mcp_servers": {key: {"command": "x"}}})
    assert key not in json.dumps(copy)
    assert copy["mcp_servers"] == {HIDDEN: {"command": "x"}}


def test_what_is_no_secret_is_shown() -> None:
    data: Mapping[str, Any] = {
        "model": "gpt-5.5",
        "mcp_servers": {
            # What people call their servers says nothing of what is in them.
            "env": {"command": "npx", "args": ["-y", "server"], "enabled": True},
            "token": {"url": "https://example.com/mcp", "bearer_token_env_var": "MY_TOKEN"},
        },
        "model_providers": {"a": {"env_key": "A_KEY", "base_url": "https://example.com/v1"}},
        "projects": {"/home/me/secret": {"trust_level": "trusted"}},
        "shell_environment_policy": {"include_only": ["PATH"], "set": {"EMPTY": ""}},
    }
    assert shown_copy(data) == data


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ({"A": "hunter2", "B": 5}, ("mcp_servers", "a", "env")),
        ("hunter2", ("mcp_servers", "a", "env", "A")),
        (["hunter2"], ("model_providers", "a", "http_headers", "X")),
        ("hunter2", ("shell_environment_policy", "set", "A")),
    ],
)
def test_a_part_of_a_file_is_judged_by_its_place_there(value: Any, at: tuple[str, ...]) -> None:
    assert "hunter2" not in json.dumps(shown_copy(value, at))
