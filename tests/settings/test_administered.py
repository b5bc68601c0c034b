"""What an administrator chooses goes before what a person does, and so does its key."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate
from codexctl.policy.file.read import from_bytes
from codexctl.settings.administered import Administered, joined, required_address
from codexctl.settings.destinations.address import Unresolved
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.identity import identity, pinned
from codexctl.settings.keys.secrets import find_key
from codexctl.settings.load import SettingsError, from_data
from codexctl.settings.model import Destination, OfPolicy, Settings

COMPANY = OfPolicy("company", "otlp", "https://otel.example.com/v1/traces")
ADDRESS = "https://needed.example.com/v1/traces"
as_root = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0, reason="only root can make a file that is root's"
)


def chosen(text: str) -> Administered:
    found = from_bytes(f"version = 1\n{text}".encode(), Path("/p.toml"))
    assert found.problem == ""
    return found.chosen


_NAMES = st.sampled_from(["company", "needed.example.com", "mine", "local"])
_DESTINATIONS = st.builds(
    Destination,
    name=_NAMES,
    kind=st.sampled_from(["otlp", "local"]),
    endpoint=st.sampled_from(["", ADDRESS, COMPANY.endpoint, "https://x.example/v1"]),
    headers=st.sampled_from([(), (("x-tenant", "other"),)]),
    only_in=st.sampled_from([(), ("/a",)]),
    api_key_env=st.sampled_from(["", "K"]),
    preset=st.sampled_from(["", "phoenix"]),
)
_OWN = st.lists(_DESTINATIONS, max_size=4, unique_by=lambda one: one.name).map(tuple)


@given(_OWN)
def test_whatever_a_person_chose_the_administrators_are_there_as_they_are(
    own: tuple[Destination, ...],
) -> None:
    held = joined(Settings(destinations=own), Administered((COMPANY,), (ADDRESS,)))
    assert held.destination("company") is not None
    assert held.destinations[0] == COMPANY
    names = [destination.name for destination in held.destinations]
    assert len(set(names)) == len(names)
    there = [d for d in held.destinations if d.administration and d.endpoint == ADDRESS]
    assert len(there) == 1
    assert (there[0].headers, there[0].only_in, there[0].preset) == ((), (), "")
    assert set(held.given_way) == {one.name for one in own} - {
        d.name for d in held.destinations if not isinstance(d, OfPolicy) or (d in there
        and d.administration and d.administration.is_adopted)
    }  # fmt: skip


@given(_OWN)
def test_where_a_policy_sends_nothing_a_person_has_what_they_chose(
    own: tuple[Destination, ...],
) -> None:
    settings = Settings(destinations=own)
    assert joined(settings, Administered(team="payments")) is settings


@pytest.mark.parametrize(
    ("said", "address"),
    [
        (ADDRESS, ADDRESS),
        ("https://h.example", "https://h.example/v1/traces"),
        ("https://h.example/", "https://h.example/v1/traces"),
        ("https://h.example/v1/", "https://h.example/v1/traces"),
        ("https://h.example:4318/otel/", "https://h.example:4318/otel/v1/traces"),
        ("https://h.example/otel", "https://h.example/otel"),
        ("https://*.example.com/v1/traces", ""),
        ("https://*", ""),
    ],
)
def test_a_required_address_is_sent_to_unless_it_is_a_pattern(said: str, address: str) -> None:
    assert required_address(said) == address


def test_a_persons_own_destination_with_the_address_is_it() -> None:
    mine = Destination("mine", "otlp", ADDRESS, api_key_env="K")
    held = joined(Settings(destinations=(mine,)), Administered(required=(ADDRESS,)))
    (found,) = held.destinations
    assert (found.name, found.api_key_env) == ("mine", "K")
    there = resolve(found, {})
    assert not there.key_required
    assert find_key(there, {"K": "secret"}, locate({"HOME": "/nowhere"})) is not None
    assert find_key(there, {}, locate({"HOME": "/nowhere"})) is None


def test_no_variable_has_a_say_in_an_administrators_destination() -> None:
    text = '[destination.langfuse]\npreset = "langfuse"\nparameters = { public_key = "pk-lf-1" }\n'
    (mine,) = chosen(text).destinations
    environ = {
        "LANGFUSE_HOST": "https://elsewhere.example",
        "LANGFUSE_BASE_URL": "https://elsewhere.example",
        "LANGFUSE_PUBLIC_KEY": "pk-lf-2",
        "LANGFUSE_SECRET_KEY": "sk-lf-theirs",
        "OTEL_EXPORTER_OTLP_ENDPOINT": "https://elsewhere.example",
        "OTEL_EXPORTER_OTLP_HEADERS": "x-tenant=other",
    }
    assert resolve(mine, environ) == resolve(mine, {})
    assert find_key(resolve(mine, environ), environ, locate({"HOME": "/nowhere"})) is None


def test_headers_of_the_environment_do_not_reach_the_address_that_both_name() -> None:
    environ = {
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": COMPANY.endpoint,
        "OTEL_EXPORTER_OTLP_HEADERS": "x-tenant=other",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "grpc",
    }
    found = resolve(COMPANY, environ)
    assert found.destination.headers == ()
    assert found.address.source == "policy"


def placed(path: Path, content: str, mode: int) -> Path:
    path.write_text(content)
    path.chmod(mode)
    return path


def key_of(text: str, where: Locations) -> str:
    (mine,) = chosen(f'[destination.a]\nendpoint = "{ADDRESS}"\n{text}').destinations
    key = find_key(resolve(mine, {}), {"K": "theirs"}, where)
    return key.value if key else ""


@as_root
def test_a_key_comes_from_a_file_of_roots(tmp_path: Path) -> None:
    file = placed(tmp_path / "key", "of-the-company\n", 0o640)
    assert key_of(f'key_file = "{file}"', locate({"HOME": "/nowhere"})) == "of-the-company"


def writable(path: Path) -> None:
    path.chmod(0o660)


def of_somebody(path: Path) -> None:
    os.chown(path, 54321, 0)


def in_a_folder_of_somebodys(path: Path) -> None:
    os.chown(path.parent, 54321, 0)


def a_link(path: Path) -> None:
    real = path.rename(path.with_name("real"))
    path.symlink_to(real)
    os.chown(path, 54321, 0, follow_symlinks=False)


def missing(path: Path) -> None:
    path.unlink()


def a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def two_words(path: Path) -> None:
    path.write_text("two words")


@as_root
@pytest.mark.parametrize(
    "spoil",
    [writable, of_somebody, in_a_folder_of_somebodys, a_link, missing, a_folder, two_words],
)
def test_no_key_comes_from_a_file_that_others_could_have_written(
    spoil: Callable[[Path], None], tmp_path: Path
) -> None:
    (tmp_path / "etc").mkdir()
    file = placed(tmp_path / "etc" / "key", "of-the-company", 0o640)
    spoil(file)
    with pytest.raises(CodexctlError) as caught:
        key_of(f'key_file = "{file}"', locate({"HOME": "/nowhere"}))
    assert str(file) in caught.value.message
    assert "two words" not in caught.value.message


@as_root
def test_a_program_of_roots_prints_the_key_and_sees_no_variable_of_the_persons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAULT_ADDR", "https://elsewhere.example")
    program = placed(tmp_path / "token", '#!/bin/sh\necho "$1${VAULT_ADDR}$(cat)"\n', 0o755)
    where = locate({"HOME": str(tmp_path)})
    assert key_of(f'key_command = ["{program}", "token"]', where) == "token"
    os.chown(program, 54321, 0)
    with pytest.raises(CodexctlError, match="not owned by root"):
        key_of(f'key_command = ["{program}", "token"]', where)


@as_root
@pytest.mark.parametrize(
    ("script", "what"),
    [
        ("#!/bin/sh\nexit 3\n", " gave no key (exit 3)"),
        ("#!/bin/sh\ntrue\n", " gave no key (exit 0)"),
        ("#!/bin/sh\necho a b\n", ": that is not a key"),
        ("#!/bin/sh\necho a; echo b\n", ": that is not a key"),
        ("#!/bin/sh\nsleep 60\n", " does not end within 0.5 s"),
        ("#!/bin/sh\nhead -c 70000 /dev/zero\n", " prints more than 64 KiB"),
        ("#!/no/such/shell\n", " cannot be run: no such file or directory"),
    ],
)
def test_a_program_that_gives_no_key_is_named_and_what_it_does_instead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, what: str
) -> None:
    monkeypatch.setattr("codexctl.settings.keys.administered_key.COMMAND_TIMEOUT_S", 0.5)
    program = placed(tmp_path / "token", script, 0o755)
    with pytest.raises(CodexctlError, match=re.escape(f"key_command {program}{what}")):
        key_of(f'key_command = ["{program}"]', locate({"HOME": str(tmp_path)}))


@as_root
def test_a_program_with_an_argument_that_no_program_can_get_gives_no_key(tmp_path: Path) -> None:
    program = placed(tmp_path / "token", "#!/bin/sh\necho k\n", 0o755)
    with pytest.raises(CodexctlError, match="cannot be run: invalid argument"):
        key_of(f'key_command = ["{program}", "a\\u0000b"]', locate({"HOME": str(tmp_path)}))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('endpoint = "https://h"', "https://h/v1/traces"),
        ('endpoint = "https://h:4318/"', "https://h:4318/v1/traces"),
        ('endpoint = "https://h/otlp/"', "https://h/otlp/"),
        ('endpoint = "https://h"\npreset = "langfuse"', "https://h/api/public/otel/v1/traces"),
    ],
)
def test_an_address_without_a_path_means_the_usual_one(written: str, meant: str) -> None:
    assert chosen(f"[destination.a]\n{written}\n").destinations[0].endpoint == meant


def test_what_a_destination_of_the_policy_lacks_is_for_the_policy_to_say() -> None:
    (destination,) = chosen('[destination.a]\npreset = "langfuse"\n').destinations
    with pytest.raises(Unresolved, match="Langfuse needs public_key") as caught:
        resolve(destination, {})
    assert caught.value.hint == "complete [destination.a] in the policy"


def test_a_name_that_may_not_leave_is_hashed_with_the_salt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("codexctl.settings.identity.account", lambda: "ada")
    said = chosen('[user]\nid = "hash"\nsalt = "of-the-company"\nteam = "env:TEAM"\n')
    digest = hmac.new(b"of-the-company", b"ada", hashlib.sha256).hexdigest()[:32]
    assert identity(said, {"TEAM": "blue"}) == {"user.id": digest, "team.name": "blue"}
    assert identity(said, {}) == {"user.id": digest}
    assert identity(replace(said, user="account"), {"USER": "eve"})["user.id"] == "ada"
    assert identity(replace(said, user="env:WHO"), {"WHO": "ada@example.com"})["user.id"] == (
        "ada@example.com"
    )


def test_what_the_policy_speaks_of_is_its_to_say_be_it_nothing() -> None:
    assert pinned(chosen('[user]\nid = "none"\n')) == {"user.id"}
    assert identity(chosen('[user]\nid = "none"\n'), {"USER": "ada"}) == {}
    assert pinned(chosen('[resource]\n"team.name" = "x"\n')) == {"team.name"}


@pytest.mark.parametrize(
    "text",
    [
        "[destination.a]\n",
        '[destination.a]\ncapture = "full"\n',
        '[destination.a]\nendpoint = "https://h/"\nsurprise = 1\n',
        '[destination.a]\nendpoint = "https://user:pw@h/"\n',
        '[destination.a]\nendpoint = "https://h/"\nonly_in = ["/x"]\n',
        '[destination.a]\nendpoint = "https://h/"\napi_key_env = "X"\n',
        '[destination.a]\nendpoint = "https://h/"\nkey_command = ["token"]\n',
        '[destination.a]\nendpoint = "https://h/"\nkey_command = "/bin/token"\n',
        '[destination.a]\nendpoint = "https://h/"\nkey_file = "key"\n',
        '[destination.a]\nendpoint = "https://h/"\nkey_file = "/k"\nkey_keyring = "a:b"\n',
        '[destination.a]\npreset = "nobody"\n',
        '[destination."a b"]\nendpoint = "https://h/"\n',
        '[resource]\n"a b" = "x"\n',
        "[resource]\na = 1\n",
        '[user]\nid = "hash"\n',
        '[user]\nid = "ada"\n',
        '[setup]\ntrust = "always"\n',
    ],
)
def test_a_policy_that_says_it_wrongly_is_closed(text: str) -> None:
    found = from_bytes(f"version = 1\n{text}".encode(), Path("/p.toml"))
    assert found.problem
    assert not found.chosen.sends
    assert not found.allows("https://h/")


def test_what_the_policy_sends_to_is_allowed_without_being_listed() -> None:
    text = (
        f'[destinations]\nallow = []\nrequired = ["{ADDRESS}"]\n'
        '[destination.a]\nendpoint = "https://h.example/v1/traces"\n'
    )
    found = from_bytes(f"version = 1\n{text}".encode(), Path("/p.toml"))
    assert found.allows(ADDRESS)
    assert found.allows("https://h.example/v1/traces")
    assert not found.allows("https://h.example/v1/traces/other")
    assert not found.allows("https://elsewhere.example/")


def test_a_person_cannot_write_one_of_the_administrators(tmp_path: Path) -> None:
    table: dict[str, Any] = {"name": "a", "kind": "otlp", "administration": {}}
    with pytest.raises(SettingsError):
        from_data({"destinations": [table]}, tmp_path)
