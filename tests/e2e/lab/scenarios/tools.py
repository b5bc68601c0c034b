"""Every other tool that the model is offered, in success and failure."""

from __future__ import annotations

from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.mcp_server import as_config
from tests.e2e.lab.model.items import (
    PIXEL,
    call,
    mcp,
    patch,
    say,
    shell,
    think,
    tool_search,
    web_search,
    write_stdin,
)
from tests.e2e.lab.model.script import step
from tests.e2e.lab.runner import Lab


@scenario(tables=as_config("lab"))
def tools_mixed(lab: Lab) -> None:
    """Several tools one after the other, two of them in one response."""
    lab.script(
        step(say("First a look.", phase="commentary"), shell("ls")),
        step(shell("echo one"), patch("*** Add File: a.txt\n+a")),
        mcp("lab", "echo", {"text": "and this"}),
        say("All done."),
    )
    lab.exec("Use many tools")


@scenario(tables=as_config("lab"))
def tools_parallel(lab: Lab) -> None:
    """Commands and MCP calls of one response that overlap and end in another order."""
    lab.script(
        step(shell("sleep 0.6; echo slow"), shell("sleep 0.1; echo fast"), shell("exit 3")),
        step(mcp("lab", "slow", {"text": "a", "seconds": 0.4}), mcp("lab", "echo", {"text": "b"})),
        say("In parallel."),
    )
    lab.exec("Hurry up")


@scenario(since="0.20.0", until="0.116.0")
def commands_parallel(lab: Lab) -> None:
    """Two commands of one response, one of which fails, and a third of the next."""
    lab.script(
        step(think("Both at once."), shell("sleep 0.2; echo slow"), shell("exit 3")),
        shell("echo third"),
        say("In parallel."),
    )
    lab.exec("Hurry up")


@scenario()
def tool_during_stream(lab: Lab) -> None:
    """A command that starts, and ends, while its response still streams."""
    more = say("And while it runs I keep talking for a moment.")
    lab.script(step(shell("echo quick"), more, delta_delay=0.15), say("Done."))
    lab.exec("Talk and work")


@scenario()
def terminal_session(lab: Lab) -> None:
    """A command that yields, is typed to twice, and ends."""
    lab.script(
        shell("read x; echo got $x; read y; exit 4", tty=True, yield_time_ms=300),
        write_stdin("foo\n", yield_time_ms=500),
        write_stdin("bar\n", yield_time_ms=3000),
        say("Typed."),
    )
    lab.exec("Use a terminal")


@scenario()
def background_process(lab: Lab) -> None:
    """A command that is still running when its turn ends; the next turn uses it no more."""
    lab.script(shell("sleep 2", yield_time_ms=300), say("It runs on."), say("Next."))
    lab.exec("Start a server")
    lab.resume("And now?")


@scenario()
def background_in_app_server(lab: Lab) -> None:
    """A command that ends after its turn, while the thread lives on in the app-server."""
    lab.script(
        shell("sleep 1; exit 5", yield_time_ms=300),
        say("It runs on."),
        shell("sleep 1.5"),
        say("Ended."),
    )
    with lab.app_server() as server:
        thread = server.start_thread()
        server.turn(thread, "Start a server")
        server.turn(thread, "Wait a little")


@scenario()
def huge_output(lab: Lab) -> None:
    """Output of about 350 KB, which Codex cuts."""
    lab.script(shell("seq 1 60000"), say("Long."))
    lab.exec("Count")


@scenario(top="", tables="[tools.update_plan]\nenabled = true\n")
def update_plan(lab: Lab) -> None:
    """A plan that is made and ticked off."""
    first = [{"step": "look", "status": "in_progress"}, {"step": "build", "status": "pending"}]
    second = [{"step": "look", "status": "completed"}, {"step": "build", "status": "in_progress"}]
    lab.script(
        call("update_plan", {"explanation": "Two steps", "plan": first}),
        call("update_plan", {"plan": second}),
        say("Planned."),
    )
    lab.exec("Make a plan")


@scenario()
def odd_calls(lab: Lab) -> None:
    """A tool that does not exist, and arguments that are no JSON."""
    lab.script(
        call("no_such_tool", {"a": 1}),
        call("exec_command", "{not json"),
        call("exec_command", {"cmd": "echo ok", "yield_time_ms": "soon"}),
        say("Odd."),
    )
    lab.exec("Do odd things")


@scenario()
def images(lab: Lab) -> None:
    """An image in the prompt, one that the model looks at, and one that is not there."""
    (lab.home.work / "red.png").write_bytes(PIXEL)
    lab.script(
        call("view_image", {"path": "red.png"}),
        call("view_image", {"path": "missing.png"}),
        say("It is red."),
    )
    lab.exec("Which colour?", "-i", "red.png")


@scenario()
def searches(lab: Lab) -> None:
    """The hosted web search, and the search for deferred tools."""
    lab.script(
        step(web_search("codex rollout format"), tool_search("spawn an agent")),
        say("Searched."),
    )
    lab.exec("Search")


@scenario()
def goals(lab: Lab) -> None:
    """The goal tools."""
    lab.script(
        call("create_goal", {"objective": "Ship it", "token_budget": 100_000}),
        call("get_goal", {}),
        call("update_goal", {"status": "complete"}),
        say("Goal reached."),
    )
    lab.exec("Set a goal")


@scenario()
def patch_by_shell(lab: Lab) -> None:
    """apply_patch typed into the shell, which Codex catches."""
    body = "*** Begin Patch\n*** Add File: heredoc.txt\n+hello\n*** End Patch"
    lab.script(shell(f"apply_patch <<'EOF'\n{body}\nEOF"), say("Patched."))
    lab.exec("Patch by shell")


@scenario()
def user_input(lab: Lab) -> None:
    """A question to the person, with options."""
    options = [{"label": "Red", "description": "warm"}, {"label": "Blue", "description": "cold"}]
    ask = {"id": "colour", "header": "Colour", "question": "Which one?", "options": options}
    lab.script(call("request_user_input", {"questions": [ask]}), say("Then red."))
    lab.exec("Ask me")
