"""`codexctl auth` and the flags of setup that are about keys."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.cli.conftest import Done, Shell
from tests.deliver.sink import Sink

KEY = "hk-91c2f0d4e7"
BACKEND = "tests.settings.fake_keyrings."


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


@pytest.fixture
def keyed(shell: Shell) -> Shell:
    """A machine with a keyring that works."""
    environ = {
        **shell.environ,
        "PYTHON_KEYRING_BACKEND": f"{BACKEND}InFile",
        "PYTHONPATH": str(__import__("pathlib").Path(__file__).parents[2]),
        "TEST_KEYRING": str(shell.cwd / "keyring.json"),
    }
    return Shell(environ, shell.cwd)


def piped(shell: Shell, key: str, *arguments: str) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "codexctl", *arguments],
        env=dict(shell.environ), cwd=shell.cwd, input=key, capture_output=True, text=True,
        check=False, timeout=60,
    )  # fmt: skip
    assert KEY not in done.stdout + done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def far(shell: Shell, sink: Sink, *more: str) -> Done:
    flags = ("--destination", "honeycomb", "--endpoint", sink.url, "--yes", "--no-proof")
    return piped(shell, f"{KEY}\n", "setup", *flags, *more)


def test_a_key_from_stdin_is_in_the_keyring_and_in_none_of_our_files(
    keyed: Shell, sink: Sink
) -> None:
    assert far(keyed, sink, "--api-key-stdin").code == 0
    assert KEY in (keyed.cwd / "keyring.json").read_text()
    assert not [path for path, content in keyed.files().items() if KEY.encode() in content]
    row = keyed.run("auth", "list", "--json").json["keys"][0]
    assert row == {"destination": "honeycomb", "source": "the keyring", "problem": None}
    done = keyed.run("auth", "test")
    assert (done.code, "✓ honeycomb" in done.out) == (0, True)
    assert sink.headers[0]["x-honeycomb-team"] == KEY


def test_set_replaces_the_key_and_delete_removes_it(keyed: Shell, sink: Sink) -> None:
    far(keyed, sink)
    assert piped(keyed, "one\n", "auth", "set", "honeycomb", "--api-key-stdin").code == 0
    done = keyed.run("auth", "set", "honeycomb", "--api-key-env", "FRESH", FRESH="two")
    assert done.code == 0
    keyed.run("auth", "test")
    assert sink.headers[0]["x-honeycomb-team"] == "two"
    assert keyed.run("auth", "delete", "honeycomb").code == 0
    assert keyed.run("auth", "delete", "honeycomb").code == 1
    assert (keyed.cwd / "keyring.json").read_text() == "{}"


def test_purge_removes_every_key_even_after_the_settings_are_gone(keyed: Shell, sink: Sink) -> None:
    far(keyed, sink, "--api-key-stdin")
    assert keyed.run("uninstall", "--yes").code == 0
    assert KEY in (keyed.cwd / "keyring.json").read_text()
    assert keyed.run("uninstall", "--purge", "--yes").code == 0
    assert (keyed.cwd / "keyring.json").read_text() == "{}"
    assert keyed.files() == {}


def test_the_causes_are_told_apart(keyed: Shell, sink: Sink) -> None:
    far(keyed, sink, "--api-key-stdin")
    sink.reply = lambda _: (401, {}, b"")
    done = keyed.run("auth", "test", "honeycomb")
    assert done.code == 1
    assert "✗ honeycomb: wrong key: HTTP 401" in done.out
    assert "→ codexctl auth set honeycomb" in done.out
    sink.reply = lambda _: (404, {}, b"")
    probe = keyed.run("auth", "test", "--json").json["probes"][0]
    assert (probe["cause"], probe["ok"]) == ("wrong address", False)


def test_without_a_keyring_nothing_is_written_and_the_alternatives_are_named(
    shell: Shell, sink: Sink
) -> None:
    lame = Shell(
        {**shell.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}, shell.cwd
    )
    done = far(lame, sink, "--api-key-stdin")
    assert done.code == 1
    assert "does not keep keys safe" in done.err
    assert "hint: name a variable: --api-key-env NAME" in done.err
    assert lame.files() == {}


def test_a_key_that_setup_could_not_use_is_not_left_in_the_keyring(
    keyed: Shell, sink: Sink
) -> None:
    keyed.locations.receipts_dir.parent.mkdir(parents=True, mode=0o700)
    keyed.locations.receipts_dir.touch()
    done = far(keyed, sink, "--api-key-stdin")
    assert (done.code, "receipts" in done.err) == (1, True), done.err
    assert (keyed.cwd / "keyring.json").read_text() == "{}"


def test_a_setup_that_is_refused_early_does_not_even_ask_the_keyring(
    keyed: Shell, sink: Sink
) -> None:
    keyed.locations.hooks_json.symlink_to("nowhere.json")
    assert far(keyed, sink, "--api-key-stdin").code == 1
    assert not (keyed.cwd / "keyring.json").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("auth", "set", "nobody", "--api-key-stdin"), "nobody: no such remote destination"),
        (("auth", "set", "weave"), "no terminal to ask for the key"),
        (("auth", "set", "weave", "--api-key-env", "UNSET"), "$UNSET is not set here"),
        (("auth", "test", "nobody"), "nobody: no such remote destination"),
        (("setup", "--api-key-stdin", "--yes"), "more than one destination takes a key"),
    ],
)
def test_wrong_words_are_wrong_usage(keyed: Shell, arguments: tuple[str, ...], said: str) -> None:
    done = keyed.run(*arguments)
    assert done.code == 2
    assert said in done.err
