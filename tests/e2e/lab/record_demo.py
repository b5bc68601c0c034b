"""Record the turn that `codexctl demo` plays: `python -m tests.e2e.lab.record_demo`.

Writes templates/demo/rollout.jsonl: a real Codex turn that runs a failing test, thinks, patches
the file and runs the test again.
"""

from __future__ import annotations

from tests.e2e.lab import binary
from tests.e2e.lab.model.items import patch, say, shell, think
from tests.e2e.lab.model.script import step, usage
from tests.e2e.lab.record import _places
from tests.e2e.lab.runner import Lab
from tests.e2e.lab.truth.slim import slim_file

TARGET = binary.REPOSITORY / "templates" / "demo" / "rollout.jsonl"

TEST = "python3 -c 'from prices import total; assert total([1, 2, 3]) == 6, total([1, 2, 3])'"
FIX = """\
*** Update File: prices.py
@@
 def total(prices):
-    return sum(prices[1:])
+    return sum(prices)
"""


def main() -> None:
    """Play the turn against the real binary and keep its rollout, slimmed."""
    with Lab(binary.codex_binary()) as lab:
        (lab.home.work / "prices.py").write_text("def total(prices):\n    return sum(prices[1:])\n")
        lab.script(
            step(
                think("The test first, to see it fail."),
                shell(TEST),
                usage=usage(9120, 84, cached=8064, reasoning=12),
                delay=0.9,
            ),
            step(
                think("The slice drops the first price."),
                patch(FIX),
                usage=usage(9388, 131, cached=9088, reasoning=27),
                delay=1.3,
            ),
            step(shell(TEST), usage=usage(9602, 58, cached=9216), delay=0.6),
            step(
                say("`total` left out the first price; it does not any more, and the test passes."),
                usage=usage(9720, 41, cached=9600),
                delay=0.8,
            ),
        )
        run = lab.exec("The price test fails. Find out why and fix it.")
        if run.rc:
            raise SystemExit("the demo turn did not end well")
        (rollout,) = lab.home.rollouts()
        TARGET.parent.mkdir(exist_ok=True)
        TARGET.write_bytes(slim_file(rollout.read_bytes(), _places(lab), {}))


if __name__ == "__main__":
    main()
