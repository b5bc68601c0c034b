"""Notes of `codexctl mcp import` about servers that it leaves out or changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.wording import safe

if TYPE_CHECKING:
    from codexctl.codex.mcp.carried import Imported


@dataclass(frozen=True, slots=True)
class From:
    """A server, and the file that it was read from."""

    server: Imported
    file: Path


def notes_on(found: From) -> Iterator[str]:
    """Why a server is left out, and what is different about one that is not."""
    from codexctl.codex.mcp.carried import Reason, Remark

    server, name, member = found.server, safe(found.server.name), safe(found.server.member)
    if server.problem:
        why = {
            Reason.no_server: "has neither a command nor an address",
            Reason.older_http: "uses the older HTTP with SSE, which Codex does not support",
            Reason.variable: f"has a variable in {member}, which Codex does not replace",
            Reason.secret_argument: "has a secret among its arguments, which all programs can see",
            Reason.wrong_type: f"has a {member} of the wrong type",
        }[server.problem]
        yield f"{name} of {safe(str(found.file))} is left out: it {why}"
    for remark, about in server.remarks:
        yield {
            Remark.left_out: f"{name}: Codex has no {safe(about)}, so it is left out",
            Remark.renamed: f"{name} was called {safe(about)}, which Codex does not allow as a "
            f"name",
            Remark.value_of: f"{name}: the value of ${safe(about)} is put into the keyring",
            Remark.to_be_asked: f"{name}: {safe(about)} is put into the keyring",
            Remark.default_taken: f"{name}: {safe(about)} now has its default value",
            Remark.default_lost: f"{name}: the default value of ${safe(about)} is left out: Codex "
            "passes variables on as they are",
            Remark.usual_value: f"{name}: the input {safe(about)} now has its default value",
            Remark.chosen_there: f"{name}: {safe(about)} is left out: Codex does not ask for "
            f"values",
        }[remark]


def notes_on_others(chosen: From, every: Sequence[From]) -> Iterator[str]:
    """A note for each other server with the same name that is not the same."""
    for one in every:
        if one.server.name == chosen.server.name and one.server != chosen.server:
            name, file = safe(one.server.name), safe(str(one.file))
            yield f"{name} of {file} is left out: {safe(str(chosen.file))} has another {name}"
