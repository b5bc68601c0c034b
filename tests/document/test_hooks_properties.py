"""Any edit of any hooks.json: groups come and go, every other byte stays."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from codexctl.document import hooks_json
from tests.document.hooks_documents import EVENTS, GROUPS, hook_files


@settings(deadline=None)
@given(hook_files(), st.sampled_from(EVENTS), GROUPS)
def test_what_was_appended_last_is_removed_without_a_trace(
    text: str, event: str, group: dict[str, Any]
) -> None:
    hooks = json.loads(text).get("hooks")
    after = hooks_json.append_group(text, event, group)
    assert json.loads(after) == appended(json.loads(text), event, group)
    index = len(json.loads(after)["hooks"][event]) - 1
    back = hooks_json.remove_group(
        after,
        event,
        index,
        drop_empty_event=event not in (hooks or {}),
        drop_empty_hooks=hooks is None,
    )
    assert back == text


@settings(deadline=None)
@given(hook_files(), st.sampled_from(EVENTS), GROUPS)
def test_appending_only_inserts_and_a_file_of_one_line_stays_one(
    text: str, event: str, group: dict[str, Any]
) -> None:
    after = hooks_json.append_group(text, event, group)
    start = next((i for i in range(len(text)) if text[i] != after[i]), len(text))
    inserted = len(after) - len(text)
    assert text == after[:start] + after[start + inserted :]
    if "\n" not in text.strip() and len(text.strip()) > 2:
        assert after.strip().count("\n") == 0
    assert ("\r\n" in text) == ("\r\n" in after) or "\n" not in text


@settings(deadline=None)
@given(st.data())
def test_groups_and_handlers_are_inserted_replaced_and_removed_anywhere(
    data: st.DataObject,
) -> None:
    text = data.draw(hook_files())
    wanted = json.loads(text)
    event = data.draw(st.sampled_from(EVENTS))
    groups = wanted.get("hooks", {}).get(event, [])
    index = data.draw(st.integers(0, len(groups)))
    group = data.draw(GROUPS)
    after = hooks_json.insert_group(text, event, index, group)
    wanted.setdefault("hooks", {}).setdefault(event, []).insert(index, group)
    assert json.loads(after) == wanted
    back = hooks_json.remove_group(after, event, index, drop_empty_event=False)
    if groups:
        assert back == text
    replaced = hooks_json.replace_group(after, event, index, {"hooks": []})
    assert hooks_json.parse(replaced)["hooks"][event][index] == {"hooks": []}
    handler = {"type": "command", "command": "ours"}
    more = hooks_json.append_handler(after, event, index, handler)
    assert hooks_json.remove_handler(more, event, index, len(group["hooks"])) == after


def appended(data: dict[str, Any], event: str, group: dict[str, Any]) -> dict[str, Any]:
    data.setdefault("hooks", {}).setdefault(event, []).append(group)
    return data
