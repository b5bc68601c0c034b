"""`trace save` as a program: what it writes, what it lists, and what it leaves alone."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from codexctl.cli.trace.new_file import must_be_file, write_new
from codexctl.cli.trace.save import FORMS as WORDS
from codexctl.deliver.store.local_store import LocalStore
from codexctl.errors import CodexctlError, UsageError
from codexctl.view.export.forms import FORMS
from tests.cli.conftest import Shell
from tests.output_schemas import assert_fits
from tests.view.export.test_review import KEY, MAIL, leaky
from tests.view.handmade import MAIN, traces_of
from tests.view.stories import STORIES


@pytest.fixture
def store(shell: Shell, tmp_path: Path) -> Shell:
    """A machine whose store holds a session with a key and an address in it, as they were."""
    folder = tmp_path / "rollouts"
    folder.mkdir()
    opened = LocalStore.open(shell.locations.traces_db)
    opened.send(traces_of(leaky(), folder))
    opened.close()
    return shell


def settings(shell: Shell, mode: str, *exclude: str) -> None:
    shell.locations.settings_toml.parent.mkdir(parents=True, exist_ok=True)
    shell.locations.settings_toml.write_text(
        f'version = 1\n[capture]\nmode = "{mode}"\nexclude = {json.dumps(exclude)}\n'
    )


def trace_id(shell: Shell) -> str:
    (turn,) = shell.run("trace", "list", "--json").json["turns"]
    return str(turn["trace_id"])


def saved(shell: Shell, form: str, **environ: str) -> str:
    done = shell.run("trace", "save", MAIN, "--format", form, **environ)
    assert done.code == 0, done.err
    return done.out


def test_the_command_offers_every_form_there_is() -> None:
    assert set(WORDS) == set(FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_written_for_its_owner_alone(store: Shell, tmp_path: Path, form: str) -> None:
    path = tmp_path / "out"
    done = store.run("trace", "save", MAIN[:10], "--format", form, "-o", str(path))
    assert done.code == 0, done.err
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert f"written to {path}: {path.stat().st_size:,} bytes" in done.out
    assert sorted(tmp_path.glob(".*")) == []


@pytest.mark.parametrize("form", FORMS)
def test_what_goes_to_stdout_is_the_file(store: Shell, tmp_path: Path, form: str) -> None:
    path = tmp_path / "out"
    assert store.run("trace", "save", MAIN, "--format", form, "-o", str(path)).code == 0
    out, written = saved(store, form), path.read_text()
    lines = zip(out.splitlines(), written.splitlines(), strict=True)
    # The minute in which it was saved stands in it.
    assert all(one == other for one, other in lines if "Saved" not in one)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("mode", ["metadata", "redacted"])
def test_what_may_not_be_told_is_in_no_file(store: Shell, form: str, mode: str) -> None:
    """The store has it: the limits became stricter afterwards."""
    settings(store, mode)
    out = saved(store, form)
    assert KEY not in out
    assert MAIL not in out
    assert ("git log" in out) is (mode == "redacted")


@pytest.mark.parametrize("form", FORMS)
def test_what_is_excluded_is_in_no_file(store: Shell, form: str) -> None:
    settings(store, "full", "prompts")
    out = saved(store, form)
    assert "refused?" not in out
    assert "git log" in out


@pytest.mark.parametrize("form", FORMS)
def test_less_can_be_asked_for_and_never_more(store: Shell, form: str) -> None:
    settings(store, "full")
    asked = ("trace", "save", MAIN, "--format", form)
    assert KEY in store.run(*asked).out
    assert KEY not in store.run(*asked, "--capture", "redacted").out
    assert "git log" not in store.run(*asked, "--capture", "metadata").out
    settings(store, "metadata")
    assert "git log" not in store.run(*asked, "--capture", "full").out


@pytest.mark.parametrize("form", FORMS)
def test_a_trace_can_be_saved_alone(store: Shell, form: str) -> None:
    ident = trace_id(store)
    done = store.run("trace", "save", ident[:12].upper(), "--format", form)
    assert done.code == 0, done.err
    assert ident in done.out


def test_the_masked_places_are_listed_on_stderr_without_what_stood_there(store: Shell) -> None:
    done = store.run("trace", "save", MAIN)
    assert "5 places masked: 3 " in done.err
    assert "turn 1, prompt: 1 " in done.err
    assert KEY not in done.err
    assert MAIL not in done.err


@pytest.mark.parametrize("form", FORMS)
def test_as_many_places_are_listed_as_the_file_has_marks(store: Shell, form: str) -> None:
    listed = as_json(store, "--format", form, "--dry-run")
    # A folded card repeats its first line.
    marks = re.sub(r'<span class="glimpse">.*?</span>', "", saved(store, form)).count("[redacted:")
    assert sum(one["count"] for one in listed["masked"]) == marks > 0


def test_in_full_what_looks_like_a_secret_is_listed_as_not_masked(store: Shell) -> None:
    settings(store, "full")
    listed = as_json(store, "--dry-run")
    assert listed["masked"] == []
    assert sum(one["count"] for one in listed["not_masked"]) == 5
    assert "5 places not masked, though it looks like a secret: 3 " in (
        store.run("trace", "save", MAIN, "--dry-run").out
    )


@pytest.mark.parametrize("form", FORMS)
def test_what_the_store_was_not_given_is_named_beside_what_is_masked(
    store: Shell, tmp_path: Path, form: str
) -> None:
    opened = LocalStore.open(store.locations.traces_db)
    whole = traces_of(leaky(), tmp_path / "rollouts")
    opened.send([replace(trace, withheld=("instructions", "tool_results")) for trace in whole])
    opened.close()
    settings(store, "full")
    said = "withheld by capture, so not in the store: instructions, tool_results"
    assert said in store.run("trace", "save", MAIN, "--format", form).err.splitlines()
    listed = as_json(store, "--format", form, "--dry-run")
    assert listed["withheld"] == ["instructions", "tool_results"]


def as_json(shell: Shell, *options: str) -> dict[str, Any]:
    done = shell.run("trace", "save", MAIN, "--json", *options)
    assert (done.code, done.err) == (0, "")
    assert assert_fits(done.json) == "saved"
    document: dict[str, Any] = done.json
    return document


def test_a_dry_run_writes_nothing(store: Shell, tmp_path: Path) -> None:
    path = tmp_path / "out.html"
    done = store.run("trace", "save", MAIN, "-o", str(path), "--dry-run")
    assert (done.code, done.err) == (0, "")
    assert "5 places masked" in done.out
    assert not path.exists()


def test_the_name_of_the_file_says_the_form(store: Shell, tmp_path: Path) -> None:
    for name, begins in (("a.html", b"<!doctype"), ("a.md", b"# Codex"), ("a.json", b'{"resource')):
        told = as_json(store, "-o", str(tmp_path / name))
        assert (tmp_path / name).read_bytes().startswith(begins)
        assert told["bytes"] == (tmp_path / name).stat().st_size


def test_in_a_folder_the_file_is_named_after_what_it_is(store: Shell, tmp_path: Path) -> None:
    told = as_json(store, "-o", str(tmp_path), "--format", "html")
    assert told["file"] == str(tmp_path / "codex-session-01a1e000-0000.html")


def test_a_file_that_is_there_is_left_as_it_is(store: Shell, tmp_path: Path) -> None:
    path = tmp_path / "mine.md"
    path.write_text("mine")
    done = store.run("trace", "save", MAIN, "-o", str(path))
    assert (done.code, done.out) == (2, "")
    assert f"codexctl: {path} exists already" in done.err
    assert "hint: name another file with -o, or add --force" in done.err
    assert path.read_text() == "mine"
    assert store.run("trace", "save", MAIN, "-o", str(path), "--force").code == 0
    assert path.read_text().startswith("# Codex")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_is_replaced_and_not_followed(store: Shell, tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link.md"
    target.write_text("theirs")
    link.symlink_to(target)
    assert store.run("trace", "save", MAIN, "-o", str(link)).code == 2
    assert store.run("trace", "save", MAIN, "-o", str(link), "--force").code == 0
    assert target.read_text() == "theirs"
    assert not link.is_symlink()


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("name", ["pipe", "link"])
def test_what_is_no_file_is_never_replaced(
    store: Shell, tmp_path: Path, name: str, force: tuple[str, ...]
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "link").symlink_to(pipe)
    done = store.run("trace", "save", MAIN, "-o", str(tmp_path / name), *force)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-2:] == [
        f"codexctl: {tmp_path / name} is not a regular file",
        "hint: for a pipe or a device, write to stdout: -o -",
    ]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert (tmp_path / "link").is_symlink()


def test_a_pipe_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "out.html"

    def pieces() -> Any:
        yield b"ours"
        os.mkfifo(path)

    with pytest.raises(UsageError, match="is not a regular file"):
        write_new(path, pieces(), replace=True)
    assert stat.S_ISFIFO(path.stat().st_mode)


def test_a_link_among_the_devices_is_none_to_replace_even_if_it_leads_to_a_file() -> None:
    with pytest.raises(UsageError, match="is not a regular file"):
        must_be_file(Path("/dev/stdout"))


def test_a_dash_means_stdout(store: Shell) -> None:
    done = store.run("trace", "save", MAIN, "-o", "-")
    assert done.code == 0, done.err
    assert done.out.startswith("# Codex")
    assert not (store.cwd / "-").exists()
    assert store.run("trace", "save", MAIN, "-o", "-", "--json").code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "message", "hint"),
    [
        (["ffff"], 1, "the local store has no session or trace ffff", "codexctl trace list"),
        ([""], 2, "ID is empty", "codexctl trace save --help"),
        (["%' OR 1=1 --"], 1, "the local store has no session or trace", "codexctl trace list"),
        ([MAIN, "--json"], 2, "--json needs -o or --dry-run", "add -o FILE"),
        (
            [MAIN, "-o", "/no/such/a.md"],
            1,
            "/no/such: there is no such folder",
            "mkdir -p /no/such",
        ),
    ],
)
def test_what_cannot_be_done_is_said_with_the_next_step(
    store: Shell, arguments: list[str], code: int, message: str, hint: str
) -> None:
    done = store.run("trace", "save", *arguments)
    assert (done.code, done.out) == (code, "")
    assert message in done.err
    assert f"hint: {hint}" in done.err


def test_an_id_that_is_the_beginning_of_several_is_refused(shell: Shell, tmp_path: Path) -> None:
    opened = LocalStore.open(shell.locations.traces_db)
    for number in (1, 2):
        session = f"01a1e000-0000-7000-8000-00000000000{number}"
        (tmp_path / session).mkdir()
        (story,) = STORIES["work"]()
        lines = [line.replace(MAIN.encode(), session.encode()) for line in story.lines]
        story.lines[:] = lines
        opened.send(traces_of([story], tmp_path / session))
    opened.close()
    done = shell.run("trace", "save", "01a1e000")
    assert (done.code, done.out) == (1, "")
    assert "several ids begin with 01a1e000" in done.err


def test_a_store_without_turns_has_no_last_one(shell: Shell) -> None:
    LocalStore.open(shell.locations.traces_db).close()
    done = shell.run("trace", "save", "last")
    assert (done.code, done.out) == (1, "")
    assert done.err == "codexctl: there are no turns yet\nhint: codexctl status\n"


def test_without_a_store_the_next_step_is_named(shell: Shell) -> None:
    done = shell.run("trace", "save", MAIN)
    assert (done.code, done.out) == (1, "")
    assert "there are no turns yet" in done.err
    assert "hint: codexctl status" in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_said_and_leaves_nothing(store: Shell) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "codexctl", "trace", "save", MAIN],
            env=store.environ,
            cwd=store.cwd,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "no space left on device" in done.stderr


def test_half_a_file_is_never_there(tmp_path: Path) -> None:
    path = tmp_path / "out.html"

    def pieces(error: BaseException) -> Any:
        yield b"half"
        raise error

    with pytest.raises(CodexctlError, match="no space left"):
        write_new(path, pieces(OSError(28, "No space left on device")), replace=False)
    with pytest.raises(KeyboardInterrupt):
        write_new(path, pieces(KeyboardInterrupt()), replace=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_appears_meanwhile_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "out.html"

    def pieces() -> Any:
        yield b"ours"
        path.write_text("theirs")

    with pytest.raises(UsageError, match="exists already"):
        write_new(path, pieces(), replace=False)
    assert path.read_text() == "theirs"
    assert [one.name for one in tmp_path.iterdir()] == ["out.html"]
