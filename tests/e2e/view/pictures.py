"""Pictures of the view's pages for the documentation: `python -m tests.e2e.view.pictures [FOLDER]`.

Each page light and dark, wide and narrow, of recorded and made-up sessions. Without a folder those
that the documentation shows are written to `docs/pictures`; with one, all of them, to be looked at.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote

from tests.bench.support.many import rollouts
from tests.deliver.conftest import record
from tests.e2e.view.browsing import browser, tab
from tests.e2e.view.small_png import small
from tests.e2e.view.viewing import Viewing, filled, viewing
from tests.trace.recorded import RECORDINGS, traces
from tests.view.web.conftest import located

if TYPE_CHECKING:
    from playwright.sync_api import Browser

DOCS = Path(__file__).parents[3] / "docs" / "pictures"
SESSIONS = 250
WIDTHS = {"wide": (1280, 800), "narrow": (390, 800)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SCENARIOS = ("apply-patch", "subagents-two", "mcp-calls", "update-plan", "shell-failed", "searches")
# What the documentation shows: each page light, the two that people look at most dark as well.
SHOWN = ("-wide-light", "turns-wide-dark", "turn-wide-dark", "turns-narrow-light")


def main(folder: Path | None) -> None:
    """Take them."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        rollouts.write(located(home).rollout_folders[0], SESSIONS)
        record(located(home), *SCENARIOS)
        filled(home)
        with viewing(home) as view, browser() as running:
            for shape, png in taken(running, view):
                if folder or any(word in shape for word in SHOWN):
                    path = (folder or DOCS) / f"view-{shape}.png"
                    path.write_bytes(small(png))
                    print(f"{path} {path.stat().st_size // 1000} kB")


def taken(running: Browser, view: Viewing) -> Iterator[tuple[str, bytes]]:
    """Each page in each shape: `NAME-WIDTH-SCHEME` and the picture."""
    address = view.address
    with tab(running) as entrance:
        entrance.visit(address)
        cookies = entrance.page.context.cookies()
    for width, (across, down) in WIDTHS.items():
        for scheme in SCHEMES:
            size = {"width": across, "height": down}
            with tab(running, viewport=size, color_scheme=scheme) as here:
                here.page.context.add_cookies(cookies)
                for name, path in addresses().items():
                    here.visit(view.origin + path)
                    here.page.wait_for_timeout(200)
                    yield f"{name}-{width}-{scheme}", here.page.screenshot()


def addresses() -> dict[str, str]:
    """The pages that are taken, by their names."""
    edited = _trace("apply-patch")
    split = _trace("subagents-two")
    return {
        "turns": "/",
        "session": f"/session/{quote(str(split['session_id']))}",
        "turn": f"/turn/{split['trace_id']}",
        "turn-edits": f"/turn/{edited['trace_id']}",
        "stats": "/stats",
        "compare": f"/compare?a={split['trace_id']}&b={edited['trace_id']}",
        "search": "/search?text=retry",
        "export": f"/export/{quote(str(split['session_id']))}",
        "status": "/status",
    }


def _trace(scenario: str) -> dict[str, object]:
    return dict(traces(RECORDINGS / "0.169.0" / scenario)[0].summary)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
