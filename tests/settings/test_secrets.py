"""Keys: looked for in a fixed order, kept where only their owner can read them, shown nowhere."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate
from codexctl.settings.destinations.resolve import Resolved, resolve
from codexctl.settings.keys import keychain
from codexctl.settings.keys.secrets import Key, KeyProblem, authorization, checked, find_key, lack
from codexctl.settings.model import Destination
from tests.settings.conftest import Use

PRINTS = (sys.executable, "-c", "print('from-command')")
NETRC = "machine trace.wandb.ai login user password from-netrc\n"


def weave(*, command: tuple[str, ...] = ()) -> Resolved:
    destination = Destination(
        "weave", "otlp", preset="weave", project="a/b", api_key_command=command
    )
    return resolve(destination, {})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
@pytest.mark.parametrize("what", ["a pipe", "an endless device"])
def test_what_is_no_file_in_the_place_of_netrc_is_not_read(locations: Locations, what: str) -> None:
    path = locations.home / ".netrc"
    os.mkfifo(path) if what == "a pipe" else path.symlink_to("/dev/zero")
    with pytest.raises(KeyProblem, match=r"\.netrc cannot be read"):
        find_key(weave(), {}, locations)


def test_the_order_is_environment_keyring_netrc_command(locations: Locations) -> None:
    there, environ = weave(command=PRINTS), {"WANDB_API_KEY": "from-environment"}
    (locations.home / ".netrc").write_text(NETRC)
    keychain.store("weave", "from-keyring", locations)
    found = []
    for clear in (
        environ.clear,
        lambda: keychain.delete("weave", locations),
        (locations.home / ".netrc").unlink,
        lambda: None,
    ):
        key = find_key(there, environ, locations)
        found.append((key.value, key.source) if key else None)
        clear()
    assert found == [
        ("from-environment", "$WANDB_API_KEY"),
        ("from-keyring", "the keyring"),
        ("from-netrc", f"{locations.home}/.netrc (machine trace.wandb.ai)"),
        ("from-command", f"api_key_command {sys.executable}"),
    ]


def test_a_variable_of_ones_own_goes_before_the_backends(locations: Locations) -> None:
    destination = Destination("weave", "otlp", preset="weave", project="a/b", api_key_env="MINE")
    key = find_key(resolve(destination, {}), {"MINE": "mine", "WANDB_API_KEY": "theirs"}, locations)
    assert key == Key("mine", "$MINE")


def test_the_keyring_is_not_asked_for_keys_that_we_did_not_put_there(
    locations: Locations, use: Use
) -> None:
    use("Locked")
    assert find_key(weave(), {}, locations) is None
    assert lack(weave()) == "no key: $WANDB_API_KEY not set"


def test_a_locked_keyring_is_one_line_that_shows_nothing(locations: Locations, use: Use) -> None:
    keychain.store("weave", "k1", locations)
    use("Locked")
    with pytest.raises(CodexctlError, match=r"does not answer \(InitError\)"):
        find_key(weave(), {}, locations)


def test_a_keyring_that_asks_somebody_is_not_waited_for(
    locations: Locations, use: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    keychain.store("weave", "k1", locations)
    use("Asking")
    monkeypatch.setattr(keychain, "WHILE_READING_S", 0.3)
    with pytest.raises(CodexctlError, match="may be asking somebody"):
        find_key(weave(), {}, locations)


def test_whatever_a_backend_raises_is_one_line(locations: Locations, use: Use) -> None:
    keychain.store("weave", "k1", locations)
    use("Broken")
    with pytest.raises(CodexctlError, match=r"does not answer \(ValueError\)"):
        find_key(weave(), {}, locations)


def test_a_keyring_that_is_not_installed_is_to_be_installed_not_unlocked(
    locations: Locations, use: Use
) -> None:
    keychain.store("weave", "k1", locations)
    use("keyring_of_nowhere.Keyring")
    with pytest.raises(CodexctlError, match="is not installed: there is no module") as error:
        find_key(weave(), {}, locations)
    assert "keyring_of_nowhere" in error.value.message
    assert error.value.hint.startswith("install it, or ")


@pytest.mark.parametrize("backend", ["null", "fail"])
def test_a_keyring_that_keeps_nothing_is_refused_with_the_alternatives(
    locations: Locations, use: Use, backend: str
) -> None:
    use(f"keyring.backends.{backend}.Keyring")
    with pytest.raises(keychain.KeychainError) as error:
        keychain.store("weave", "k1", locations)
    assert "--api-key-env" in error.value.hint
    assert "--api-key-command" in error.value.hint
    assert keychain.names(locations) == ()


def test_a_plaintext_keyring_is_refused_by_its_name(locations: Locations, use: Use) -> None:
    use("Plain")
    with pytest.raises(keychain.KeychainError, match=r"keyrings\.alt\.file does not keep"):
        keychain.store("weave", "k1", locations)
    assert not Path(os.environ["TEST_KEYRING"]).exists()


def test_a_keyring_that_only_pretends_is_found_out(locations: Locations, use: Use) -> None:
    use("Pretending")
    with pytest.raises(keychain.KeychainError, match="does not return it"):
        keychain.store("weave", "k1", locations)
    assert keychain.names(locations) == ()


def test_our_file_holds_names_alone_and_only_its_owner_reads_it(locations: Locations) -> None:
    keychain.store("weave", "k1", locations)
    keychain.store("eu", "k2", locations)
    assert locations.keys_file.read_text() == '["eu", "weave"]'
    assert stat.S_IMODE(locations.keys_file.stat().st_mode) == 0o600
    assert keychain.delete("eu", locations)
    assert not keychain.delete("eu", locations)
    keychain.delete("weave", locations)
    assert not locations.keys_file.exists()


def test_two_settings_folders_do_not_share_keys(locations: Locations, tmp_path: Path) -> None:
    other = locate({"HOME": str(tmp_path), "CODEXCTL_HOME": str(tmp_path / "other")})
    keychain.store("weave", "k1", locations)
    keychain.store("weave", "k2", other)
    assert keychain.fetch("weave", locations) == "k1"


@pytest.mark.parametrize(
    "text", ["", " \n", "two words", "tab\tinside", "line\nbreak", "schlüssel"]
)
def test_what_no_header_can_carry_is_no_key(text: str) -> None:
    with pytest.raises(KeyProblem) as error:
        checked(text)
    assert not text.strip() or text.strip() not in error.value.message


def test_the_end_of_the_line_is_no_part_of_a_key() -> None:
    assert checked("k1\n") == "k1"


@pytest.mark.parametrize("command", [("/nonexistent/helper",), (sys.executable, "-c", "exit(3)")])
def test_a_command_that_gives_no_key_is_named(
    locations: Locations, command: tuple[str, ...]
) -> None:
    with pytest.raises(KeyProblem, match=f"api_key_command {command[0]}"):
        find_key(weave(command=command), {}, locations)


def test_a_command_is_run_without_a_shell(locations: Locations) -> None:
    echo = (sys.executable, "-c", "import sys; print(sys.argv[1].replace(' ', '+'))", "$HOME; id")
    key = find_key(weave(command=echo), {}, locations)
    assert key == Key("$HOME;+id", f"api_key_command {sys.executable}")


def test_a_key_does_not_show_itself() -> None:
    key = Key("k1-secret", "here")
    assert "k1-secret" not in repr(key) + str(key)


def test_basic_authentication_needs_a_user(locations: Locations) -> None:
    destination = Destination("far", "otlp", "https://h/v1/traces", api_key_user="ann")
    assert authorization(resolve(destination, {}), Key("pw", "here")) == (
        "Authorization",
        "Basic YW5uOnB3",
    )
