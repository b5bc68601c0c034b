"""Tools that only some releases, or a switch in the configuration, offer."""

from __future__ import annotations

from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.mcp_server import as_config
from tests.e2e.lab.model.agents import report_job
from tests.e2e.lab.model.items import call, image_generation, say, shell
from tests.e2e.lab.model.script import step
from tests.e2e.lab.runner import Lab


@scenario(until="0.142.0", tables="[features]\nunified_exec = false")
def shell_command(lab: Lab) -> None:
    """The older shell tool, shell_command: success, failure, timeout."""
    lab.script(
        shell("echo out; echo err >&2"),
        shell("exit 7"),
        call("shell_command", {"command": "sleep 3", "timeout_ms": 300, "workdir": "."}),
        say("Ran."),
    )
    lab.exec("Use the older shell")


@scenario(until="0.142.0", tables="[features]\nenable_fanout = true")
def fan_out(lab: Lab) -> None:
    """A worker for each row of a table, each reporting its result."""
    (lab.home.work / "rows.csv").write_text("name\nalpha\nbeta\n")
    job = {"csv_path": "rows.csv", "instruction": "Handle row {name}", "max_concurrency": 1}
    lab.script(
        call("spawn_agents_on_csv", job),
        say("All rows are done."),
        children={
            "Handle row alpha": [report_job({"length": 5}), say("Alpha done.")],
            "Handle row beta": [report_job({"length": 4}), say("Beta done.")],
        },
    )
    lab.exec("Handle the table")


@scenario(since="0.124.0", tables=as_config("lab"))
def mcp_resources(lab: Lab) -> None:
    """The tools that list and read the resources of MCP servers."""
    lab.script(
        step(call("list_mcp_resources", {}), call("list_mcp_resource_templates", {})),
        call("read_mcp_resource", {"server": "lab", "uri": "lab://note"}),
        call("read_mcp_resource", {"server": "lab", "uri": "lab://missing"}),
        say("Read."),
    )
    lab.exec("Read the note")


@scenario(since="0.124.0", tables="[features]\nrequest_permissions_tool = true")
def request_permissions(lab: Lab) -> None:
    """The model asks for more rights, and gets them."""
    wanted = {"network": {"enabled": True}}
    lab.script(
        call("request_permissions", {"permissions": wanted, "reason": "to look"}), say("Thanks.")
    )
    with lab.app_server() as server:
        thread = server.start_thread(approvalPolicy="on-request", sandbox="read-only")
        server.turn(thread, "Ask for rights")


@scenario()
def image_made(lab: Lab) -> None:
    """The hosted image tool."""
    lab.script(step(image_generation("A red dot"), say("Here it is.")))
    lab.exec("Draw a dot")


@scenario(since="0.155.0", recorded=False)
def ephemeral(lab: Lab) -> None:
    """A turn that writes no file at all."""
    lab.script(shell("echo gone"), say("Gone."))
    lab.exec("Leave no trace", "--ephemeral")


@scenario(recorded=False)
def long_session(lab: Lab) -> None:
    """A turn of 300 calls: about 1500 lines and 1 MB."""
    lab.script(*(shell(f"echo {number}") for number in range(300)), say("Long."))
    lab.exec("Work for long")
