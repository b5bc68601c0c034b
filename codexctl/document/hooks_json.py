"""hooks.json, text in and text out: groups and handlers come and go, all else stays as it is.

`event` is the name of a Codex hook event as the file spells it (`Stop`), `group` one element of
that event's array (an object whose "hooks" are its handlers). Indexes count from 0. Each function
raises DocumentError for a text that cannot be read and EditRefused, naming the place, for an edit
that cannot be made or would change something else.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from codexctl.document.guard import check_json
from codexctl.document.json.edit import insert_child, remove_child, replace_value
from codexctl.document.json.scan import Node, problem, scan_json
from codexctl.document.json.style import Style, render
from codexctl.errors import EditRefused

Group = dict[str, Any]


def parse(text: str) -> dict[str, Any]:
    """The document's data, read as strictly as Codex reads it.

    Raises DocumentError, its message beginning with "line:column:", for what makes Codex drop
    the whole file as JSON (comment, trailing comma, duplicate key, byte order mark, …) and
    for a root that is not an object.
    """
    # A copy: the scanner keeps its result for the next caller, who must not see changes.
    data: dict[str, Any] = deepcopy(_object(text, scan_json(text), "the document").data)
    return data


def append_group(text: str, event: str, group: Group) -> str:
    """The text with `group` as the event's last one; an event that is missing becomes the last.

    Empty text means that there is no file yet. Only inserts, a comma included.
    """
    if not text:
        return render({"hooks": {event: [group]}}, Style(), "") + "\n"
    groups = _groups(text, event)
    return insert_group(text, event, len(groups.children) if groups else 0, group)


def insert_group(text: str, event: str, index: int, group: Group) -> str:
    """The text with `group` before the event's group at `index`, or last. Only inserts.

    An event or a "hooks" member that is missing is made for it.
    """
    hooks, groups = _hooks(text), _groups(text, event)
    if hooks is None:
        root = scan_json(text)
        after = insert_child(text, root, len(root.children), {event: [group]}, "hooks")
    elif groups is None:
        after = insert_child(text, hooks, len(hooks.children), [group], event)
    else:
        after = insert_child(text, groups, index, group)
    wanted = parse(text)
    wanted.setdefault("hooks", {}).setdefault(event, []).insert(index, group)
    check_json(text, after, wanted, ("hooks", event, index))
    return after


def remove_group(
    text: str,
    event: str,
    index: int,
    *,
    drop_empty_event: bool = True,
    drop_empty_hooks: bool = False,
) -> str:
    """The text without the event's group at `index`: the exact reverse of inserting it.

    `drop_empty_event` deletes the event with its last group, `drop_empty_hooks` the "hooks" member
    with its last event. Raises EditRefused if there is no such group.
    """
    hooks, groups = _hooks(text), _groups(text, event)
    if hooks is None or groups is None or index >= len(groups.children):
        raise EditRefused(f"there is no hooks.{event}.{index}", hint="codexctl hooks list")
    wanted = parse(text)
    del wanted["hooks"][event][index]
    after = remove_child(text, groups, index)
    if drop_empty_event and len(groups.children) == 1:
        del wanted["hooks"][event]
        # Made from `text` again, not from `after`: one stretch less in all, as the check wants.
        after = remove_child(text, hooks, _position(hooks, event))
        if drop_empty_hooks and len(hooks.children) == 1:
            del wanted["hooks"]
            after = remove_child(text, scan_json(text), _position(scan_json(text), "hooks"))
    check_json(text, after, wanted, ("hooks", event, index))
    return after


def replace_group(text: str, event: str, index: int, group: Group) -> str:
    """The text with `group` in the place of the event's group at `index`.

    Raises EditRefused if there is no such group.
    """
    groups = _groups(text, event)
    if groups is None or index >= len(groups.children):
        raise EditRefused(f"there is no hooks.{event}.{index}", hint="codexctl hooks list")
    wanted = parse(text)
    wanted["hooks"][event][index] = group
    after = replace_value(text, groups.children[index].value, group)
    check_json(text, after, wanted, ("hooks", event, index), replaces=True)
    return after


def append_handler(text: str, event: str, group: int, handler: dict[str, Any]) -> str:
    """The text with `handler` as the last one of a group that is there. Only inserts.

    Raises EditRefused if there is no such group, or it has no handlers.
    """
    handlers = _handlers(text, event, group)
    after = insert_child(text, handlers, len(handlers.children), handler)
    wanted = parse(text)
    wanted["hooks"][event][group]["hooks"].append(handler)
    check_json(text, after, wanted, ("hooks", event, group))
    return after


def remove_handler(text: str, event: str, group: int, handler: int) -> str:
    """The text without one handler. A group that this empties stays, so that no index moves.

    Raises EditRefused if there is no such handler.
    """
    handlers = _handlers(text, event, group)
    if handler >= len(handlers.children):
        raise EditRefused(
            f"there is no hooks.{event}.{group}.{handler}", hint="codexctl hooks list"
        )
    wanted = parse(text)
    del wanted["hooks"][event][group]["hooks"][handler]
    after = remove_child(text, handlers, handler)
    check_json(text, after, wanted, ("hooks", event, group, handler))
    return after


def _hooks(text: str) -> Node | None:
    """The value of "hooks"; None if the document has no such member."""
    root = _object(text, scan_json(text), "the document")
    found = _member(root, "hooks")
    return found and _object(text, found, '"hooks"')


def _groups(text: str, event: str) -> Node | None:
    """The array of an event's groups; None if the event is missing."""
    hooks = _hooks(text)
    found = hooks and _member(hooks, event)
    return found and _array(text, found, f"hooks.{event}")


def _handlers(text: str, event: str, index: int) -> Node:
    """The array of a group's handlers."""
    groups = _groups(text, event)
    if groups is None or index >= len(groups.children):
        raise EditRefused(f"there is no hooks.{event}.{index}", hint="codexctl hooks list")
    name = f"hooks.{event}.{index}"
    found = _member(_object(text, groups.children[index].value, name), "hooks")
    if found is None:
        raise EditRefused(f"{name} has no handlers", hint="codexctl hooks list")
    return _array(text, found, f"{name}.hooks")


def _member(node: Node, key: str) -> Node | None:
    return next((child.value for child in node.children if child.key == key), None)


def _position(node: Node, key: str) -> int:
    return [child.key for child in node.children].index(key)


def _object(text: str, node: Node, name: str) -> Node:
    if not isinstance(node.data, dict):
        raise problem(text, node.start, f"{name} is not an object")
    return node


def _array(text: str, node: Node, name: str) -> Node:
    if not isinstance(node.data, list):
        raise problem(text, node.start, f"{name} is not an array")
    return node
