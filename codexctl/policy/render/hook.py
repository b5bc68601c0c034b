"""The machine's own hook script: one file that root owns, for all users of the machine."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from codexctl.codex.hooks.command import HOOK_TEMPLATE
from codexctl.settings.managed import MANAGED

SCRIPTS = {"darwin": Path("/Library/Application Support/codexctl/hook.sh")}
SCRIPT_ELSEWHERE = Path("/usr/local/lib/codexctl/hook.sh")
# The same folders as in `locate`, in shell syntax.
_DATA = {"darwin": "$HOME/Library/Application Support/codexctl"}
_DATA_ELSEWHERE = "${XDG_DATA_HOME:-$HOME/.local/share}/codexctl"


def script_place(platform: str) -> Path:
    """The script's default path; `platform` as in `sys.platform`."""
    return SCRIPTS.get(platform, SCRIPT_ELSEWHERE)


def hook_script(python: str, platform: str) -> str:
    """The text of the script; `python` is the interpreter of an installation that root owns.

    It is the script that setup installs, with two differences: it finds the user's folders when it
    runs, so that one file works for all users; and it isolates the interpreter, so that neither
    variables nor files of the user change what is imported. `platform` is as in `sys.platform`.
    """
    data = f'"${{CODEXCTL_HOME:-{_DATA.get(platform, _DATA_ELSEWHERE)}}}"'
    values = {
        "PYTHON": f"{shlex.quote(python)} -I",
        "HINTS": f"{data}/hints",
        "TRACEPARENTS": f"{data}/traceparents",
        "ENVIRONMENT": f"export {MANAGED}=1",
    }
    from importlib.resources import files  # here: rarely needed, and takes 5 ms

    text = files("codexctl.templates").joinpath(HOOK_TEMPLATE).read_text(encoding="utf-8")
    # The comment in the script says what wrote it; this one was not written by setup.
    text = text.replace("Written by codexctl setup.", "By codexctl policy render, for everybody.")
    return re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], text)
