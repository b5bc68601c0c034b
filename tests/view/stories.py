"""What the golden files show: work done, people and plans, other tools, bad ends, hostile text."""

from __future__ import annotations

from collections.abc import Callable

from tests.view.handmade import HOME, Session, parent_of

TURN = "01a1e000-0000-7000-8000-00000000000a"
CHILD_THREAD = "01a1e000-0000-7000-8000-000000000002"
CHILD_TURN = "01a1e000-0000-7000-8000-00000000000b"

_FIX = """\
*** Begin Patch
*** Update File: shop/prices.py
@@ def total(items):
-    return sum(item.price for item in items)
+    return sum(item.price * item.count for item in items)
*** Add File: tests/test_prices.py
+from shop.prices import total
*** Delete File: notes.txt
*** End Patch
"""


def work() -> list[Session]:
    """Commands, patches and files."""
    one = Session()
    one.turn(TURN, "The total in the basket is wrong when an item is in it twice. Fix it.")
    one.think("I will look at the tests first, then at how the total is summed.")
    one.shell("git status --short\ngit log --oneline -3", "?? notes.txt\n", took_ms=12)
    failures = "".join(f"tests/test_basket.py::test_{n} FAILED\n" for n in range(30))
    one.shell("pytest -q", failures + "30 failed in 2.05s\n", code=1, took_ms=2412)
    one.bill(12_480, 9_200, 210, 96)
    changes = {
        f"{HOME}/shop/prices.py": {
            "type": "update",
            "unified_diff": "@@ -10,4 +10,4 @@\n def total(items):\n"
            "-    return sum(item.price for item in items)\n"
            "+    return sum(item.price * item.count for item in items)\n \n",
        },
        f"{HOME}/tests/test_prices.py": {
            "type": "add",
            "content": "from shop.prices import total\n",
        },
        f"{HOME}/notes.txt": {"type": "delete", "content": "a\nb\n"},
    }
    done = {"type": "FileChange", "changes": changes, "status": "completed"}
    one.call("apply_patch", _FIX, "Exit code: 0\nOutput:\nSuccess.", item=done, took_ms=3)
    one.call(
        "apply_patch",
        "*** Begin Patch\n*** Update File: gone.py\n@@\n-a\n+b\n*** End Patch",
        "apply_patch verification failed: Failed to read file to update gone.py",
    )
    one.bill(13_020, 12_480, 340)
    one.call(
        "exec_command",
        {"cmd": "npm run dev", "tty": True, "workdir": f"{HOME}/web"},
        "Wall time: 1.0 seconds\nProcess running with session ID 7\nOutput:\nready on :3000\r\n",
        took_ms=1000,
    )
    one.call(
        "write_stdin",
        {"session_id": 7, "chars": "q\n"},
        "Wall time: 0.1 seconds\nProcess exited with code 0\nOutput:\nbye\r\n",
    )
    one.call("view_image", {"path": "basket.png"}, '[{"type":"input_image","image_url":"data:"}]')
    one.call("list_dir", {"dir_path": f"{HOME}/shop"}, "Absolute path: /x\nprices.py\nweb/\n  a.ts")
    one.call("read_file", {"file_path": f"{HOME}/shop/prices.py"}, "L10: def total(items):\nL11: x")
    one.call(
        "grep_files", {"pattern": "total\\(", "include": "*.py"}, "shop/prices.py\nshop/api.py"
    )
    one.bill(14_400, 13_000, 120)
    one.say("The total now counts each item as often as it is in the basket.")
    one.bill(14_900, 14_400, 60)
    one.end("The total now counts each item as often as it is in the basket.")
    return [one]


def people() -> list[Session]:
    """Plans, questions, goals and another agent."""
    one = Session()
    one.turn(TURN, "Rename the shop. Ask me how.")
    steps = ["Find every use of the name", "Ask for the new one", "Rename, and run the tests"]
    states = ["completed", "in_progress", "pending"]
    plan = [{"step": s, "status": t} for s, t in zip(steps, states, strict=True)]
    one.call("update_plan", {"explanation": "Three steps", "plan": plan}, "Plan updated")
    options = [
        {"label": "Kiosk", "description": "short"},
        {"label": "Emporium", "description": "grand"},
    ]
    question = {"id": "q", "header": "Name", "question": "What shall it be called?"}
    one.call(
        "request_user_input",
        {"questions": [{**question, "options": options}]},
        {"answers": {"q": {"answers": ["Kiosk", "user_note: with a capital K"]}}},
        took_ms=41_000,
    )
    goal = {"objective": "Rename the shop", "status": "active", "tokenBudget": 100_000}
    one.call(
        "create_goal", {"objective": "Rename the shop"}, {"goal": {**goal, "tokensUsed": 2_400}}
    )
    one.bill(8_000, 6_000, 300)
    spawned = {"agent_id": CHILD_THREAD, "nickname": "Hopper"}
    record = {
        "type": "CollabAgentToolCall",
        "tool": "spawn_agent",
        "status": "completed",
        "receiver_thread_ids": [CHILD_THREAD],
    }
    task = {"message": "Find every use of the name “shop”.", "agent_type": "explorer"}
    one.call("spawn_agent", task, spawned, item=record, namespace="multi_agent_v1")
    one.bill(8_500, 8_000, 60)
    child = Session(meta=parent_of(CHILD_THREAD), at_ms=one.at_ms)
    child.turn(CHILD_TURN, "Find every use of the name “shop”.", root=TURN, parent=TURN)
    child.shell("rg -n shop | wc -l", "42\n")
    child.say("42 places in 7 files.")
    child.bill(3_000, 0, 80)
    child.end("42 places in 7 files.")
    waited = {"status": {CHILD_THREAD: {"completed": "42 places in 7 files."}}, "timed_out": False}
    one.call("wait_agent", {"targets": [CHILD_THREAD]}, waited, took_ms=1_200)
    closed = {"previous_status": {"completed": "42 places in 7 files."}}
    one.call("close_agent", {"target": CHILD_THREAD}, closed)
    one.call("wait_agent", {"targets": ["/root/slow"]}, {"status": {}, "timed_out": True})
    one.bill(8_800, 8_500, 40)
    one.say("It is called Kiosk now.")
    one.bill(9_000, 8_000, 90)
    one.end("It is called Kiosk now.")
    return [one, child]


def tools() -> list[Session]:
    """MCP, searches, permissions, scripts, batches, and a tool nobody has heard of."""
    one = Session(model="gpt-5.6-sol")
    one.turn(TURN, "Try everything.")
    item = {"type": "McpToolCall", "server": "tickets", "tool": "create", "status": "completed"}
    one.call(
        "create",
        {"title": "Basket total", "labels": ["bug"]},
        "Wall time: 0.2 seconds\nOutput:\nTICKET-7",
        item={**item, "result": {"content": [{"type": "text", "text": "TICKET-7"}]}},
        namespace="mcp__tickets",
    )
    one.call(
        "create",
        {},
        "Wall time: 0.1 seconds\nOutput:\ntitle is required",
        item={**item, "status": "failed", "result": {"content": [], "isError": True}},
        namespace="mcp__tickets",
    )
    one.call("tool_search", {"query": "calendar"}, [{"name": "cal", "tools": [{"name": "add"}]}])
    wanted = {"network": {"enabled": True}, "file_system": {"write": ["/etc/hosts"]}}
    one.call(
        "request_permissions",
        {"reason": "to fetch the prices", "permissions": wanted},
        {"permissions": {"network": {"enabled": True}}, "scope": "turn"},
        took_ms=8_000,
    )
    found = {"server": "docs", "resources": [{"uri": "docs://prices"}, {"uri": "docs://tax"}]}
    one.call("list_mcp_resources", {"server": "docs"}, found)
    one.bill(20_000, 18_000, 900)
    one.search("VAT rates 2026", "VAT shop")
    result = {"job_id": "j", "status": "completed", "total_items": 3, "completed_items": 2}
    failure = {"item_id": "row-2", "source_id": "eu", "last_error": "the agent timed out"}
    one.call(
        "spawn_agents_on_csv",
        {"csv_path": "countries.csv", "instruction": "Find the VAT of {country}"},
        {**result, "failed_items": 1, "failed_item_errors": [failure]},
        took_ms=95_000,
    )
    one.call("teleport", {"to": "mars"}, "unsupported call: teleport")
    one.bill(21_000, 20_000, 200)
    one.say("All tried.")
    one.bill(22_000, 21_000, 20)
    one.end("All tried.")
    return [one]


def bad_ends() -> list[Session]:
    """Turns that failed, were interrupted, or just stop."""
    one = Session()
    one.turn("01a1e000-0000-7000-8000-0000000000b1", "Fail, please.")
    one.shell("make", "make: *** No targets.\n", code=2)
    one.bill(1_000, 0, 50)
    one.end(error="usage_limit_exceeded")
    one.turn("01a1e000-0000-7000-8000-0000000000b2", "Take long.")
    one.call(
        "exec_command", {"cmd": "sleep 60"}, "Wall time: 2.5 seconds\naborted by user", took_ms=2500
    )
    one.bill(1_000, 0, 50)
    one.abort()
    one.turn("01a1e000-0000-7000-8000-0000000000b3", "Get killed.")
    one.bill(1_000, 0, 50)
    return [one]


ESCAPES = "\x1b[2J\x1b]0;owned\x07\x1b[31mred\x9b1m\r\n\x08\x7f"
BIDI = "\u202egnirts\u202c \u2066hidden\u2069 \u200bzero\u2060"
WIDE = "日本語のテキスト🎉" * 8
ZALGO = "Z" + "\u0301" * 40
HUGE = "x" * 100_000


def hostile() -> list[Session]:
    """Text that tries to move the cursor, turn itself round, or fill the screen."""
    one = Session(model=f"gpt-5.5{ESCAPES}")
    one.turn(TURN, f"Prompt {ESCAPES} {BIDI}\n{WIDE}\n{ZALGO}\n{HUGE}")
    one.think(f"Thought {ESCAPES}")
    one.shell(f"echo '{ESCAPES}'\n{HUGE}", f"out {ESCAPES}\n{BIDI}\n{WIDE}\n{HUGE}\n", code=1)
    change = {"type": "update", "unified_diff": f"@@ -1 +1 @@\n-{ESCAPES}\n+{BIDI}\t{HUGE}\n"}
    item = {"type": "FileChange", "changes": {f"{HOME}/{ESCAPES}": change}}
    one.call("apply_patch", "*** Begin Patch\n*** End Patch", "Success.", item=item)
    one.call(
        "update_plan", {"plan": [{"step": f"{ESCAPES}{WIDE}", "status": BIDI}]}, "Plan updated"
    )
    option = {"label": ESCAPES, "description": BIDI}
    question = {"id": "q", "header": ESCAPES, "question": BIDI, "options": [option]}
    one.call("request_user_input", {"questions": [question]}, {"answers": {}})
    one.call("spawn_agent", {"message": ESCAPES, "agent_type": BIDI}, {"agent_id": ESCAPES})
    one.call(f"tool{ESCAPES}", {"a": ESCAPES}, f"{BIDI}{ESCAPES}")
    one.call("find", {"q": ESCAPES}, BIDI, namespace=f"mcp__{ESCAPES}")
    one.search(ESCAPES)
    one.bill(1, 0, 1)
    one.say(f"Answer {ESCAPES} {BIDI}")
    one.bill(1, 0, 1)
    one.end(error=ESCAPES)
    return [one]


STORIES: dict[str, Callable[[], list[Session]]] = {
    "work": work,
    "people": people,
    "tools": tools,
    "bad-ends": bad_ends,
    "hostile": hostile,
}
