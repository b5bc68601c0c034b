"""`fleet verify` tries a roll-out as each person: real accounts, on a machine of their own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Done, Shell
from tests.cli.fleet.whole_machine import obstacle as no_machine
from tests.cli.fleet.whole_machine import on_a_machine
from tests.deliver.sink import Sink
from tests.e2e.lab.ear import Ear
from tests.output_schemas import assert_fits

needs_machine = pytest.mark.skipif(bool(no_machine()), reason=no_machine() or "can be tried here")
POLICY = 'version = 1\n[capture]\nmax = "metadata"\n'
ROLLED_OUT = '$C fleet apply --policy "$POLICY" --yes >/dev/null 2>&1\n'


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.toml"
    path.write_text(POLICY)
    return path


def verified(script: str, policy: Path) -> tuple[Done, dict[str, dict[str, Any]]]:
    """The last command's document, by person and check."""
    done = on_a_machine(script, {"POLICY": str(policy)})
    assert assert_fits(done.json) == "fleet-verify"
    people = {
        person["name"]: {check["id"]: check for check in person["checks"]}
        for person in done.json["people"]
    }
    return done, people


def states(checks: dict[str, Any]) -> dict[str, str]:
    return {name: check["state"] for name, check in checks.items()}


HOLDS = {
    "fleet.policy": "ok",
    "fleet.hook": "ok",
    "fleet.codex": "inactive",
    "destination.local": "ok",
}


@needs_machine
def test_a_test_turn_of_everybody_arrives_and_nothing_of_theirs_is_touched(
    policy: Path,
) -> None:
    script = (
        f"person ada; person eve; {ROLLED_OUT}"
        "find /home -printf '%p %m %u %s %T@ %C@\\n' | sort >/mnt/before\n"
        "$C fleet verify --json\n"
        "find /home -printf '%p %m %u %s %T@ %C@\\n' | sort | cmp - /mnt/before\n"
        'find /tmp -maxdepth 1 -uid 54771 >&2; test -z "$(find /tmp -maxdepth 1 -uid 54771)"\n'
    ).replace("person ada", "useradd -u 54771 -m -s /bin/bash ada")
    done, people = verified(script, policy)
    assert done.code == 0, done.err
    assert {name: states(checks) for name, checks in people.items()} == {
        "ada": HOLDS,
        "eve": HOLDS,
    }
    assert "at most metadata" in people["ada"]["fleet.policy"]["summary"]


@needs_machine
def test_where_a_policy_leaves_no_place_for_turns_there_is_nothing_to_fail(policy: Path) -> None:
    """No local store and no destination: that is the administrator's choice, and no fault."""
    policy.write_text(f"{POLICY}[destinations]\nlocal = false\n")
    done, people = verified(f"person ada; {ROLLED_OUT}$C fleet verify --json\n", policy)
    assert done.code == 0, done.out
    assert states(people["ada"]) == {
        "fleet.policy": "ok",
        "fleet.hook": "ok",
        "fleet.codex": "inactive",
        "destination.none": "inactive",
    }


@needs_machine
def test_what_is_missing_is_named_with_the_command_that_brings_it(policy: Path) -> None:
    done, people = verified("person ada; $C fleet verify --json\n", policy)
    assert done.code == 1
    found = people["ada"]
    assert found["fleet.policy"]["state"] == found["fleet.hook"]["state"] == "problem"
    assert found["fleet.hook"]["cause"] == "hooks-missing"
    assert found["fleet.hook"]["remedy"] == "sudo codexctl fleet apply --policy FILE"


BROKEN = {
    "a policy that others may write": ("chmod 666 /etc/codexctl/policy.toml", "fleet.policy", ""),
    "a script without its right": (
        "chmod 644 /usr/local/lib/codexctl/hook.sh", "fleet.hook", "script-gone",
    ),
    "a script that others may write": (
        "chmod 777 /usr/local/lib/codexctl/hook.sh", "fleet.hook", "fleet.hook",
    ),
    "requirements that others may replace": ("chmod 777 /etc/codex", "fleet.hook", "fleet.hook"),
    "no script": ("rm /usr/local/lib/codexctl/hook.sh", "fleet.hook", "hooks-missing"),
    "an interpreter that is gone": (
        "sed -i 's|^/[^ ]* -I|/gone/python -I|' /usr/local/lib/codexctl/hook.sh",
        "fleet.hook", "interpreter-gone",
    ),
    "requirements that are gone": (
        "rm /etc/codex/requirements.toml", "fleet.hook", "hooks-missing",
    ),
}  # fmt: skip


@needs_machine
@pytest.mark.parametrize("case", BROKEN)
def test_each_thing_that_can_be_wrong_fails_and_says_what_helps(policy: Path, case: str) -> None:
    breaking, check, cause = BROKEN[case]
    done, people = verified(f"person ada; {ROLLED_OUT}{breaking}; $C fleet verify --json\n", policy)
    assert done.code == 1
    found = people["ada"][check]
    assert (found["state"], bool(found["remedy"])) == ("problem", True)
    assert not cause or found["cause"] == cause


@needs_machine
def test_one_person_who_cannot_run_codexctl_fails_for_all(policy: Path) -> None:
    script = (
        f"person ada; person eve; {ROLLED_OUT}"
        'P="$(readlink -f $PY)"; cp "$P" /mnt/py; chgrp ada /mnt/py; chmod 750 /mnt/py\n'
        'mount --bind /mnt/py "$P"; $C fleet verify --json\n'
    )
    done, people = verified(script, policy)
    assert done.code == 1
    assert states(people["ada"]) == HOLDS
    assert states(people["eve"]) == {"fleet.codexctl": "problem"}
    assert "permission denied" in people["eve"]["fleet.codexctl"]["summary"]


@needs_machine
def test_only_the_people_that_are_named_are_tried(policy: Path) -> None:
    script = f"person ada; person eve; {ROLLED_OUT}$C fleet verify --json --user eve --user eve\n"
    done, people = verified(script, policy)
    assert (done.code, list(people)) == (0, ["eve"])


@needs_machine
def test_accounts_of_services_are_nobody_who_runs_codex(policy: Path) -> None:
    script = (
        f"useradd --system --shell /bin/bash daemon2; useradd --shell /usr/sbin/nologin mail2\n"
        f"person ada; {ROLLED_OUT}$C fleet verify --json\n"
    )
    _, people = verified(script, policy)
    assert list(people) == ["ada"]


@needs_machine
def test_on_a_machine_without_people_it_is_tried_as_nobody(policy: Path) -> None:
    done, people = verified(f"{ROLLED_OUT}$C fleet verify --json\n", policy)
    assert (done.code, list(people)) == (0, ["nobody"])
    assert "this machine has no user accounts yet" in done.err


@needs_machine
def test_a_person_tries_it_for_themselves(policy: Path) -> None:
    script = (
        f"person ada; {ROLLED_OUT}"
        "cd /home/ada; setpriv --reuid ada --regid ada --clear-groups --inh-caps=-all"
        " env HOME=/home/ada $C fleet verify --json\n"
    )
    done, people = verified(script, policy)
    assert (done.code, list(people)) == (0, ["ada"])


@needs_machine
def test_a_required_address_that_does_not_answer_fails_for_everybody(
    policy: Path, tmp_path: Path
) -> None:
    policy.write_text(f'{POLICY}[destinations]\nrequired = ["http://127.0.0.1:9/v1/traces"]\n')
    script = f"person ada; {ROLLED_OUT}$C fleet verify --json --timeout 5\n"
    done, people = verified(script, policy)
    assert done.code == 1
    wrong = [check for check in people["ada"].values() if check["state"] == "problem"]
    assert [check["id"].partition(".")[0] for check in wrong] == ["destination"]
    assert wrong[0]["cause"] == "destination-unreachable"
    assert "check the network" in wrong[0]["remedy"]


@needs_machine
def test_a_key_that_one_person_may_not_read_fails_for_that_person(
    policy: Path, tmp_path: Path
) -> None:
    with Ear() as ear:
        policy.write_text(
            f'{POLICY}[destination.company]\nendpoint = "{ear.url}/v1/traces"\n'
            'key_file = "/etc/codexctl/key"\n'
        )
        script = (
            f"person ada; person eve; {ROLLED_OUT}"
            "printf sk-abcdef >/etc/codexctl/key; chgrp ada /etc/codexctl/key\n"
            "chmod 640 /etc/codexctl/key; $C fleet verify --json --timeout 10\n"
        )
        done, people = verified(script, policy)
    assert done.code == 1
    assert people["ada"]["destination.company"]["state"] == "ok"
    found = people["eve"]["destination.company"]
    assert (found["state"], found["cause"]) == ("problem", "key-missing")
    assert "give eve access to the key" in found["remedy"]
    assert "sk-abcdef" not in done.out + done.err


# What the machine's key program does → what its administrator is told to do.
NO_KEYS = {
    "sleep 60": "print the key, and nothing else, when ada runs it",
    "echo one; echo two": "print the key, and nothing else, when ada runs it",
    "echo expired": "replace the key that key_command of [destination.company]",
}


@needs_machine
@pytest.mark.parametrize("does", NO_KEYS)
def test_a_program_that_gives_no_good_key_is_what_is_to_be_mended(policy: Path, does: str) -> None:
    with Sink() as sink:
        sink.reply = lambda _: (401, {}, b"")
        policy.write_text(
            f'{POLICY}[destination.company]\nendpoint = "{sink.url}"\n'
            'key_command = ["/opt/token"]\n'
        )
        script = (
            f"person ada; printf '#!/bin/sh\\n{does}\\n' >/opt/token; chmod 755 /opt/token\n"
            f"{ROLLED_OUT}$C fleet verify --json --timeout 1\n"
        )
        done, people = verified(script, policy)
    assert done.code == 1
    assert NO_KEYS[does] in people["ada"]["destination.company"]["remedy"]


@needs_machine
def test_people_are_shown_one_below_the_other(policy: Path) -> None:
    done = on_a_machine(f"person ada; {ROLLED_OUT}$C fleet verify\n", {"POLICY": str(policy)})
    first, *rest = done.out.splitlines()
    assert first == "✓ ada"
    assert [line.split()[1] for line in rest] == list(HOLDS)


def test_somebody_unknown_is_a_mistake_of_the_words(shell: Shell) -> None:
    done = shell.run("fleet", "verify", "--user", "no-such-person")
    assert done.code in (1, 2)
    assert done.err.splitlines()[1].startswith("hint: ")
