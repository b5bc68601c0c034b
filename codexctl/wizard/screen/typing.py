"""A typed line: checked after every key, and accepted by Enter if it is valid."""

from __future__ import annotations

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout.controls import BufferControl
from prompt_toolkit.layout.processors import BeforeInput, PasswordProcessor, Processor

from codexctl.wizard.question import Around, Form, Question
from codexctl.wizard.screen.drawing import Pointed
from codexctl.wizard.screen.ending import answer, give_up
from codexctl.wizard.screen.signs import Signs


class Typist:
    """A question for a line, while it is being answered."""

    def __init__(self, question: Question, around: Around) -> None:
        self._question, self._around = question, around
        # Enter keeps a secret that was typed before; it is not shown again, not even as stars.
        start = "" if question.form is Form.secret else str(question.default)
        self.buffer = Buffer(document=Document(start, len(start)), multiline=False)
        self.buffer.on_text_changed += lambda _: self._look()
        self.pointed = Pointed()

    def control(self, signs: Signs) -> BufferControl:
        """The input field; a secret is shown as stars."""
        processors: list[Processor] = [BeforeInput(f"{signs.cursor} ", "class:step")]
        if self._question.form is Form.secret:
            processors.append(PasswordProcessor())
        return BufferControl(self.buffer, input_processors=processors)

    def bindings(self) -> KeyBindings:
        """Enter and Ctrl-D; the editing keys are the usual ones."""
        keys = KeyBindings()
        keys.add(Keys.Enter)(self._accept)
        # The end of input: Ctrl-D on an empty line.
        keys.add(Keys.ControlD)(self._end)
        return keys

    def _look(self) -> None:
        found = self._question.valid(self.buffer.text)
        self.pointed = Pointed(wrong="" if found is True else str(found))

    def _accept(self, event: KeyPressEvent) -> None:
        if not self.buffer.text and self._around.has_answer:
            answer(event, self._question.default)
            return
        self._look()
        if not self.pointed.wrong:
            answer(event, self.buffer.text)

    def _end(self, event: KeyPressEvent) -> None:
        if self.buffer.text:
            self.buffer.delete()
        else:
            give_up(event, EOFError)
