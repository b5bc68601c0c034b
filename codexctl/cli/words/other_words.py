"""Aliases: the names that commands have in other programs."""

from __future__ import annotations

from collections.abc import Collection, Mapping

# The first command that the group has is used. None deletes more than its alias suggests.
OTHER_WORDS: Mapping[str, tuple[str, ...]] = {
    "ls": ("list", "show", "effective"),
    "list": ("show", "effective"),
    "dir": ("list",),
    "get": ("show",),
    "cat": ("show", "get"),
    "show": ("get", "list"),
    "view": ("show",),
    "info": ("show",),
    "describe": ("show", "explain"),
    "why": ("explain",),
    "rm": ("remove", "delete", "unset"),
    "del": ("delete", "remove", "unset"),
    "remove": ("delete", "unset"),
    "delete": ("remove", "unset"),
    "unset": ("remove", "delete"),
    "add": ("create", "set"),
    "new": ("create", "add", "init"),
    "create": ("add", "init"),
    "cp": ("copy",),
    "on": ("enable",),
    "off": ("disable",),
    "select": ("use",),
    "switch": ("use",),
    "check": ("validate", "test", "verify"),
    "lint": ("validate", "check"),
    "validate": ("check",),
    "verify": ("check", "validate", "test"),
    "find": ("search",),
    "grep": ("search",),
    "tail": ("watch",),
    "follow": ("watch",),
    "usage": ("stats",),
    "costs": ("stats",),
    "cost": ("stats",),
    "download": ("save",),
    "install": ("setup",),
    "init": ("setup",),
    "log": ("history",),
    "revert": ("undo",),
    "upgrade": ("update",),
    "traces": ("trace",),
    "feature": ("features",),
    "hook": ("hooks",),
    "profile": ("profiles",),
    "provider": ("providers",),
    "permission": ("permissions",),
    "skill": ("skills",),
    "prompt": ("prompts",),
    "rule": ("rules",),
    "ui": ("view",),
}


def command_for(word: str, known: Collection[str]) -> str:
    """The command that an alias means, one of `known`; the word itself if it is not an alias."""
    if word in known:
        return word
    return next((other for other in OTHER_WORDS.get(word, ()) if other in known), word)
