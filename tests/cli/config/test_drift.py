from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

TEXT = '# mine\nmodel = "m" # it\n\n[tui]\ntheme = "x"\n'
WANTED = """\
version = 1
unset = ["tui.theme"]

[config]
model = "n"
model_reasoning_effort = "high"

[features]
codex_hooks = true

[mcp_servers.docs]
command = "npx"
args = ["-y", "docs"]

[[hooks.Stop]]
hooks = [{ type = "command", command = "say done" }]
"""


@pytest.fixture
def lived_in(shell: Shell) -> Shell:
    shell.locations.config_toml.write_text(TEXT)
    return shell


def config(shell: Shell) -> str:
    return shell.locations.config_toml.read_text()


def codex_files(shell: Shell) -> dict[str, bytes]:
    home = shell.locations.codex_home
    return {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}


def test_a_snapshot_brings_every_byte_back(lived_in: Shell) -> None:
    home = lived_in.locations.codex_home
    (home / "hooks.json").write_text('{"hooks": {}}')
    (home / "work.config.toml").write_text('model = "w" # mine\n')
    before = codex_files(lived_in)
    assert lived_in.run("config", "snapshot", "good").code == 0
    assert lived_in.run("config", "diff", "good").code == 0
    lived_in.locations.config_toml.write_text("other = 1\n")
    (home / "hooks.json").unlink()
    (home / "new.config.toml").write_text("a = 1\n")
    differing = lived_in.run("config", "diff", "good")
    assert differing.code == 1
    assert "+other = 1" in differing.out
    done = lived_in.run("config", "restore", "good", "--yes")
    assert done.code == 0, done.err
    assert codex_files(lived_in) == before
    assert lived_in.run("undo", "--yes").code == 0
    assert "other = 1" in config(lived_in)


def test_snapshots_are_listed_replaced_and_deleted_and_nobody_else_reads_them(
    lived_in: Shell,
) -> None:
    assert lived_in.run("config", "snapshot", "one").code == 0
    again = lived_in.run("config", "snapshot", "one")
    assert again.code == 2
    assert "already" in again.err
    assert lived_in.run("config", "snapshot", "one", "--force").code == 0
    (row,) = lived_in.run("config", "snapshot", "--json").json["snapshots"]
    assert (row["name"], row["files"]) == ("one", ["config.toml"])
    folder = lived_in.locations.data_dir / "snapshots"
    assert (folder.stat().st_mode & 0o777, (folder / "one.json").stat().st_mode & 0o777) == (
        0o700, 0o600,
    )  # fmt: skip
    assert lived_in.run("config", "snapshot", "one", "--delete").code == 0
    assert lived_in.run("config", "snapshot", "--json").json["snapshots"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [(("snapshot", "../x"), 2), (("restore", "nope", "--yes"), 1), (("diff", "nope"), 1)],
)
def test_a_snapshot_that_cannot_be_is_said(
    lived_in: Shell, words: tuple[str, ...], code: int
) -> None:
    done = lived_in.run("config", *words)
    assert done.code == code
    assert "hint:" in done.err


def test_what_is_wanted_is_made_so_in_one_edit_and_only_once(
    lived_in: Shell, tmp_path: Path
) -> None:
    wanted = tmp_path / "wanted.toml"
    wanted.write_text(WANTED)
    check = lived_in.run("config", "apply", "--file", str(wanted), "--check")
    assert check.code == 1
    assert config(lived_in) == TEXT
    done = lived_in.run("config", "apply", "--file", str(wanted), "--yes")
    assert done.code == 0, done.err
    after = codex_files(lived_in)
    assert '# mine\nmodel = "n" # it\n' in config(lived_in)
    for key, value in {
        "model_reasoning_effort": "high",
        "features.hooks": True,
        "mcp_servers.docs.args": ["-y", "docs"],
    }.items():
        assert lived_in.run("config", "get", key, "--json").json["value"] == value
    assert lived_in.run("config", "get", "tui.theme").code == 1
    assert json.loads(after["hooks.json"])["hooks"]["Stop"][0]["hooks"][0]["command"] == "say done"
    again = lived_in.run("config", "apply", "--file", str(wanted), "--yes")
    assert again.code == 0
    assert codex_files(lived_in) == after
    assert lived_in.run("config", "apply", "--file", str(wanted), "--check").code == 0
    assert lived_in.run("undo", "--yes").code == 0
    assert codex_files(lived_in) == {"config.toml": TEXT.encode()}


def test_drift_is_found_and_named(lived_in: Shell, tmp_path: Path) -> None:
    wanted = tmp_path / "wanted.toml"
    wanted.write_text('version = 1\n[config]\nmodel = "n"\n')
    assert lived_in.run("config", "apply", "--file", str(wanted), "--yes").code == 0
    lived_in.locations.config_toml.write_text(config(lived_in).replace('"n"', '"other"'))
    said = lived_in.run("config", "apply", "--file", str(wanted), "--check", "--json")
    assert said.code == 1
    assert (said.json["ok"], said.json["files"]) == (False, [str(lived_in.locations.config_toml)])
    assert '+model = "n"' in said.json["diff"]


@pytest.mark.parametrize("first", range(3))
def test_two_at_once_lose_nothing(lived_in: Shell, tmp_path: Path, first: int) -> None:
    files = []
    for number in range(4):
        path = tmp_path / f"{number}.toml"
        path.write_text(f'version = 1\n[mcp_servers.s{number + first}]\ncommand = "x{number}"\n')
        files.append(path)

    def run(path: Path) -> int:
        return lived_in.run("config", "apply", "--file", str(path), "--yes").code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(run, files)) == [0, 0, 0, 0]
    rows = lived_in.run("mcp", "list", "--json").json["servers"]
    assert {row["name"] for row in rows} == {f"s{number + first}" for number in range(4)}
    assert config(lived_in).startswith(TEXT)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("model = 1\n", "version must be 1"),
        ("version = 2\n", "version must be 1"),
        ("version = \n", "wanted.toml"),
        ('version = 1\nmodel = "x"\n', "below [config]"),
        ('version = 1\n[config]\nmodle = "x"\n', "did you mean model"),
        ("version = 1\n[config.features]\nhooks = true\n", "[features]"),
        ("version = 1\n[features]\nhooks = 1\n", "true or false"),
        ("version = 1\n[mcp_servers.a]\nargs = []\n", "neither command nor url"),
        ('version = 1\n[mcp_servers."a b"]\ncommand = "x"\n', "not a valid name"),
        ("version = 1\n[[hooks.Stopp]]\nhooks = []\n", "no event Stopp"),
        ("version = 1\n[hooks]\nStop = 1\n", "list of groups"),
        ("version = 1\nunset = 1\n", "list of keys"),
    ],
)
def test_what_is_not_understood_is_named_and_nothing_changes(
    lived_in: Shell, tmp_path: Path, text: str, word: str
) -> None:
    wanted = tmp_path / "wanted.toml"
    wanted.write_text(text)
    done = lived_in.run("config", "apply", "--file", str(wanted), "--yes")
    assert done.code == 2
    assert word in done.err
    assert config(lived_in) == TEXT


def editor(folder: Path, body: str) -> str:
    path = folder / "editor.py"
    path.write_text(f"import sys\npath = sys.argv[1]\ntext = open(path).read()\n{body}")
    return f"{sys.executable} {path}"


def test_what_the_editor_saves_is_applied_with_a_receipt(lived_in: Shell, tmp_path: Path) -> None:
    saved = editor(tmp_path, "open(path, 'w').write(text.replace('\"m\"', '\"n\"'))")
    done = lived_in.run("config", "edit", "--yes", EDITOR=saved)
    assert done.code == 0, done.err
    assert '+model = "n" # it' in done.out
    assert config(lived_in) == TEXT.replace('"m"', '"n"')
    assert lived_in.run("undo", "--yes").code == 0
    assert config(lived_in) == TEXT


def test_what_codex_would_reject_is_kept_aside(lived_in: Shell, tmp_path: Path) -> None:
    saved = editor(tmp_path, "open(path, 'w').write('model = [broken')")
    done = lived_in.run("config", "edit", "--yes", EDITOR=saved)
    assert done.code == 1
    assert config(lived_in) == TEXT
    kept = lived_in.locations.data_dir / "config.toml.rejected"
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == ("model = [broken", 0o600)
    assert str(kept) in done.err


def test_somebody_elses_change_meanwhile_is_kept(lived_in: Shell, tmp_path: Path) -> None:
    path = lived_in.locations.config_toml
    body = (
        f"real = open({str(path)!r}).read()\n"
        f"open({str(path)!r}, 'w').write(real.replace('theme = \"x\"', 'theme = \"y\"'))\n"
        "open(path, 'w').write(text.replace('\"m\"', '\"n\"'))"
    )
    assert lived_in.run("config", "edit", "--yes", EDITOR=editor(tmp_path, body)).code == 0
    assert config(lived_in) == TEXT.replace('"m"', '"n"').replace('"x"', '"y"')


def test_what_was_written_survives_a_conflict_with_somebody_else(
    lived_in: Shell, tmp_path: Path
) -> None:
    path = lived_in.locations.config_toml
    theirs = TEXT.replace('"m"', '"theirs"')
    body = (
        f"open({str(path)!r}, 'w').write({theirs!r})\n"
        "open(path, 'w').write(text.replace('\"m\"', '\"mine\"'))"
    )
    done = lived_in.run("config", "edit", "--yes", EDITOR=editor(tmp_path, body))
    assert done.code == 1
    assert config(lived_in) == theirs
    kept = lived_in.locations.data_dir / "config.toml.rejected"
    assert kept.read_text() == TEXT.replace('"m"', '"mine"')
    assert str(kept) in done.err


def test_what_was_written_survives_a_yes_that_nobody_gave(lived_in: Shell, tmp_path: Path) -> None:
    saved = editor(tmp_path, "open(path, 'w').write(text.replace('\"m\"', '\"n\"'))")
    assert lived_in.run("config", "edit", EDITOR=saved).code != 0
    assert config(lived_in) == TEXT
    kept = lived_in.locations.data_dir / "config.toml.rejected"
    assert kept.read_text() == TEXT.replace('"m"', '"n"')


def test_an_editor_that_fails_or_is_not_there_changes_nothing(lived_in: Shell) -> None:
    assert lived_in.run("config", "edit", "--yes", EDITOR="false").code == 1
    done = lived_in.run("config", "edit", "--yes", EDITOR="no-such-editor")
    assert (done.code, "cannot be started" in done.err) == (2, True)
    assert config(lived_in) == TEXT


@contextmanager
def watching(shell: Shell, *options: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "codexctl", "config", "watch", "--interval", "0.05", *options]
    with subprocess.Popen(
        command, env=dict(shell.environ), cwd=shell.cwd, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stderr
        assert "Watching" in process.stderr.readline()
        time.sleep(0.2)
        yield process
        process.terminate()


def test_a_rewrite_is_said_with_what_it_changed(lived_in: Shell) -> None:
    with watching(lived_in, "--json") as process:
        lived_in.locations.config_toml.write_text('model = "n"\nnotify = ["x"]\n')
        assert process.stdout
        said = json.loads(process.stdout.readline())
    assert {(one["key"], one["what"]) for one in said["keys"]} == {
        ("model", "changed"),
        ("notify", "added"),
        ("tui.theme", "removed"),
    }
    assert said["comments"] == -2


def test_a_rewrite_is_taken_back_and_nothing_else(lived_in: Shell) -> None:
    with watching(lived_in, "--undo") as process:
        lived_in.locations.config_toml.write_text('model = "m"\n')
        assert process.stderr
        assert "as it was before" in process.stderr.readline()
    assert config(lived_in) == TEXT


def test_our_own_edits_are_no_rewrite(lived_in: Shell) -> None:
    with watching(lived_in, "--json") as process:
        assert lived_in.run("config", "set", "model", "n", "--yes").code == 0
        time.sleep(0.8)
        lived_in.locations.config_toml.write_text(TEXT)
        assert process.stdout
        said = json.loads(process.stdout.readline())
    assert [one["key"] for one in said["keys"]] == ["model"]
