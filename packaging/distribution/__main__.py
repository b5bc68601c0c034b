"""`make dist`: everything of a release in one folder, with its list of contents and its hashes.

python -m distribution OUT [--only KIND]… [--platform NAME]… [--python VERSION]…
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

from codexctl_build import epoch
from distribution import contents, debian, homebrew, zipapp
from distribution.locked import fetch, whole
from distribution.platforms import PLATFORMS, PYTHONS, Platform, here

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements" / "runtime.txt"
WHEELS = ROOT / ".cache" / "wheels"
KINDS = ("zipapp", "debian", "homebrew", "sbom")


def main() -> None:
    """Make what is asked for, by default all of it for this machine."""
    asked = _asked()
    out: Path = asked.out
    out.mkdir(parents=True, exist_ok=True)
    for old in out.iterdir():
        if old.is_file():
            old.unlink()  # else a file of another version would be among the hashes
    _build(out)
    (wheel,), (sdist,) = out.glob("codexctl-*.whl"), out.glob("codexctl-*.tar.gz")
    lock, when, homepage = LOCK.read_text("utf-8"), epoch(ROOT), _homepage()
    kinds = asked.only or KINDS
    pinned = out / f"codexctl-{wheel.name.split('-')[1]}.requirements.txt"
    pinned.write_text(whole(lock, wheel), "utf-8")
    for platform in asked.platform or [here()]:
        _packages(kinds, lock, wheel, platform, tuple(asked.python or PYTHONS), out)
    if "homebrew" in kinds:
        wanted = homebrew.looked_up(LOCK, Path(sys.executable).with_name("uv"))
        (out / "codexctl.rb").write_text(homebrew.formula(sdist, wanted, homepage), "utf-8")
    if "sbom" in kinds:
        contents.sbom(LOCK, ROOT / "pyproject.toml", wheel, out, when=when)
    contents.sums(out)
    for path in sorted(out.iterdir()):
        sys.stdout.write(f"{path.stat().st_size:>12,}  {path}\n")


def _homepage() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["urls"]["Source"])


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m distribution")
    parser.add_argument("out", type=Path)
    parser.add_argument("--only", action="append", choices=(*KINDS, "wheel"))
    parser.add_argument("--platform", action="append", type=_platform)
    parser.add_argument("--python", action="append", choices=PYTHONS)
    return parser.parse_args()


def _platform(name: str) -> Platform:
    try:
        return next(one for one in PLATFORMS if one.name == name)
    except StopIteration:
        known = ", ".join(one.name for one in PLATFORMS)
        raise argparse.ArgumentTypeError(f"{name} is none of {known}") from None


def _build(out: Path) -> None:
    """The source distribution, and the wheel from it."""
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)


def _packages(
    kinds: tuple[str, ...], lock: str, wheel: Path, platform: Platform, pythons: tuple[str, ...],
    out: Path,
) -> None:  # fmt: skip
    """What has compiled parts in it."""
    wheels = WHEELS / platform.name
    makers: dict[str, Callable[[], Path]] = {
        "zipapp": lambda: zipapp.zipapp(lock, wheel, wheels, platform, pythons, out),
    }
    if platform.debian:
        makers["debian"] = lambda: debian.debian(
            lock, wheel, wheels, platform, pythons, out, when=epoch(ROOT), homepage=_homepage()
        )
    for kind, make in makers.items():
        if kind in kinds:
            fetch(lock, platform, pythons, wheels)
            make()


if __name__ == "__main__":
    main()
