"""Turns that go on and on, to see what their pages cost."""

from __future__ import annotations

from tests.view.handmade import Session
from tests.view.stories import TURN

# Tool calls that a model call asks for.
_AT_ONCE = 4


def long_turn(spans: int, output_lines: int = 20) -> list[Session]:
    """A session of one turn with about so many spans: thoughts, commands, some of which fail."""
    session = Session()
    session.turn(TURN, "Go through every file, one after the other, and fix what you find.")
    for number in range(spans // (_AT_ONCE + 1)):
        session.think(f"Next are the files of part {number}.")
        for index in range(_AT_ONCE):
            output = "".join(
                f"src/part_{number}/file_{index}.py:{line}: found\n" for line in range(output_lines)
            )
            failed = number % 50 == 7 and index == 0
            session.shell(f"rg -n TODO src/part_{number}/file_{index}.py", output, code=int(failed))
        given = 8_000 + number % 200 * 1_000
        session.bill(given, given - 900, 240, 60)
    session.say("Every file is done.")
    session.bill(20_000, 19_000, 90)
    session.end("Every file is done.")
    return [session]
