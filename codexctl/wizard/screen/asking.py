"""One question on a terminal: redrawn after every key and change of size."""

from __future__ import annotations

import sys
from typing import Any

from prompt_toolkit.application import Application, get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import ConditionalContainer, HSplit, Layout, ScrollOffsets, Window
from prompt_toolkit.layout.controls import FormattedTextControl, UIControl
from prompt_toolkit.renderer import CPR_Support
from prompt_toolkit.styles import Style

from codexctl.wizard.question import Around, Back, Form, Question
from codexctl.wizard.screen.choosing import Chooser
from codexctl.wizard.screen.drawing import Drawn, Line, draw
from codexctl.wizard.screen.ending import give_up
from codexctl.wizard.screen.signs import signs_for, writable
from codexctl.wizard.screen.typing import Typist

_STYLE = Style.from_dict(
    {
        "step": "ansicyan",
        "question": "bold",
        "here": "ansicyan bold",
        "quiet": "ansibrightblack",
        "example": "italic",
        "wrong": "ansired",
    }
)
# Other keys' sequences also begin with Esc; their rest may take a moment over a network.
_ESC_WAITS_S = 0.15


def ask(question: Question, around: Around) -> Any:
    """Ask one question; it is erased from the screen afterwards.

    Raises Back, and KeyboardInterrupt on Ctrl-C and at the end of input.
    """
    asking = _Asking(question, around)
    try:
        return asking.application().run()
    # The end of input cancels everything, as Ctrl-C does.
    except EOFError:
        raise KeyboardInterrupt from None


class _Asking:
    def __init__(self, question: Question, around: Around) -> None:
        self._question, self._around = question, around
        self._encoding = getattr(sys.stdout, "encoding", None)
        self._signs = signs_for(self._encoding)
        is_typed = question.form in (Form.line, Form.secret)
        self._on: Typist | Chooser = Typist(question, around) if is_typed else Chooser(question)

    def application(self) -> Application[Any]:
        """The application that asks: the three parts of the drawing below each other."""
        keys = merge_key_bindings((self._on.bindings(), self._keys()))
        app: Application[Any] = Application(
            layout=Layout(self._parts()),
            key_bindings=keys,
            style=_STYLE,
            erase_when_done=True,
            mouse_support=False,
        )
        app.ttimeoutlen = app.timeoutlen = _ESC_WAITS_S
        # The cursor's row is not needed, and not every terminal reports it.
        app.renderer.cpr_support = CPR_Support.NOT_SUPPORTED
        return app

    def _parts(self) -> HSplit:
        if isinstance(self._on, Typist):
            body: UIControl = self._on.control(self._signs)
            answer = Window(body, wrap_lines=True, dont_extend_height=True)
        else:
            body = FormattedTextControl(
                lambda: self._text(self._drawn().body), focusable=True, show_cursor=False
            )
            answer = Window(
                body,
                height=self._height_of_choices,
                scroll_offsets=ScrollOffsets(top=1, bottom=1),
                dont_extend_height=True,
            )
        return HSplit([self._fixed("head"), answer, self._fixed("tail")])

    def _fixed(self, part: str) -> ConditionalContainer:
        """A part as high as its lines; hidden without any."""

        def lines() -> list[Line]:
            found: list[Line] = getattr(self._drawn(), part)
            return found

        control = FormattedTextControl(lambda: self._text(lines()))
        window = Window(control, height=lambda: len(lines()), dont_extend_height=True)
        return ConditionalContainer(window, Condition(lambda: bool(lines())))

    def _drawn(self) -> Drawn:
        size = get_app().output.get_size()
        shown = (size.columns, size.rows)
        return draw(self._question, self._around, self._on.pointed, shown, self._signs)

    def _height_of_choices(self) -> int:
        return self._drawn().body_rows

    def _text(self, lines: list[Line]) -> StyleAndTextTuples:
        pieces: StyleAndTextTuples = []
        for number, line in enumerate(lines):
            pieces += [("", "\n")] if number else []
            pieces += [(style, writable(text, self._encoding)) for style, text in line]
        return pieces

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()

        def interrupt(event: KeyPressEvent) -> None:
            give_up(event, KeyboardInterrupt)

        keys.add(Keys.ControlC)(interrupt)
        keys.add(Keys.SIGINT)(interrupt)
        if self._around.may_go_back:

            def back(event: KeyPressEvent) -> None:
                give_up(event, Back)

            keys.add(Keys.Escape)(back)
            keys.add(Keys.BackTab)(back)
        return keys
