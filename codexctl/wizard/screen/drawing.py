"""Draws a question at a given size, as lines of styled pieces. Pure, so that it can be tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from codexctl.wizard import words
from codexctl.wizard.question import Around, Choice, Form, Question
from codexctl.wizard.screen.signs import UNICODE, Signs
from codexctl.wizard.screen.wrapping import hanging, wrapped
from codexctl.wording import counted

Line = list[tuple[str, str]]
"""Pieces of one line: a style's class, and a text."""

_CURSOR: tuple[str, str] = ("[SetCursorPosition]", "")
_BLANK: Line = [("", "")]
# This many lines of choices are shown before other parts get room.
_LEAST = 3
# Except on tiny terminals, these rows are kept for the lines above, which the wizard printed first.
_ABOVE, _TINY = 4, 15
# The further lines of a choice are indented, so that they do not look like choices.
_FURTHER = 2


class Last(Enum):
    """The last key that was pressed at a question with choices."""

    nothing = "nothing"
    move = "move"
    space = "space"


@dataclass(frozen=True, slots=True)
class Pointed:
    """The cursor, the selected choices, and what is wrong with the answer.

    `last` is the last key; `knows_space` means that the space bar was used in this question.
    """

    at: int = 0
    chosen: frozenset[str] = field(default_factory=frozenset)
    wrong: str = ""
    last: Last = Last.nothing
    knows_space: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question in three parts: above the answer, the choices, and below.

    `body_rows` are the rows for the choices, which scroll if there are more.
    """

    head: list[Line]
    body: list[Line]
    tail: list[Line]
    body_rows: int


def draw(
    question: Question,
    around: Around,
    pointed: Pointed,
    size: tuple[int, int],
    signs: Signs = UNICODE,
) -> Drawn:
    """Draw a question for a terminal of this `size`: columns and rows.

    Earlier answers are shown if there is room. On a terminal with few rows, the notes below are
    hidden, too, so that the choices are always visible.
    """
    columns, rows = size
    width = columns - 1  # a terminal may wrap after its last column
    asked = _asked(question, around, width)
    body = _choices(question, pointed, width, signs)
    remarks, keys = _remarks(question, pointed, width, signs), _keys(question, around, width, signs)
    tail = [*remarks, *keys]
    rows = rows - _ABOVE if rows > _TINY else rows
    # Blank lines separate the parts if there is room.
    if len(asked) + (len(body) or 1) + len(tail) + 3 <= rows:
        asked = [*asked, _BLANK]
        tail = [_BLANK, *remarks, *([_BLANK] if remarks else []), *keys]
    least = min(len(body), _LEAST) or 1
    if len(asked) + least + len(tail) > rows:
        tail = tail[: max(0, rows - len(asked) - least)]
    room = rows - len(asked) - len(tail)
    if len(body) > room:
        body_rows = max(1, room - 1)
        hidden = words.HIDDEN.format(lines=counted(len(body) - body_rows, "line"))
        tail = [[("class:quiet", line)] for line in wrapped(hidden, width)[:1]] + tail
    else:
        body_rows = len(body) or 1
    before = _before(around, width, room - body_rows)
    return Drawn([*before, *asked], body, tail, body_rows)


def _before(around: Around, width: int, room: int) -> list[Line]:
    """The last answers, as many as fit, and a line between them and the question."""
    lines = answer_lines(around.answers, width)
    shown = lines[-max(0, room - 1) :] if room > 1 else []
    return [[("class:quiet", line)] for line in (*shown, *([""] if shown else []))]


def answer_lines(answers: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Questions with their answers below each other, as the summary lists them."""
    longest = max((len(title) for title, _ in answers), default=0)
    wide = min(longest, words.TITLE_WIDTH, width // 2)
    return [
        line
        for title, said in answers
        for line in hanging(f"  {title:<{wide}}  ", said or words.NOTHING_SAID, width)
    ]


def _asked(question: Question, around: Around, width: int) -> list[Line]:
    step = f"{around.step}  " if around.step else ""
    first, *rest = hanging(step, question.text, width)
    head: Line = [("class:step", step), ("class:question", first[len(step) :])]
    return [head, *([("class:question", line)] for line in rest)]


def _choices(question: Question, pointed: Pointed, width: int, signs: Signs) -> list[Line]:
    lines: list[Line] = []
    for index, choice in enumerate(question.choices):
        here = index == pointed.at
        drawn = _choice(question, choice, pointed, here, width, signs)
        if here:
            # At its last line, so that all of it is scrolled into view.
            drawn[-1].insert(0, _CURSOR)
        lines += drawn
    return lines


def _choice(
    question: Question, choice: Choice, pointed: Pointed, here: bool, width: int, signs: Signs
) -> list[Line]:
    mark = f"{signs.cursor if here else ' '} "
    if question.form is Form.several:
        on = choice.value in pointed.chosen
        mark += f"{signs.chosen if on else signs.free} "
    if choice.why:
        mark = f"  {signs.barred} "
        text = words.NOT_AVAILABLE.format(text=choice.text, why=choice.why)
        return [[("class:quiet", line)] for line in hanging(mark, text, width, _FURTHER)]
    style = "class:here" if here else ""
    return [[(style, line)] for line in hanging(mark, choice.text, width, _FURTHER)]


def _remarks(question: Question, pointed: Pointed, width: int, signs: Signs) -> list[Line]:
    """The example of the choice under the cursor, and what is wrong with the answer."""
    lines: list[Line] = []
    if any(choice.example for choice in question.choices):
        # Padded to the longest one, so that nothing below jumps when the cursor moves.
        texts = [hanging("  ", choice.example, width) for choice in question.choices]
        shown = texts[pointed.at] + [""] * (max(map(len, texts)) - len(texts[pointed.at]))
        lines += [[("class:example", line)] for line in shown]
    if pointed.wrong:
        lines += [
            [("class:wrong", line)] for line in hanging(f"{signs.wrong} ", pointed.wrong, width)
        ]
    return lines


def _keys(question: Question, around: Around, width: int, signs: Signs) -> list[Line]:
    """The help on keys, wrapped between keys."""
    keys = list(words.KEYS[question.form.value])
    if question.keys:
        *letters, last = question.keys
        keys.append(words.ANSWERS.format(keys=f"{', '.join(letters)} or {last}"))
    if around.has_answer and question.form is Form.secret:
        keys[0] = words.KEEPS_SECRET
    if around.may_go_back:
        keys.append(words.GOES_BACK)
    return [[("class:quiet", line)] for line in _joined((*keys, words.LEAVES), width, signs)]


def _joined(pieces: Sequence[str], width: int, signs: Signs) -> list[str]:
    lines = [""]
    for piece in pieces:
        longer = f"{lines[-1]}{signs.between}{piece}" if lines[-1] else piece
        if len(longer) <= width:
            lines[-1] = longer
        elif not lines[-1]:
            lines[-1:] = wrapped(piece, width)
        else:
            lines.append(piece)
    return lines
