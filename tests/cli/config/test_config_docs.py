"""Every command line of docs/config.md does what it says, in the order of the page."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.cli.conftest import Shell
from tests.documented.blocks import commands_of

PAGE = (Path(__file__).parents[3] / "docs" / "config.md").read_text(encoding="utf-8")
LINES = commands_of("docs/config.md")

(WANTED,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_can_be_followed_from_top_to_bottom(shell: Shell) -> None:
    shell.locations.config_toml.write_text(
        '# mine\nmodel = "gpt-5"\n\n[history]\npersistence = "save-all" # all\n'
    )
    (shell.cwd / "wanted.toml").write_text(WANTED)
    before = shell.locations.config_toml.read_bytes()
    for line in LINES:
        program, *arguments = shlex.split(line)
        assert program == "codexctl"
        done = shell.run(*arguments)
        assert done.code == 0, f"{line}\n{done.out}{done.err}"
    while shell.run("undo", "--yes").code == 0:
        pass
    assert shell.locations.config_toml.read_bytes() == before
    assert not shell.locations.hooks_json.exists()


def test_the_page_names_every_command_of_its_groups() -> None:
    named = {" ".join(shlex.split(line)[1:3]) for line in LINES}
    assert named >= {
        *(f"config {name}" for name in ("get", "set", "unset", "diff", "validate", "path")),
        *(f"config {name}" for name in ("explain", "effective", "apply", "snapshot", "restore")),
        *(f"profiles {name}" for name in ("list", "show", "create", "copy", "delete")),
        *(f"providers {name}" for name in ("list", "add", "use", "remove")),
        *(f"permissions {name}" for name in ("show", "set", "trust", "untrust", "forget", "prune")),
        *(f"features {name}" for name in ("list", "enable", "disable")),
        *(f"hooks {name}" for name in ("list", "add", "remove", "trust", "untrust", "validate")),
        *(f"notify {name}" for name in ("show", "set", "unset")),
    }
