"""A sitting line by line, for a terminal, a pipe or a screen reader: no colour, no drawing, no moving of the cursor."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, TypeVar

from kdeck.cli.console import complain, flush, say, show
from kdeck.core.cards.card import Prompt
from kdeck.core.errors import JournalFull
from kdeck.core.strings import clean_line, fold_width
from kdeck.language import _

if TYPE_CHECKING:
    from kdeck.trainer.study import Sitting

T = TypeVar("T")

LONGEST: Final = 16_384
"""Bytes of one line; comparing texts takes time with the product of their lengths."""


class LineInput:
    """Standard input as lines. Bytes are decoded here, so that a bad line can be told and asked again."""

    def __init__(self) -> None:
        self._stream = sys.stdin
        self.interactive = self._stream.isatty()
        self._begun = False

    def read(self) -> str | None:
        """The next line without its end, cleaned; ``None`` at the end of input. A bad line is told and passed over."""
        while True:
            if self.interactive:
                show("> ")
            flush()
            data = self._line()
            if not data:
                return None
            if len(data) > LONGEST:
                say(_("This line is too long and was not counted."))
                continue
            try:
                text = data.decode(self._encoding)
            except UnicodeDecodeError:
                say(
                    _("This line is not {encoding} text and was not counted. Please send it again.").format(
                        encoding=self._encoding
                    )
                )
                continue
            text = text.rstrip("\r\n")
            if not self._begun:
                text, self._begun = text.removeprefix("\ufeff"), True
            return clean_line(text)

    def stored(self, store: Callable[[], T]) -> T:
        """What ``store`` gives once it has stored; where that fails a person may try again, and a pipe does so once."""
        failed: JournalFull | None = None
        while True:
            try:
                result = store()
            except JournalFull as error:
                if not self.interactive and failed is not None:
                    raise
                failed = error
                if self.interactive:
                    complain(error)
                    say(_("Your answer is not stored yet. Enter tries again, :q ends without it."))
                    line = self.read()
                    if line is None or line.strip().lower() in (":q", "：q"):
                        raise
            else:
                if failed is not None and not self.interactive:
                    complain(failed)
                    say(_("The answer was stored at the second try."))
                return result

    @property
    def _encoding(self) -> str:
        return (self._stream.encoding or "utf-8").upper()

    def _line(self) -> bytes:
        """One line; of an overlong one what is enough to refuse it, the rest read and let go."""
        raw = getattr(self._stream, "buffer", None)
        if raw is None:  # a text stream put in the place of stdin
            return self._stream.readline().encode(self._encoding, "surrogatepass")
        data: bytes = raw.readline(LONGEST + 1)
        rest = data
        while rest and not rest.endswith(b"\n"):
            rest = raw.readline(LONGEST)
        return data


_COMMAND: Final = re.compile(r"[:：]([a-z?？]+)(?:\s+(.*))?", re.IGNORECASE)


class Left(Exception):
    """The learner, or the input, has come to an end; no error."""


class Moved(Exception):
    """A command has put something else in the place of this question; no error."""


class LineSitting:
    """Asks the questions of a sitting on standard output and reads the answers from standard input.

    A subclass says what stands around them: what is shown, what a command does, what is said of an answer.
    """

    LONG_COMMANDS = False
    """Whether a colon and several letters are a command, or text."""

    def __init__(self, sitting: Sitting, lines: LineInput) -> None:
        self._sitting = sitting
        self._lines = lines

    def show(self, prompt: Prompt) -> None:
        """The question, and how it is to be answered."""
        raise NotImplementedError

    def hint_at_nothing(self) -> str:
        """What is said to an empty line where a text is asked."""
        raise NotImplementedError

    def answered(self, prompt: Prompt) -> None:
        """Say what the answer was worth, where that is said."""

    def obey(self, name: str, rest: str) -> None:
        """Do what a command asks for; ``Left`` to end, ``Moved`` where another question is asked now."""
        raise NotImplementedError

    def ask(self) -> None:
        """Ask until nothing is left; ``Left`` where the learner or the input ends before. All is stored at once."""
        while (prompt := self._sitting.prompt) is not None:
            try:
                self.show(prompt)
                self._sitting.shown()
                given = self._answer(prompt)
                taken = self._sitting.elapsed()
                self._lines.stored(lambda given=given, taken=taken: self._sitting.submit(given, taken))  # type: ignore[misc]
                self.answered(prompt)
            except Moved:
                continue

    def line(self) -> str | None:
        """The next line that is no command; ``None`` for *I do not know*. A second colon makes a text of a command."""
        while True:
            line = self._lines.read()
            if line is None:
                raise Left
            command = _COMMAND.fullmatch(line.strip())
            if command is None or (len(command[1]) > 1 and not self.LONG_COMMANDS):
                return line.strip()[1:] if line.strip().startswith("::") else line
            if command[1].lower() == "n":
                return None
            try:
                self.obey(command[1].lower(), (command[2] or "").strip())
            except JournalFull as error:
                complain(error)  # nothing has changed: it can be asked for again

    def _answer(self, prompt: Prompt) -> tuple[str, ...]:
        if prompt.options:
            return self._options(prompt)
        if not prompt.fields:
            said = (self.line() or "").strip()
            return (said,) if said else ()
        return tuple(self._text(gap + 1, prompt.fields) for gap in range(prompt.fields))

    def _text(self, gap: int, gaps: int) -> str:
        """One typed text; empty when the learner does not know."""
        if gaps > 1:
            say(_("Gap {number} of {count}:").format(number=gap, count=gaps))
        while True:
            line = self.line()
            if line is None or line.strip():
                return (line or "").strip()
            say(self.hint_at_nothing())

    def _options(self, prompt: Prompt) -> tuple[str, ...]:
        """The options chosen by number: one, some, or all in order; none when the learner does not know."""
        while True:
            line = self.line()
            if line is None:
                return ()
            chosen = numbers(line, len(prompt.options))
            wrong = problem(prompt, chosen)
            if not wrong:
                return tuple(prompt.options[number - 1] for number in chosen)
            say(wrong)


def numbers(line: str, count: int) -> tuple[int, ...]:
    """The numbers in a line, in order; up to nine options may be typed without spaces (``312``). Empty when unclear."""
    words = re.split(r"[\s,;.]+", fold_width(line).strip())
    if len(words) == 1 and count <= 9:
        words = list(words[0])
    if not all(word.isdecimal() and 1 <= int(word) <= count for word in words):
        return ()
    return tuple(int(word) for word in words)


def problem(prompt: Prompt, chosen: tuple[int, ...]) -> str:
    """What is wrong with chosen numbers; empty when they are an answer."""
    count = len(prompt.options)
    if prompt.single and len(chosen) != 1:
        return _("Type one number from 1 to {count}, or :n when you do not know.").format(count=count)
    if prompt.mode == "sequence" and sorted(chosen) != list(range(1, count + 1)):
        return _("Type every number from 1 to {count} once, in the right order, like {example}.").format(
            count=count, example=" ".join(str(number) for number in range(count, 0, -1))
        )
    if not chosen or len(set(chosen)) != len(chosen):
        return _("Type the numbers of all that apply, like 1 3, or :n when you do not know.")
    return ""
