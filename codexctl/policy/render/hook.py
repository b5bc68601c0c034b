"""The machine's own hook script: one file of root's that serves everybody on the machine."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from codexctl.codex.hooks.command import HOOK_TEMPLATE
from codexctl.settings.managed import MANAGED

SCRIPTS = {"darwin": Path("/Library/Application Support/codexctl/hook.sh")}
SCRIPT_ELSEWHERE = Path("/usr/local/lib/codexctl/hook.sh")
# What `locate` does, in the shell's words.
_DATA = {"darwin": "$HOME/Library/Application Support/codexctl"}
_DATA_ELSEWHERE = "${XDG_DATA_HOME:-$HOME/.local/share}/codexctl"


def script_place(platform: str) -> Path:
    """Where the script lies unless the administrator says otherwise; `platform` as in `sys`."""
    return SCRIPTS.get(platform, SCRIPT_ELSEWHERE)


def hook_script(python: str, platform: str) -> str:
    """Write the script; `python` is the interpreter of an installation that root owns.

    It is the script that setup installs, with two differences. Whose folders are meant is found
    out when it runs, so that one file serves everybody. And the interpreter is isolated: neither
    a variable of the person's nor a file in their folders has a say in what it imports.
    """
    data = f'"${{CODEXCTL_HOME:-{_DATA.get(platform, _DATA_ELSEWHERE)}}}"'
    values = {
        "PYTHON": f"{shlex.quote(python)} -I",
        "HINTS": f"{data}/hints",
        "TRACEPARENTS": f"{data}/traceparents",
        "ENVIRONMENT": f"export {MANAGED}=1",
    }
    from importlib.resources import files  # here: few come by, and it takes 5 ms

    text = files("codexctl.templates").joinpath(HOOK_TEMPLATE).read_text(encoding="utf-8")
    # The comment in the script says who made it; this one was not made by setup.
    text = text.replace("Written by codexctl setup.", "By codexctl policy render, for everybody.")
    return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], text)
