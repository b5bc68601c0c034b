"""What happens between turns: resume, fork, review, compaction, other files."""

from __future__ import annotations

import json
import subprocess

from tests.e2e.lab.catalogue import scenario
from tests.e2e.lab.model.items import patch, say, shell
from tests.e2e.lab.model.script import http_error, step, usage
from tests.e2e.lab.runner import Lab

REVIEW = {
    "findings": [],
    "overall_correctness": "patch is correct",
    "overall_explanation": "Nothing to complain about.",
    "overall_confidence_score": 0.9,
}


@scenario(since="0.44.0", until="0.116.0")
def resumed_once(lab: Lab) -> None:
    """Two turns of one thread, in two processes."""
    lab.script(say("One."), shell("echo two"), say("Two."))
    lab.resume("Second", lab.exec("First").thread_id)


@scenario()
def resumed(lab: Lab) -> None:
    """Three turns of one thread, in three processes."""
    lab.script(say("One."), shell("echo two"), say("Two."), say("Three."))
    first = lab.exec("First")
    lab.resume("Second", first.thread_id)
    lab.resume("Third")


@scenario(since="0.155.0")
def forked(lab: Lab) -> None:
    """A thread that is forked after two turns; both go on."""
    lab.script(say("One."), shell("echo two"), say("Two."), say("Forked."), say("Original."))
    first = lab.exec("First")
    lab.resume("Second", first.thread_id)
    lab.fork("In the fork", first.thread_id)
    lab.resume("In the original", first.thread_id)


@scenario()
def review(lab: Lab) -> None:
    """A review of uncommitted changes, by a review child."""
    (lab.home.work / "code.py").write_text("print(1)\n")
    lab.git("init", "-q")
    lab.git("add", ".")
    lab.git("commit", "-qm", "first")
    (lab.home.work / "code.py").write_text("print(2)\n")
    answers = [shell("git diff"), say(json.dumps(REVIEW))]
    lab.script(*answers, children={"": answers})
    lab.review()


@scenario(top="model_auto_compact_token_limit = 5000")
def compaction(lab: Lab) -> None:
    """The context fills up in the middle of a turn, and is compacted."""
    lab.script(
        step(shell("echo big"), usage=usage(9000, 100, cached=500)),
        step(say("Summary: something big was echoed."), usage=usage(9200, 60, cached=8000)),
        shell("echo small"),
        say("Compacted."),
    )
    lab.exec("Fill the context")


@scenario(since="0.155.0")
def model_switch(lab: Lab) -> None:
    """A turn with one model, the next with another: compacted by the old model before."""
    lab.script(
        shell("echo old"), say("From the old model."), say("Summary of the old."), say("New here.")
    )
    first = lab.exec("First")
    lab.resume("Second", first.thread_id, "-m", "gpt-5.6-luna")


@scenario()
def model_changed(lab: Lab) -> None:
    """Two turns with two classic models and no compaction."""
    lab.script(say("One."), shell("echo two"), say("Two."))
    first = lab.exec("First")
    lab.resume("Second", first.thread_id, "-m", "gpt-5.4")


@scenario()
def mixed_versions(lab: Lab) -> None:
    """A thread begun with 0.142.0 (legacy), resumed with this version, and once more."""
    now = lab.binary
    lab.script(shell("exit 7"), say("Old."), shell("echo new"), say("New."), say("And newer."))
    lab.using("0.142.0")
    first = lab.exec("Begin in the old release")
    lab.binary = now
    lab.resume("Go on in the new one", first.thread_id)
    lab.resume("And on", first.thread_id)


@scenario(since="0.155.0")
def native_trace(lab: Lab) -> None:
    """Codex's own trace exporter is on and a trace goes on: the turn knows its trace id."""
    url = f"{lab.server.base_url}/traces"
    exporter = f'{{ otlp-http = {{ endpoint = "{url}", protocol = "json" }} }}'
    lab.home.append_config(f"[otel]\ntrace_exporter = {exporter}")
    lab.home.env["TRACEPARENT"] = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    lab.script(shell("echo traced"), say("Traced."))
    lab.exec("Be traced")


@scenario(since="0.155.0")
def legacy_thread(lab: Lab) -> None:
    """A thread in the legacy format, written by a release whose default is the paginated one."""
    lab.script(
        step(shell("exit 7")), patch("*** Add File: a.txt\n+a"), say("Legacy."), say("Resumed.")
    )
    with lab.app_server() as server:
        thread = server.start_thread(historyMode="legacy")
        server.turn(thread, "Write it the old way")
    lab.resume("And more", thread)


@scenario(since="0.155.0")
def legacy_failed(lab: Lab) -> None:
    """A turn in the legacy format that fails."""
    lab.script(shell("echo before"), http_error(500, repeat=8))
    with lab.app_server() as server:
        server.turn(server.start_thread(historyMode="legacy"), "Run into an error")


@scenario(since="0.155.0")
def migrated(lab: Lab) -> None:
    """A legacy thread that was migrated in place, then resumed."""
    lab.script(shell("exit 7"), patch("*** Add File: a.txt\n+a"), say("Legacy."), say("Resumed."))
    with lab.app_server() as server:
        thread = server.start_thread(historyMode="legacy")
        server.turn(thread, "Write it the old way")
    lab.codex("migrate-rollouts", "--apply", "--json")
    lab.resume("And more", thread)


@scenario()
def archived(lab: Lab) -> None:
    """A thread that was archived after its turn."""
    lab.script(shell("echo keep"), say("Kept."))
    lab.codex("archive", lab.exec("Keep this").thread_id)


@scenario()
def compressed(lab: Lab) -> None:
    """A rollout that lies compressed."""
    lab.script(shell("echo small"), say("Small."))
    lab.exec("Be small")
    pack(lab)


@scenario(since="0.155.0")
def compressed_resumed(lab: Lab) -> None:
    """A compressed rollout that a resume restored."""
    lab.script(shell("echo small"), say("Small."), say("Large again."))
    first = lab.exec("Be small")
    pack(lab)
    lab.resume("Grow", first.thread_id)


def pack(lab: Lab) -> None:
    """Compress every rollout in place, as Codex's own (dormant) code would."""
    for path in lab.home.rollouts():
        subprocess.run(["zstd", "-q", "--rm", str(path)], check=True)
