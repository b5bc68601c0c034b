"""Questions on a terminal that can only print lines (TERM=dumb): numbers choose, `<` goes back."""

from __future__ import annotations

import getpass
import shutil
import sys
from typing import Any

from codexctl.wizard import words
from codexctl.wizard.question import Around, Back, Form, Question
from codexctl.wizard.screen.wrapping import hanging

BACK = "<"


def ask(question: Question, around: Around) -> Any:
    """Ask one question, line by line.

    Raises Back, and KeyboardInterrupt on Ctrl-C and at the end of input.
    """
    _say("")
    _say(f"{around.step}  {question.text}".strip())
    had = question.open_choices
    for number, choice in enumerate(had, start=1):
        _say(choice.text, f"  {number}. ")
    for choice in question.choices:
        if choice.why:
            _say(words.NOT_AVAILABLE.format(text=choice.text, why=choice.why), "  -  ")
    while True:
        try:
            said = _line(question, around)
        except KeyboardInterrupt:
            _say("")  # later output starts on a new line
            raise
        if around.may_go_back and said.strip() == BACK:
            raise Back
        answer, wrong = _understood(question, around, said)
        if not wrong:
            return answer
        _say(f"! {wrong}")


def _line(question: Question, around: Around) -> str:
    prompt = f"{_how(question, around)}: "
    if question.form is Form.secret:
        try:
            return getpass.getpass(prompt)
        except EOFError:
            raise KeyboardInterrupt from None
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return line.rstrip("\r\n")


def _how(question: Question, around: Around) -> str:
    """What to type, what an empty line means, and how to go back."""
    how = words.PLAIN_KEYS[question.form.value]
    default = _default(question, around)
    parts = (how, words.PLAIN_DEFAULT.format(default=default) if default else "")
    back = words.PLAIN_BACK if around.may_go_back else ""
    return ", ".join(filter(None, (*parts, back)))


def _default(question: Question, around: Around) -> str:
    if question.form is Form.secret:
        return words.PLAIN_KEPT if around.has_answer else ""
    if question.form is Form.line:
        return str(question.default)
    values = [choice.value for choice in question.open_choices]
    wanted = [question.default] if question.form is Form.one else question.default or []
    numbers = [str(values.index(value) + 1) for value in wanted if value in values]
    return " ".join(numbers) or ("1" if question.form is Form.one else "")


def _understood(question: Question, around: Around, said: str) -> tuple[Any, str]:
    """The answer in a line, or what is wrong with it."""
    if question.form is Form.secret and not said and around.has_answer:
        return question.default, ""
    if question.form in (Form.line, Form.secret):
        typed = said if said or question.form is Form.secret else str(question.default)
        typed = "" if typed.strip() == words.PLAIN_EMPTY else typed
        found = question.valid(typed)
        return typed, "" if found is True else str(found)
    return _chosen(question, said.strip() or _default(question, around))


def _chosen(question: Question, said: str) -> tuple[Any, str]:
    had = question.open_choices
    letters = {letter: value for letter, value in question.keys.items() if said.lower() == letter}
    if letters:
        return next(iter(letters.values())), ""
    numbers = said.replace(",", " ").split()
    if question.form is Form.several and said == words.PLAIN_EMPTY:
        numbers = []
    fits = all(n.isascii() and n.isdigit() and 1 <= int(n) <= len(had) for n in numbers)
    if not fits or (question.form is Form.one and len(numbers) != 1):
        return None, words.PLAIN_NUMBERS.format(count=len(had))
    chosen = [had[int(number) - 1].value for number in numbers]
    if question.form is Form.one:
        return chosen[0], ""
    return list(dict.fromkeys(chosen)), question.needed if not chosen else ""


def _say(text: str, mark: str = "") -> None:
    """Write a text after its mark, wrapped between words."""
    for line in hanging(mark, text, shutil.get_terminal_size().columns - 1):
        sys.stdout.write(line + "\n")
