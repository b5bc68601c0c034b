"""No command of the documents is left that nobody tries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.documented.blocks import COMMANDS, ROOT, Block, blocks, commands_of, pages
from tests.documented.not_run import NOT_RUN, OTHERWISE

# Blocks of other kinds: files, output, code. What one types into a shell is none of them.
OTHER = {"", "text", "toml", "json", "yaml", "python", "dockerfile", "powershell", "ruby", "sql"}
TYPED = re.compile(r"^(\$ |codexctl |pipx |uvx? |pip |docker |brew |sudo )", re.MULTILINE)
ALL = [block for page in pages() for block in blocks(page)]


def executing() -> dict[str, list[Path]]:
    """The test modules that execute commands of documents, by the page that they name."""
    found: dict[str, list[Path]] = {}
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text("utf-8")
        if "commands_of(" in text and path.resolve() != Path(__file__).resolve():
            for page in re.findall(r'"((?:docs/[\w/.-]+|README)\.md)"', text):
                found.setdefault(page, []).append(path)
    return found


@pytest.mark.parametrize("page", [page for page in pages() if commands_of(page)])
def test_the_commands_of_a_page_are_executed_by_a_test(page: str) -> None:
    if page in OTHERWISE:
        file, _, name = OTHERWISE[page].partition("::")
        assert f"\ndef {name}(" in (ROOT / file).read_text("utf-8")
        return
    assert page in executing(), (
        f"no test executes {commands_of(page)}; call commands_of({page!r}) in one, as "
        "tests/e2e/documented does, or say in tests/documented/not_run.py why not"
    )


@pytest.mark.parametrize("page", NOT_RUN)
def test_what_is_not_executed_stands_in_its_page_and_has_a_reason(page: str) -> None:
    there = {line for block in blocks(page) for line in block.commands}
    assert NOT_RUN[page].keys() - there == set()
    assert all(len(reason.split()) >= 3 for reason in NOT_RUN[page].values())


@pytest.mark.parametrize("block", ALL, ids=lambda block: f"{block.page}:{block.line}")
def test_a_block_of_commands_is_marked_as_one(block: Block) -> None:
    if block.kind not in COMMANDS:
        assert block.kind in OTHER, f"{block.page}:{block.line}: what is {block.kind!r}? sh is it?"
        # `text` says by itself that it is none: a usage, what a command printed.
        is_text = block.kind == "text"
        assert is_text or not TYPED.search(block.text), (
            f"{block.page}:{block.line}: commands belong in sh"
        )


def test_continued_and_indented_commands_and_those_behind_a_prompt_are_found() -> None:
    text = "codexctl a \\\n  --b\n\n# a remark\ncodexctl c # why\n"
    assert Block("p", 1, "sh", text).commands == ["codexctl a    --b", "codexctl c"]
    assert Block("p", 1, "console", "$ one\nprinted\n# two\n").commands == ["one", "two"]
    assert Block("p", 1, "sh", "say '# no remark'\n").commands == ["say '# no remark'"]
    assert Block("p", 1, "toml", "a = 1\n").commands == []
    assert any(line.startswith("codexctl fleet render") for line in commands_of("docs/fleet.md"))
