"""What a client of the app-server can do that `codex exec` cannot."""

from __future__ import annotations

from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.model.items import patch, say, shell
from tests.e2e.lab.runner import Lab


@scenario()
def app_server(lab: Lab) -> None:
    """Two threads in one app-server, their turns taking turns."""
    lab.script(shell("echo a"), say("A."), say("B."), patch("*** Add File: a\n+a"), say("A again."))
    with lab.app_server() as server:
        first, second = server.start_thread(), server.start_thread()
        server.turn(first, "Thread A")
        server.turn(second, "Thread B")
        server.turn(first, "Thread A again")


@scenario()
def thread_fork(lab: Lab) -> None:
    """A thread that a client forks after its first turn; both have another turn."""
    lab.script(shell("echo one"), say("One."), say("In the fork."), say("In the original."))
    with lab.app_server() as server:
        thread = server.start_thread()
        server.turn(thread, "First")
        fork = server.request("thread/fork", {"threadId": thread})["thread"]["id"]
        server.turn(fork, "Go another way")
        server.turn(thread, "Go on")


@scenario(until="0.150.0")
def rolled_back(lab: Lab) -> None:
    """A thread whose last turn is taken back before the next; all three were paid for."""
    lab.script(say("One."), shell("echo wrong"), say("Two."), say("Three."))
    with lab.app_server() as server:
        thread = server.start_thread()
        server.turn(thread, "First")
        server.turn(thread, "A mistake")
        server.request("thread/rollback", {"threadId": thread, "numTurns": 1})
        server.turn(thread, "Better")


@scenario(since="0.164.0")
def reverted(lab: Lab) -> None:
    """A thread that is taken back to before its second turn: it goes on in a second file."""
    lab.script(say("One."), shell("echo wrong"), say("Two."), say("Three."))
    with lab.app_server() as server:
        thread = server.start_thread()
        server.turn(thread, "First")
        mistake = server.turn(thread, "A mistake")
        server.request("thread/revert", {"threadId": thread, "beforeTurnId": mistake["id"]})
        server.turn(thread, "Better")


@scenario()
def person_command(lab: Lab) -> None:
    """A command that the person ran between two turns, without the model."""
    lab.script(say("One."), say("Two."))
    with lab.app_server() as server:
        thread = server.start_thread()
        first = server.turn(thread, "First")
        server.request("thread/shellCommand", {"threadId": thread, "command": "echo mine"})
        server.wait_for("turn/completed", lambda params: params["turn"]["id"] != first["id"])
        server.turn(thread, "Second")


@scenario()
def compaction_manual(lab: Lab) -> None:
    """Compaction that a person asked for: a turn of its own, between two others."""
    lab.script(shell("echo one"), say("One."), say("Summary: one was echoed."), say("Two."))
    with lab.app_server() as server:
        thread = server.start_thread()
        first = server.turn(thread, "First")
        server.request("thread/compact/start", {"threadId": thread})
        server.wait_for("turn/completed", lambda params: params["turn"]["id"] != first["id"])
        server.turn(thread, "Second")


@scenario()
def steered(lab: Lab) -> None:
    """A turn that gets another message while it runs."""
    lab.script(shell("sleep 1", yield_time_ms=5000), say("Both heard."))
    with lab.app_server() as server:
        thread = server.start_thread()
        turn = server.start_turn(thread, "Begin")
        server.wait_for("item/started", lambda one: one["item"]["type"] == "commandExecution")
        text = [{"type": "text", "text": "And one more thing"}]
        server.request("turn/steer", {"threadId": thread, "input": text, "expectedTurnId": turn})
        server.wait_for("turn/completed")


@scenario(since="0.155.0")
def approval_declined(lab: Lab) -> None:
    """A command that asks for more rights and is declined."""
    rights = {"sandbox_permissions": "require_escalated", "justification": "I want to"}
    lab.script(shell("touch /tmp/never", **rights), say("Then not."))
    with lab.app_server(decision="decline") as server:
        thread = server.start_thread(approvalPolicy="on-request", sandbox="read-only")
        server.turn(thread, "Ask for rights")


@scenario(since="0.155.0")
def approval_accepted(lab: Lab) -> None:
    """A command that asks for more rights and gets them."""
    rights = {"sandbox_permissions": "require_escalated", "justification": "I want to"}
    lab.script(shell("echo allowed", **rights), say("Thanks."))
    with lab.app_server(decision="accept") as server:
        thread = server.start_thread(approvalPolicy="on-request", sandbox="read-only")
        server.turn(thread, "Ask for rights")
