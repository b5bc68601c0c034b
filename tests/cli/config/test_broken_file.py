from __future__ import annotations

import pytest

from tests.cli.conftest import Shell

BROKEN = 'model = "m"\n[tui\n'
PLACE = ":2:5: "
COMMANDS = (
    "config set model n",
    "config unset model",
    "config upgrade",
    "config effective",
    "config explain model",
    "config validate",
    "features list",
    "features enable hooks",
    "hooks list",
    "hooks trust --all",
    "mcp list",
    "mcp add docs -- prog",
    "mcp remove docs",
    "mcp disable docs",
    "notify show",
    "notify set -- prog",
    "notify unset",
    "permissions show",
    "permissions trust /tmp",
    "profiles list",
    "profiles use deep",
    "profiles copy deep flat",
    "providers add lab --base-url http://127.0.0.1:1/v1",
    "providers use lab",
    "providers remove lab",
    "skills",
    "setup --yes --no-proof",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_config_that_is_no_toml_is_named_with_its_line_and_stays(
    shell: Shell, command: str
) -> None:
    config = shell.locations.config_toml
    config.write_text(BROKEN)
    done = shell.run(*command.split())
    assert done.code == 1
    assert f"{config}{PLACE}" in (done.out + done.err).replace(" is not valid TOML: ", ":")
    assert config.read_text() == BROKEN
    assert [path.name for path in config.parent.iterdir()] == ["config.toml"]
