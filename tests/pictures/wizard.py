"""The wizard, step by step: what is pressed at each question, and a picture of each.

`python -m tests.pictures.wizard FOLDER [COLUMNS …]` takes a picture of every step at each of these
widths (60, 80 and 120 unless others are named), to be looked at.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.pictures.drawing import png, svg
from tests.pictures.home import CODEXCTL, environ_of
from tests.pictures.terminal import Terminal

WIDTHS = (60, 80, 120)
ROWS = 28
_CLEAR = "\x15"


@dataclass(frozen=True, slots=True)
class Step:
    """A question: a text by which it is told, and the keys that answer it."""

    name: str
    text: str
    keys: tuple[str, ...] = ("enter",)


# Langfuse and a server that no preset knows, in a repository, with hooks that are switched off.
STEPS = (
    Step("hooks-off", "hooks are disabled", ("y",)),
    Step(
        "where",
        "Where should traces",
        ("down", "down", "space", "up", "up", "up", "space", "enter"),
    ),
    Step("host", "langfuse: host"),
    Step("public-key", "langfuse: public_key", ("pk-lf-1", "enter")),
    Step("key", "langfuse: where is its key", ("enter",)),
    Step("variable", "langfuse: name of the variable"),
    Step("address", "otlp: its address"),
    Step("other-key", "otlp: where is its key"),
    Step("content", "How much may a trace contain"),
    Step("scope", "Which turns?"),
    Step("calls", "What should Codex call"),
    Step("trust", "Codex runs only trusted hooks"),
    Step("renew", "Update the hook script"),
    Step("more", "Change more settings: content", ("y",)),
    Step("left-out", "What else should traces", ("space", "enter")),
    Step("langfuse-content", "langfuse: how much of this"),
    Step("otlp-content", "otlp: how much of this"),
    Step("project", "Project of all traces", ("shop", "enter")),
    Step("workspace", "Workspace"),
    Step("environment", "Environment, for example"),
    Step("agent", "Your name for this"),
    Step("user", "Your name in the traces"),
    Step("team", "Your team"),
    Step("features", "Codex features to", ("hooks", "backspace")),
    Step("features-again", "Codex features to", (_CLEAR, "enter")),
    Step("days", "How many days should", (_CLEAR, "0")),
    Step("days-again", "must be a whole number", (_CLEAR, "90", "enter")),
    Step("megabytes", "How many megabytes"),
    Step("headers", "otlp: headers that", ("x-team=a", "enter")),
    Step("summary", "Is that right?", ("down", "enter")),
    Step("which", "Which answer?", ("escape",)),
    Step("summary-again", "Is that right?", ("enter",)),
    Step("agree", "Apply this?", ("y",)),
    Step("proof", "The same without questions", ()),
)
# What most people see: two destinations, and the safe answers.
USUAL = (
    Step("where", "Where should traces", ("down", "down", "space", "enter")),
    Step("host", "langfuse: host"),
    Step("public-key", "langfuse: public_key", ("pk-lf-1", "enter")),
    Step("key", "langfuse: where is its key"),
    Step("content", "How much may a trace contain"),
    Step("calls", "What should Codex call"),
    Step("trust", "Codex runs only trusted hooks"),
    Step("renew", "Update the hook script"),
    Step("more", "Change more settings: content"),
    Step("summary", "Is that right?", ("ctrl-c",)),
)
# Those of them that are in the docs, each with what stands on the screen before its keys.
IN_DOCS = ("where", "content", "summary")


def pictures(home: Path) -> Iterator[tuple[str, str]]:
    """The pictures of the docs: a name, and the drawing."""
    environ = environ_of(home) | {"LANGFUSE_SECRET_KEY": "sk-lf-1"}
    Path(environ["CODEX_HOME"]).mkdir(exist_ok=True)
    for step, terminal in walk(USUAL, environ, home, 80):
        if step.name in IN_DOCS:
            yield f"wizard-{step.name}", svg(terminal.screen, "codexctl setup")


def walk(
    steps: Sequence[Step], environ: Mapping[str, str], cwd: Path, columns: int, rows: int = ROWS
) -> Iterator[tuple[Step, Terminal]]:
    """Go through the steps of a setup; gives each as it stands on the screen."""
    with Terminal([*CODEXCTL, "setup"], environ, columns=columns, rows=rows, cwd=cwd) as terminal:
        for step in steps:
            terminal.wait_for(step.text)
            yield step, terminal
            terminal.press(*step.keys)


def with_everything(home: Path) -> Mapping[str, str]:
    """The environment of a home in which every question is asked; the repository is in `shop`."""
    (home / "shop" / ".git").mkdir(parents=True)
    environ = environ_of(home) | {"PAGER": "cat"}
    Path(environ["CODEX_HOME"]).mkdir()
    Path(environ["CODEX_HOME"], "config.toml").write_text("[features]\nhooks = false\n")
    return environ


def main() -> None:
    """Take the pictures; the arguments name a folder and widths."""
    folder, widths = Path(sys.argv[1]), [int(word) for word in sys.argv[2:]] or WIDTHS
    folder.mkdir(parents=True, exist_ok=True)
    for columns in widths:
        with tempfile.TemporaryDirectory() as home:
            environ, shop = with_everything(Path(home)), Path(home) / "shop"
            for number, (step, terminal) in enumerate(walk(STEPS, environ, shop, columns)):
                path = folder / f"{columns:03}-{number:02}-{step.name}.png"
                path.write_bytes(png(svg(terminal.screen, "codexctl setup")))


if __name__ == "__main__":
    main()
