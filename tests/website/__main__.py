"""Build the site twice, to be served and to be opened as files: `make docs`.

Takes the builder's path. Exits 1 with what is wrong: a warning of the builder's is an error.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.website import built, nav
from tests.website.staging import configured, pages, stage

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".cache" / "site"


def build(builder: str, kind: str, more: str = "") -> list[str]:
    """Build the site of one kind; gives what is wrong with it."""
    text = (ROOT / nav.CONFIG).read_text("utf-8")
    config = FOLDER / f"{kind}.toml"
    shutil.rmtree(FOLDER / kind, ignore_errors=True)
    config.write_text(configured(text, pages(ROOT), docs_dir="pages", site_dir=kind) + more)
    done = subprocess.run(
        [builder, "build", "--strict", "--clean", "--config-file", str(config)],
        cwd=FOLDER, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        # Behind its warnings the builder tells of its own inside.
        return [(done.stdout + done.stderr).partition("Traceback (most")[0]]
    return list(built.findings(FOLDER / kind))


def main(builder: str) -> int:
    """Lay out the pages, build them, and say what is wrong."""
    stage(ROOT, FOLDER / "pages")
    wrong = build(builder, "web")
    wrong += build(builder, "offline", "\n[project.plugins.offline]\n")
    for line in wrong:
        print(line)
    print(f"site: {len(wrong)} findings; {FOLDER / 'web'} and {FOLDER / 'offline'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(str(Path(sys.argv[1]).resolve())))
