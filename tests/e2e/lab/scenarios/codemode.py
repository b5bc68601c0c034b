"""Code mode: the model writes JavaScript that calls the tools."""

from __future__ import annotations

from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.mcp_server import as_config
from tests.e2e.lab.model.items import code, say, wait_cell
from tests.e2e.lab.model.script import step
from tests.e2e.lab.runner import CODE, Lab

SINCE = "0.155.0"

PATCH = "*** Begin Patch\\n*** Add File: js.txt\\n+from a script\\n*** End Patch\\n"


@scenario(model=CODE, since=SINCE, tables=as_config("lab"))
def code_mode(lab: Lab) -> None:
    """A script with parallel commands, a patch and an MCP call; a second script beside it."""
    script = (
        'const [a, b] = await Promise.all([tools.exec_command({cmd: "sleep 0.2; echo a"}),'
        ' tools.exec_command({cmd: "exit 2"})]);\n'
        f'await tools.apply_patch("{PATCH}");\n'
        'const c = await tools.mcp__lab__echo({text: "nested"});\n'
        "text(JSON.stringify([a, b, c]));"
    )
    other = 'text((await tools.exec_command({cmd: "echo second"})).output);'
    lab.script(step(code(script, nested=4), code(other, nested=1)), say("Scripts ran."))
    lab.exec("Write a script")


@scenario(model=CODE, since=SINCE)
def code_wait(lab: Lab) -> None:
    """A script that yields; the model waits for it and it makes another call meanwhile."""
    script = (
        '// @exec: {"yield_time_ms":300}\n'
        'await tools.exec_command({cmd: "sleep 1; echo late"});\n'
        'text((await tools.exec_command({cmd: "echo later"})).output);'
    )
    lab.script(code(script, nested=2), wait_cell(8000), say("It came."))
    lab.exec("Write a slow script")


@scenario(model=CODE, since=SINCE)
def code_failed(lab: Lab) -> None:
    """Scripts that throw, call a tool that does not exist, or do not parse."""
    lab.script(
        code('await tools.exec_command({cmd: "exit 9"}); throw new Error("no");', nested=1),
        code("await tools.no_such_tool({});", nested=0),
        code("this is not JavaScript", nested=0),
        say("All failed."),
    )
    lab.exec("Write a bad script")
