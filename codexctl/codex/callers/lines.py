"""Command lines taken apart: which programs a shell line or an argument list really starts."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from codexctl.codex.secrets.words import ASSIGNMENT
from codexctl.document import bounded_json

# Programs that only start the program after them.
STARTERS = frozenset(
    {"env", "exec", "command", "export", "nohup", "nice", "time", "setsid", "stdbuf", "timeout"}
    | {"sudo", "doas", "ionice", "caffeinate", "start", "cmd", "then", "do", "else", "!", "{", "("}
)
# Their one-letter options whose value is the next word, unless it is a number.
_VALUED = {
    "sudo": "ugpCDhRrtTU",
    "doas": "uC",
    "env": "uC",
    "exec": "a",
    "timeout": "ks",
    "time": "fo",
    "stdbuf": "ioe",
}
_RUNNERS = frozenset(
    {"npx", "bunx", "pnpx", "uvx", "pipx", "dlx", "uv", "bun", "run", "pnpm", "npm", "yarn"}
    | {"exec", "x", "tool"}
)
_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "ksh", "fish", "ash"})
_SCRIPTED = frozenset({"node", "nodejs", "deno", "bun", "ruby", "perl", "tsx", "pwsh"}) | _SHELLS
# `-m`, `-Im`, `-mNAME`: Python options without a value may come before it.
_MODULE = re.compile(r"-[bBdEhiIOPqsSuvx]*m(\S*)")
# `-c`, `-lc`: the next word is another command line.
SHELL_LINE = re.compile(r"-\w*c")
_BREAK = re.compile(r"[;&|()\n]+")
# Redirections that discard output: not a part of what is started.
_NOWHERE = re.compile(r"(?:\d|&)?>{1,2}\s*/dev/null|\d>&\d|<\s*/dev/null")
_ENDS = (".exe", ".cmd", ".bat", ".ps1")
# Nobody nests command lines deeper, and a hostile file must not keep us busy forever.
_DEPTH = 8


def in_line(line: str, depth: int = 0) -> Iterator[list[str]]:
    """Every argument list that a shell line starts, what starts another taken off.

    `depth` counts the lines that this one is in.
    """
    if depth > _DEPTH:
        return
    line = without_nowhere(line)
    try:
        lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|()\n")
        lexer.whitespace, lexer.whitespace_split = " \t\r", True
        lexer.commenters = ""
        tokens = list(lexer)
    except ValueError:
        tokens = line.split()
    command: list[str] = []
    for token in [*tokens, ";"]:
        if not _BREAK.fullmatch(token):
            command.append(token)
        elif command:
            yield from in_words(command, depth)
            command = []


def in_words(argv: Sequence[str], depth: int = 0) -> Iterator[list[str]]:
    """Every argument list within one: what it starts, and the line that a shell gets as a word."""
    rest = started(argv)
    if not rest:
        return
    if program_name(rest[0]) in _SHELLS:
        for index, word in enumerate(rest[1:], 1):
            if SHELL_LINE.fullmatch(word):
                yield from in_line("".join(rest[index + 1 : index + 2]), depth + 1)
                return
            if not word.startswith("-"):
                break
    yield rest


def started(argv: Sequence[str]) -> list[str]:
    """An argument list without assignments and programs that only start what follows."""
    rest, starter = list(argv), ""
    while rest:
        word, name = rest[0], program_name(rest[0])
        is_option = starter and (word.startswith("-") or re.fullmatch(r"\d+[smhd]?", word))
        if name in STARTERS:
            starter = name
        elif not (ASSIGNMENT.fullmatch(word) or is_option):
            break
        takes_next = re.fullmatch(f"-[A-Za-z]*[{_VALUED.get(starter, '-')}]", word)
        del rest[: 2 if takes_next else 1]
    return rest


def packages(argv: Sequence[str]) -> Iterator[str]:
    """The packages that a runner is asked for (`npx -y NAME@1`), without their versions."""
    runs = False
    for word in argv:
        if program_name(word) in _RUNNERS:
            runs = True
        elif not runs or not word.startswith("-"):
            if runs:
                yield re.sub(r"(?<=.)(@|==|~=|>=).*", "", word)
            return


def script(argv: Sequence[str]) -> str:
    """The file that an interpreter is to run, or the program itself."""
    name = program_name(argv[0])
    if name in _SCRIPTED or name.startswith("python"):
        return next((word for word in argv[1:] if not word.startswith("-") and word != "run"), "")
    return argv[0]


def module(argv: Sequence[str]) -> str:
    """The module that Python is to run; empty where it runs none, or no Python is called."""
    if not program_name(argv[0]).startswith(("python", "pypy")):
        return ""
    for index, word in enumerate(argv[1:], 1):
        if found := _MODULE.fullmatch(word):
            return found[1] or "".join(argv[index + 1 : index + 2])
        # After a script's name, `-m` is an argument of the script.
        if not word.startswith("-"):
            return ""
    return ""


def without_nowhere(line: str) -> str:
    """A shell line without redirections to /dev/null."""
    return _NOWHERE.sub(" ", line)


def program_name(word: str) -> str:
    """The name of a program, without folders and Windows' endings, in small letters."""
    name = PurePosixPath(word.replace("\\", "/")).name.lower()
    return next((name.removesuffix(end) for end in _ENDS if name.endswith(end)), name)


def within(argv: Sequence[str]) -> Iterator[list[str]]:
    """Argument lists that another program keeps in its arguments: as JSON text, or as words."""
    for index, word in enumerate(argv):
        if index and (PurePosixPath(word).is_absolute() or argv[index - 1].startswith("-")):
            yield list(argv[index:])
        try:
            # The list may be the value of an option: `--previous-notify=[…]`.
            inner = bounded_json.loads(word[word.find("[") :] if "[" in word else word)
        except ValueError:
            continue
        if isinstance(inner, list) and all(isinstance(word, str) for word in inner):
            yield inner
            yield from within(inner)
