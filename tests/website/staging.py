"""The pages as the site's builder takes them: all in one folder, links out of it made addresses.

In the repository a page may link to any file. On the site there are pages alone, so such a link
leads to the file in the repository, and a few files beside docs/ become pages themselves.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from tests.website import nav
from tests.website.links import with_links

REPOSITORY = "https://github.com/codexctl/codexctl"
# Files beside docs/ that people read as pages. The README's place is taken by index.md.
BESIDE = {
    "CONTRIBUTING.md": "contributing.md",
    "SECURITY.md": "reporting.md",
    "CHANGELOG.md": "changelog.md",
}
INSTEAD = {**BESIDE, "README.md": "index.md"}
OWN = Path("docs/site")
# Pages that name everything: they would be found before what explains it, whatever one looks for.
NOT_SEARCHED = ("reference/modules.md", "reference/codex-keys.md")


def pages(root: Path) -> dict[str, Path]:
    """Each page of the site by its place there."""
    inside = [path for path in (root / "docs").rglob("*.md") if not _is_own(path, root)]
    found = {path.relative_to(root / "docs").as_posix(): path for path in sorted(inside)}
    return found | {page: root / name for name, page in BESIDE.items()}


def stage(root: Path, folder: Path) -> None:
    """Lay everything that the builder needs into a folder, anew."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(root / "docs", folder, ignore=shutil.ignore_patterns("*.md", "*.toml"))
    for page, path in pages(root).items():
        (folder / page).parent.mkdir(parents=True, exist_ok=True)
        (folder / page).write_text(_staged(path, page, root), "utf-8")


def configured(config: str, found: Mapping[str, Path], **places: str) -> str:
    """The configuration with every page of the navigation written out, and with these places."""
    for entry in nav.entries(config):
        if "*" in entry:
            names = nav.matching(entry, list(found))
            config = config.replace(f'"{entry}"', ", ".join(f'"{name}"' for name in names))
    head = "".join(f'{name} = "{place}"\n' for name, place in places.items())
    return config.replace("[project]\n", f"[project]\n{head}", 1)


def _staged(path: Path, page: str, root: Path) -> str:
    def target(link: str) -> str:
        place, hash_, anchor = link.partition("#")
        if not place or "://" in place or place.startswith("mailto:"):
            return link
        file = Path(os.path.normpath(path.parent / place)).relative_to(root)
        return _address(file, page, root) + hash_ + anchor

    head = "---\nsearch:\n  exclude: true\n---\n\n" if page in NOT_SEARCHED else ""
    return head + with_links(path.read_text("utf-8"), target)


def _address(file: Path, page: str, root: Path) -> str:
    """Where a file of the repository is, seen from a page of the site."""
    if file.as_posix() in INSTEAD:
        inside: Path | None = Path(INSTEAD[file.as_posix()])
    elif (root / file / "index.md").exists() and file.parts[0] == "docs":
        inside = Path(*file.parts[1:], "index.md")
    elif file.parts[0] == "docs" and not (root / file).is_dir():
        inside = Path(*file.parts[1:])
    else:
        inside = None
    if inside is None:
        kind = "tree" if (root / file).is_dir() else "blob"
        return f"{REPOSITORY}/{kind}/main/{file.as_posix()}"
    return Path(os.path.relpath(inside, Path(page).parent)).as_posix()


def _is_own(path: Path, root: Path) -> bool:
    return (root / OWN) in path.parents
