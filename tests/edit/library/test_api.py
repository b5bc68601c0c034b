"""`codexctl.edit` as other programs call it."""

from __future__ import annotations

import doctest
import inspect
import subprocess
import sys
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from typing import Any

import pytest

import codexctl.edit
from codexctl.edit import (
    CodexctlError,
    DocumentError,
    EditRefused,
    Home,
    Plan,
    PolicyRefused,
    UndoConflict,
    UsageError,
    open_home,
)
from codexctl.locations import locate
from tests.edit.edits import stray_files

DOCS = Path(__file__).parents[3] / "docs" / "library.md"
CHANGELOG = DOCS.parents[1] / "CHANGELOG.md"
# A change of this list is one for the changelog, and for the promise in docs/library.md.
PUBLIC = {
    "CannotReplace": "",
    "CodexctlError": "",
    "DocumentError": "",
    "EditRefused": "",
    "Home": "config hooks path plan undo",
    "JournalUnusable": "",
    "Plan": "add_hook add_server apply diff disable_feature enable_feature is_empty remove_hook"
    " remove_server set title unset",
    "PolicyRefused": "",
    "Receipt": "at files id title undoes",
    "UndoConflict": "",
    "UsageError": "",
    "open_home": "",
}
CONFIG = b'# mine\r\nmodel = "gpt-5"   # for now\r\n\r\n[mcp_servers.a]\r\ncommand = "a"\r\n'
NO_TRUST = "version = 1\n[trust]\nself_trust = false\n[codex.features]\nmulti_agent = false\n"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with a config.toml, found by the environment alone."""
    for name in ("CODEX_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("CODEXCTL_HOME", str(tmp_path / "own"))
    home = open_home()
    home.path.mkdir()
    home.config.write_bytes(CONFIG)
    return home


def under_policy(home: Home, text: str) -> Home:
    """The same home on a machine with this policy."""
    policy = home.path.parent / "policy.toml"
    policy.write_text(text)
    policy.chmod(0o644)
    return Home(replace(home._locations, policy_file=policy))


def test_the_public_names_are_those_that_were_promised() -> None:
    assert set(codexctl.edit.__all__) == set(PUBLIC) == set(dir(codexctl.edit))
    for name, members in PUBLIC.items():
        if members:
            found = {one for one in dir(getattr(codexctl.edit, name)) if not one.startswith("_")}
            assert found == set(members.split())


def test_the_changelog_and_the_page_name_each_public_name() -> None:
    for name in PUBLIC:
        assert f"`{name}" in CHANGELOG.read_text()
        assert name in DOCS.read_text()


def test_a_name_that_is_none_is_missing() -> None:
    with pytest.raises(AttributeError, match="no attribute 'frobnicate'"):
        codexctl.edit.frobnicate  # noqa: B018


def test_importing_costs_what_is_used_alone() -> None:
    code = "import codexctl.edit, sys; print(*(n for n in sys.modules if n.startswith('codexctl')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["codexctl", "codexctl.edit"]


def test_the_docstrings_tell_the_truth(tmp_path: Path, home: Home) -> None:
    assert home.path.is_dir()
    found = doctest.testmod(codexctl.edit, extraglobs={"folder": tmp_path / "new"})
    assert found.attempted > 4
    assert found.failed == 0


def test_the_page_tells_the_truth(home: Home) -> None:
    home.config.write_text('# what I think with\nmodel = "gpt-5"  # for now\n')
    found = doctest.testfile(str(DOCS), module_relative=False)
    assert found.attempted > 10
    assert found.failed == 0


def test_every_public_call_says_what_it_is_for() -> None:
    for name, members in PUBLIC.items():
        one = getattr(codexctl.edit, name)
        assert inspect.getdoc(one), name
        for member in members.split():
            if callable(getattr(one, member, None)):
                assert inspect.getdoc(getattr(one, member)), member


def test_all_steps_are_one_edit_and_come_back_byte_for_byte(home: Home) -> None:
    plan = (
        home.plan("acme")
        .set({"model": "gpt-5.5", ("projects", "/a b", "trust_level"): "trusted"})
        .add_server("b", {"url": "https://example.com/mcp"})
        .remove_server("a")
        .enable_feature("hooks")
        .add_hook("Stop", "echo done", timeout=5)
    )
    receipt = plan.apply()
    assert set(receipt.files) == {home.config, home.hooks}
    assert "acme" in receipt.title
    text = home.config.read_bytes().decode()
    assert text.startswith('# mine\r\nmodel = "gpt-5.5"   # for now\r\n')
    assert "mcp_servers.a" not in text
    assert "\n" not in text.replace("\r\n", "")
    home.undo(receipt)
    assert home.config.read_bytes() == CONFIG
    assert not home.hooks.exists()
    assert stray_files(home._locations) == []


def test_a_later_step_sees_what_an_earlier_one_made(home: Home) -> None:
    plan = home.plan().add_server("b", {"command": "b"}).remove_server("b").unset("nowhere")
    assert plan.is_empty
    assert plan.diff() == ""
    with pytest.raises(CodexctlError, match="no MCP server a"):
        home.plan().remove_server("a").remove_server("a").apply()
    assert home.config.read_bytes() == CONFIG


def test_a_plan_that_fails_in_its_last_step_changes_nothing(home: Home) -> None:
    plan = home.plan().set({"model": "x"}).add_hook("Stop", "a").add_server("a", {"command": "z"})
    with pytest.raises(UsageError, match="an MCP server a already"):
        plan.apply()
    assert home.config.read_bytes() == CONFIG
    assert not home.hooks.exists()


def test_the_same_plan_twice_changes_nothing_the_second_time(home: Home) -> None:
    plan = home.plan().set({"model": "x"}).add_hook("Stop", "a").add_server("a", {"command": "a"})
    first, second = plan.apply(), plan.apply()
    assert first.files
    assert second.files == ()
    assert home.undo(second) == second


def test_plans_are_values(home: Home) -> None:
    short = home.plan()
    long = short.set({"model": "x"})
    assert short.is_empty
    assert not long.is_empty
    with pytest.raises(FrozenInstanceError):
        short.title = "y"  # type: ignore[misc]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda plan: plan.set({"modle": "x"}),
        lambda plan: plan.set({"model": None}),
        lambda plan: plan.set({"model": 5}),
        lambda plan: plan.set({"notify": [None]}),
        lambda plan: plan.set({(): 1}),
        lambda plan: plan.set({"a = 1 #": 1}, unchecked=True),
        lambda plan: plan.unset("a b"),
        lambda plan: plan.add_server("a b", {"command": "x"}),
        lambda plan: plan.add_server("b", {}),
        lambda plan: plan.add_server("b", {"command": "x", "url": "https://x"}),
        lambda plan: plan.add_server("b", {"command": "x", "env": {"A": None}}),
        lambda plan: plan.add_hook("Stopp", "x"),
        lambda plan: plan.add_hook("Stop", ""),
        lambda plan: plan.remove_hook("Stopp", "x"),
        lambda plan: plan.enable_feature("a.b"),
    ],
)
def test_words_that_can_never_be_right_are_refused_at_once(home: Home, wrong) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError):
        wrong(home.plan())


@pytest.mark.parametrize("title", ["two\nlines", "x" * 81, "\x1b[31m"])
def test_a_title_is_a_short_line(home: Home, title: str) -> None:
    with pytest.raises(UsageError):
        home.plan(title)


def test_a_callers_title_is_never_taken_for_a_commands(home: Home) -> None:
    assert home.plan("setup").set({"model": "x"}).apply().title != "setup"


def test_a_file_that_codex_cannot_read_is_not_touched(home: Home) -> None:
    home.config.write_bytes(b"model = \n")
    with pytest.raises(DocumentError):
        home.plan().set({"model": "x"}).apply()
    home.hooks.write_bytes(b"\xff{}")
    with pytest.raises(DocumentError):
        home.plan().add_hook("Stop", "x").apply()
    assert home.config.read_bytes() == b"model = \n"
    assert home.hooks.read_bytes() == b"\xff{}"


def test_a_hook_that_is_not_there_is_not_removed(home: Home) -> None:
    with pytest.raises(CodexctlError, match="no hook of Stop"):
        home.plan().remove_hook("Stop", "x").apply()


def test_hooks_come_and_go_beside_those_of_others(home: Home) -> None:
    text = '{"hooks": {"Stop": [{"hooks": [{"type": "command", "command": "theirs"}]}]}}\n'
    home.hooks.write_text(text)
    home.plan().add_hook("Stop", "ours").apply()
    assert "theirs" in home.hooks.read_text()
    home.plan().remove_hook("Stop", "ours").apply()
    assert home.hooks.read_text() == text


def test_what_somebody_edits_since_stays_when_we_undo(home: Home) -> None:
    receipt = home.plan().set({"model": "x"}).apply()
    home.config.write_bytes(home.config.read_bytes() + b"# theirs\r\n")
    home.undo(receipt.id)
    assert home.config.read_bytes() == CONFIG + b"# theirs\r\n"
    with pytest.raises(EditRefused, match="undone already"):
        home.undo(receipt)


def test_the_same_place_edited_since_is_a_conflict_that_shows_the_difference(home: Home) -> None:
    receipt = home.plan().set({"model": "x"}).apply()
    home.config.write_bytes(home.config.read_bytes().replace(b'"x"', b'"theirs"'))
    with pytest.raises(UndoConflict) as caught:
        home.undo(receipt)
    assert "theirs" in caught.value.diff
    assert b"theirs" in home.config.read_bytes()


def test_the_policy_holds_for_callers_as_for_people(home: Home) -> None:
    here = under_policy(home, NO_TRUST)
    forbidden = here.plan().enable_feature("multi_agent")
    for way in (forbidden.diff, forbidden.apply, lambda: forbidden.is_empty):
        with pytest.raises(PolicyRefused):
            way()
    trust: dict[tuple[str, ...], Any] = {
        ("hooks", "state", "k:stop:0:0"): {"trusted_hash": "sha256:0"}
    }
    with pytest.raises(PolicyRefused):
        here.plan().set(trust, unchecked=True).apply()
    assert home.config.read_bytes() == CONFIG
    assert here.plan().set({"model": "x"}).apply().files == (home.config,)


def test_an_undo_is_judged_by_the_policy_too(home: Home) -> None:
    home.plan().enable_feature("multi_agent").apply()
    receipt = home.plan().disable_feature("multi_agent").apply()
    with pytest.raises(PolicyRefused):
        under_policy(home, NO_TRUST).undo(receipt)


def test_nothing_is_printed(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    receipt = home.plan().set({"model": "x"}).apply()
    home.undo(receipt)
    assert capfd.readouterr() == ("", "")


def test_without_a_codex_to_ask_a_caller_who_wants_it_asked_is_refused(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(EditRefused, match="no codex"):
        home.plan().set({"model": "x"}).apply(ask_codex=True)
    assert home.config.read_bytes() == CONFIG


def test_programs_that_edit_at_once_lose_nothing(home: Home) -> None:
    code = (
        "import sys; from codexctl.edit import open_home; home = open_home()\n"
        "for n in range(5): home.plan().add_server(f'{sys.argv[1]}{n}', {'command': 'x'}).apply()"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, name]) for name in ("p", "q", "r")]
    assert [one.wait() for one in running] == [0, 0, 0]
    text = home.config.read_text()
    assert all(f"[mcp_servers.{name}{n}]" in text for name in "pqr" for n in range(5))


def test_codex_home_named_outright_goes_before_the_environment(home: Home, tmp_path: Path) -> None:
    other = open_home(tmp_path / "other")
    other.plan().set({"model": "x"}).apply()
    assert (tmp_path / "other" / "config.toml").read_text() == 'model = "x"\n'
    assert home.config.read_bytes() == CONFIG
    assert isinstance(other.plan(), Plan)
    assert locate({"HOME": str(tmp_path)}).codex_home == home.path
