from __future__ import annotations

import json
from pathlib import Path

import pytest

from codexctl.codex.callers.other_tracers import (
    Tracer,
    environment_of,
    notified,
    notified_alone,
    tracer_of,
)

SCRIPT = Path("/home/ada/.local/share/codexctl/notify.sh")


@pytest.mark.parametrize(
    "command",
    [
        "sh /home/ada/.weave-codex/stop-hook.sh",
        "/home/ada/.weave-codex/stop-hook.sh",
        'sh "/home/ada lovelace/.weave-codex/stop-hook.sh"',
        "WEAVE_PROJECT=team/web sh ~/.weave-codex/stop-hook.sh",
        "bash -lc 'sh $HOME/.weave-codex/stop-hook.sh'",
        "weave-codex hook stop",
        "npm exec -- weave-codex hook",
        "npm exec --yes weave-codex@1 hook",
        "npm x weave-codex hook",
        "bun x weave-codex hook",
        "yarn dlx weave-codex hook",
        "uv tool run weave-codex hook",
    ],
)
def test_weave_codex_is_known_by_what_is_started(command: str) -> None:
    assert tracer_of(command) is Tracer.weave_codex


@pytest.mark.parametrize(
    "command",
    [
        "/opt/venv/bin/python -m staso.codex",
        "'/opt/my venv/bin/python3.12' -m staso.codex",
        "STASO_API_KEY=ak_1 STASO_WORKSPACE='a b' python3 -I -m staso.codex",
        "env STASO_API_KEY=ak_1 python3 -mstaso.codex",
        "export STASO_API_KEY=ak_1; exec python3 -m staso.codex",
        "python3.12 -Im staso.codex",
        "/usr/bin/python3 -uImstaso.codex",
        "sudo -u ada python3 -m staso.codex",
        "sudo -nu ada -- env -u HOME python3 -m staso.codex",
        "timeout -s KILL 5 python3 -m staso.codex",
        "exec -a codex python3 -m staso.codex",
    ],
)
def test_staso_is_known_by_the_module_that_is_run(command: str) -> None:
    assert tracer_of(command) is Tracer.staso


@pytest.mark.parametrize(
    "command",
    [
        "",
        "echo staso.codex",
        "cat /home/ada/.weave-codex/stop-hook.sh",
        "/opt/stop-hook.sh",
        "python -m staso.codex_notes",
        "python check.py -m staso.codex",
        "grep weave-codex notes.txt",
        "sudo -u weave-codex grep notes.txt",
        "npm install weave-codex",
    ],
)
def test_a_persons_own_hook_that_only_mentions_one_is_not_theirs(command: str) -> None:
    assert tracer_of(command) is None


def test_what_a_command_sets_for_its_program_is_read_through_quotes() -> None:
    found = environment_of("STASO_API_KEY='ak 1' env STASO_WORKSPACE=team python -m staso.codex")
    assert found == {"STASO_API_KEY": "ak 1", "STASO_WORKSPACE": "team"}


def test_notify_is_known_behind_ours_and_inside_another_programs_argument() -> None:
    theirs = ["sh", "/home/ada/.weave-codex/stop-hook.sh"]
    behind = {"notify": [str(SCRIPT), *theirs]}
    inside = {"notify": ["/opt/wrap", "--previous-notify", json.dumps(theirs)]}
    assert notified(behind, SCRIPT) is Tracer.weave_codex
    assert notified_alone(behind, SCRIPT)
    assert notified(inside, SCRIPT) is Tracer.weave_codex
    assert not notified_alone(inside, SCRIPT)
    assert notified({"notify": ["say", "done"]}, SCRIPT) is None
