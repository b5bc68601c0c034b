"""A keyring is asked in a process of its own: one value comes back, whatever runs there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.settings.destinations.resolve import Resolved, resolve
from codexctl.settings.keys import keychain
from codexctl.settings.keys.program import MOST_BYTES, TooMuch, asked
from codexctl.settings.keys.secrets import KeyProblem, find_key
from codexctl.settings.model import Destination
from tests.settings.conftest import Use

SOMEBODY = 54321
as_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be in another's home"
)
# Fetches a key as the worker does, and says what of a keyring it has imported by then.
PROGRAM = """\
import os, sys
from codexctl.locations import locate
from codexctl.settings.keys import keychain
print(keychain.fetch("weave", locate(os.environ)))
print(*(name for name in sys.modules if "keyring" in name or name in ("jeepney", "secretstorage")))
"""


def weave(*command: str) -> Resolved:
    destination = Destination(
        "weave", "otlp", preset="weave", project="a/b", api_key_command=command
    )
    return resolve(destination, {})


def python(words: str) -> tuple[str, ...]:
    return (sys.executable, "-c", words)


def test_no_code_of_a_keyring_is_in_the_process_that_gets_the_key(locations: Locations) -> None:
    keychain.store("weave", "k1", locations)
    environ = {**os.environ, "CODEXCTL_HOME": str(locations.config_dir)}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["k1", "codexctl.settings.keys.keyring_process"]


def test_a_persons_own_module_gets_no_further_than_that_process(
    locations: Locations, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "xdg" / "python_keyring"
    folder.mkdir(parents=True)
    text = "[backend]\ndefault-keyring = mine.Keyring\nkeyring-path = " + str(tmp_path)
    (folder / "keyringrc.cfg").write_text(text)
    module = "import os, sys\nfrom tests.settings.fake_keyrings import InFile as Keyring\n"
    module += f"open({str(tmp_path / 'ran')!r}, 'w').write(' '.join(sys.argv))\n"
    (tmp_path / "mine.py").write_text(module)
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    keychain.store("weave", "k1", locations)
    assert keychain.fetch("weave", locations) == "k1"
    assert "keyring_process.py get codexctl" in (tmp_path / "ran").read_text()
    assert "mine" not in sys.modules
    assert str(tmp_path) not in sys.path


def test_what_a_keyring_prints_is_no_key_and_its_threads_hold_up_nobody(
    locations: Locations, use: Use
) -> None:
    keychain.store("weave", "k1", locations)
    use("Chatty")
    assert keychain.fetch("weave", locations) == "k1"


def test_it_is_asked_once_until_somebody_stores_another_key(locations: Locations, use: Use) -> None:
    keychain.store("weave", "k1", locations)
    use("Chatty")
    asked = Path(os.environ["TEST_KEYRING"] + ".asked")
    assert [keychain.fetch("weave", locations) for _ in range(3)] == ["k1"] * 3
    assert asked.read_text() == "asked\n"
    os.utime(locations.keys_file, (1, 1))
    keychain.fetch("weave", locations)
    assert asked.read_text() == "asked\n" * 2


@pytest.mark.parametrize("keyring", ["Endless", "Dying", "Wrong", "Broken", "NotThere"])
def test_whatever_becomes_of_that_process_is_one_line_without_the_key(
    locations: Locations, use: Use, keyring: str
) -> None:
    keychain.store("weave", "k1", locations)
    use(keyring)
    with pytest.raises(CodexctlError) as error:
        keychain.fetch("weave", locations)
    assert error.value.message.startswith("the keyring does not answer (")
    assert "k1" not in error.value.message + error.value.hint
    assert "--api-key-env" in error.value.hint


def test_a_program_gets_nothing_but_its_words_and_gives_only_what_it_prints() -> None:
    seen = (
        "import os, sys; print(sorted(os.environ), sys.stdin.read()); print('x', file=sys.stderr)"
    )
    code, printed = asked(python(seen), {"LC_ALL": "C.UTF-8"}, 20, said=b"in")
    assert (code, printed.decode().split()) == (0, ["['LC_ALL']", "in"])


def test_a_program_that_says_too_much_or_takes_too_long_is_ended() -> None:
    endless = "import sys\nwhile True: sys.stdout.write('k' * 4096)"
    with pytest.raises(TooMuch):
        asked(python(endless), os.environ, 20)
    assert asked(python(f"print('k' * {MOST_BYTES - 1}, end='')"), os.environ, 20)[0] == 0
    # Not even a child of its own, which holds the pipe as well, keeps anybody waiting.
    with pytest.raises(TimeoutError):
        asked(("/bin/sh", "-c", "sleep 60 & sleep 60"), os.environ, 0.2)


def test_a_command_that_does_not_end_or_never_stops_talking_gives_no_key(
    locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = python("import sys\nwhile True: sys.stdout.write('k' * 4096)")
    with pytest.raises(KeyProblem, match="prints more than 64 KiB"):
        find_key(weave(*endless), {}, locations)
    monkeypatch.setattr("codexctl.settings.keys.secrets.COMMAND_TIMEOUT_S", 0.2)
    with pytest.raises(KeyProblem, match=r"does not end within 0\.2 s"):
        find_key(weave(*python("import time; time.sleep(60)")), {}, locations)


@as_root
def test_root_does_not_ask_the_keyring_of_somebody_whose_home_it_is_in(
    locations: Locations,
) -> None:
    keychain.store("weave", "k1", locations)
    os.chown(locations.home, SOMEBODY, SOMEBODY)
    with pytest.raises(CodexctlError, match=r"does not belong to root: root does not ask"):
        keychain.fetch("weave", locations)


@as_root
def test_root_does_not_run_the_command_of_somebody_elses_settings(locations: Locations) -> None:
    locations.config_dir.mkdir(exist_ok=True)
    locations.settings_toml.write_text("version = 1\n")
    command = python("print('k1')")
    assert find_key(weave(*command), {}, locations)
    os.chown(locations.settings_toml, SOMEBODY, SOMEBODY)
    with pytest.raises(KeyProblem, match="does not belong to root, so root does not run"):
        find_key(weave(*command), {}, locations)
