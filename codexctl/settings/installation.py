"""How this codexctl came onto the machine, and what upgrades it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

NAME = "codexctl"


@dataclass(frozen=True, slots=True)
class Installation:
    """`how` in a word or two; `upgrade` the command that upgrades it, empty where none does."""

    how: str
    upgrade: tuple[str, ...] = ()


def installation(prefix: Path, python: str, source: str, *, has_pip: bool) -> Installation:
    """Recognise an installation by its folder.

    `prefix` is `sys.prefix`; `source` the folder that it was installed from, empty where it came
    from a registry; `has_pip` says whether this Python can run pip. `python` is `sys.executable`,
    by which pip would be called.
    """
    if source:
        return Installation(f"from the folder {source}")
    # pipx and uv leave these files in the environments that they make; both are asked before pip,
    # whose `pyvenv.cfg` every one of them has.
    if (prefix / "pipx_metadata.json").exists():
        return Installation("by pipx", ("pipx", "upgrade", NAME))
    if (prefix / "uv-receipt.toml").exists():
        return Installation("by uv tool", ("uv", "tool", "upgrade", NAME))
    if has_pip and (prefix / "pyvenv.cfg").exists():
        pip = (python, "-m", "pip", "install", "--upgrade", NAME)
        return Installation(f"by pip in {prefix}", pip)
    return Installation(f"in {prefix}, in a way that is not known")
