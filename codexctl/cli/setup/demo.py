"""`codexctl demo`: shows codexctl in a temporary Codex home, without touching your own files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import click

from codexctl.checks import State
from codexctl.cli.help.command import Command
from codexctl.cli.render import beside, colourful, fitted, mark, paint, tell
from codexctl.errors import CodexctlError
from codexctl.isolation import ourselves
from codexctl.locations import Locations, locate

CONFIG_TOML = """\
# My settings. This comment, the odd spacing and the order are mine and stay as they are.
model   = "gpt-5.5"

[mcp_servers.docs]
command = "docs-server"   # started by Codex
"""
HOOKS_JSON = """\
{
    "hooks": {
        "Stop": [
            { "hooks": [ { "type": "command", "command": "say 'Codex is done'" } ] }
        ]
    }
}
"""
# A turn takes well under a second; slow machines get more time before it counts as lost.
_ARRIVAL_S = 10.0


@click.command(cls=Command)
@click.option("--verbose", is_flag=True, help="Show every line of every diff.")
def command(*, verbose: bool) -> None:
    """Try codexctl in a temporary Codex home.

    Sets it up, traces and shows a recorded turn, and undoes everything.
    """
    with tempfile.TemporaryDirectory(prefix="codexctl-demo-") as folder:
        home = Path(folder).resolve()
        environ = throwaway(home)
        locations = locate(environ)
        before = _a_persons_files(locations)
        _say(f"A Codex home that is deleted afterwards: ~ is {home}")
        _title("1. Setup: what changes in your files, then a test that it works")
        _codexctl(environ, "setup", "--destination", "local", "--yes", verbose=verbose)
        _title("2. A turn: Codex records it (this one is a recording) and runs the hook")
        trace_id = _play(locations, environ)
        _title("3. Its trace")
        _codexctl(environ, "trace", "show", trace_id[:8], "--no-pager", verbose=verbose)
        _title("4. Undone: the same lines are removed, and nothing else")
        _codexctl(environ, "uninstall", "--yes", verbose=verbose, brief=True)
        _prove(locations, before)
    _title("For your own Codex")
    program = _program()
    click.echo(f"{program} setup")
    if not verbose and "&&" not in program:
        beside(f"{program} demo --verbose", "# the same with every line of every diff")


def throwaway(home: Path) -> dict[str, str]:
    """An environment in which all files of Codex and codexctl are below `home`."""
    handed_on = ("PATH", "LANG", "LC_ALL", "TERM", "NO_COLOR")
    kept = {key: os.environ[key] for key in handed_on if key in os.environ}
    return kept | {
        "HOME": str(home),
        "CODEX_HOME": str(home / ".codex"),
        "CODEXCTL_HOME": str(home / "codexctl"),
        "PYTHONUTF8": "1",
        "COLUMNS": str(shutil.get_terminal_size().columns),
    }


def _a_persons_files(locations: Locations) -> dict[Path, bytes]:
    files = {locations.config_toml: CONFIG_TOML.encode(), locations.hooks_json: HOOKS_JSON.encode()}
    locations.codex_home.mkdir(parents=True)
    for path, content in files.items():
        path.write_bytes(content)
        path.chmod(0o644)
    return files


def _play(locations: Locations, environ: Mapping[str, str]) -> str:
    """Write a recorded turn and run the hook, as Codex would; returns the trace id."""
    from codexctl.cli.setup.selftest import installed_command
    from codexctl.deliver.rollouts.replay import demo_turn
    from codexctl.system.hook_command import in_a_shell

    thread_id, lines = demo_turn(time.time_ns())
    folder = locations.rollout_folders[0] / time.strftime("%Y/%m/%d")
    folder.mkdir(parents=True)
    (folder / f"rollout-{time.strftime('%Y-%m-%dT%H-%M-%S')}-{thread_id}.jsonl").write_bytes(lines)
    hook, _ = installed_command(locations)
    click.echo(f"$ {hook.replace(str(locations.home), '~')}")
    began = time.monotonic()
    subprocess.run(in_a_shell(hook), env=dict(environ), check=True, stdin=subprocess.DEVNULL)
    returned = time.monotonic() - began
    trace_id = _arrival(locations, began)
    arrived = time.monotonic() - began
    tell(
        f"The hook returned after {returned * 1000:.0f} ms;"
        f" the turn was in the store after {arrived * 1000:.0f} ms."
    )
    return trace_id


def _arrival(locations: Locations, began: float) -> str:
    from codexctl.deliver.store.local_store import LocalStore

    while time.monotonic() - began < _ARRIVAL_S:
        store = LocalStore.open_existing(locations.traces_db)
        turns = list(store.turns()) if store else []
        if store:
            store.close()
        if turns:
            return str(turns[0]["trace_id"])
        time.sleep(0.02)
    raise CodexctlError("the recorded turn did not arrive", f"see {locations.log_file}")


def _prove(locations: Locations, before: Mapping[Path, bytes]) -> None:
    """Compare every file with its original, including permissions."""
    for path, content in before.items():
        same = path.read_bytes() == content and path.stat().st_mode & 0o777 == 0o644
        if not same:
            raise CodexctlError(f"{path} differs from what it was before")
        tell(f"{mark(State.ok)} {path.name} is byte for byte as it was, including permissions")
    if locations.hook_script.exists():
        raise CodexctlError(f"{locations.hook_script} was left behind")
    tell(f"{mark(State.ok)} the hook script is gone")


def _codexctl(
    environ: Mapping[str, str], *arguments: str, verbose: bool, brief: bool = False
) -> None:
    """Run one command as a person would, and show its output, shortened unless `verbose`."""
    from codexctl.cli.setup.demo_story import told

    click.echo(f"$ codexctl {' '.join(arguments)}")
    sys.stdout.flush()
    done = subprocess.run(
        [*ourselves(), *arguments],
        env=dict(environ),
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=None if verbose else subprocess.PIPE,
        stderr=None if verbose else subprocess.STDOUT,
    )
    printed = (done.stdout or b"").decode(errors="replace").splitlines()
    for line in told(printed, environ["HOME"], brief=brief):
        _say(line)
    if done.returncode:
        raise CodexctlError(f"codexctl {arguments[0]} ended with {done.returncode}")


def _say(line: str) -> None:
    """Write a line in the colours that the commands themselves use.

    A line of a diff is cut if it is too wide, so that the output stays short.
    """
    colour = {"+": "green", "-": "red"}.get(line[:1])
    if colour or line.startswith(" "):
        width = shutil.get_terminal_size().columns
        line = line if len(line) <= width else line[: width - 1] + "…"
        click.echo(paint(line, colour))
        return
    state = {"✓": State.ok, "✗": State.problem}.get(line[:1])
    tell(f"{mark(state)}{line[1:]}" if state else line)


def _program() -> str:
    """The command that runs this installation's codexctl from the current folder."""
    from codexctl.settings.installation.here import called_as

    beside = Path(sys.executable).with_name("codexctl")
    try:
        return str(beside.relative_to(Path.cwd()))
    except ValueError:
        return called_as()


def _title(text: str) -> None:
    click.echo()
    for line in fitted(f"── {text}"):
        click.echo(click.style(line, bold=True) if colourful() else line)
