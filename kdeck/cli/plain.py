"""A session line by line: for pipes and for screen readers. No colour, no drawing, no moving of the cursor."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from kdeck.cli import feedback
from kdeck.cli.console import complain, say, say_text
from kdeck.cli.lines import LineInput
from kdeck.core.cards.card import Prompt, Verdict
from kdeck.core.errors import JournalFull
from kdeck.core.memory import Rating
from kdeck.core.strings import fold_width
from kdeck.language import _, listed

if TYPE_CHECKING:
    from kdeck.trainer.session import Recorded, Session

_COMMAND: Final = re.compile(r"[:：]([a-z?？])(?:\s+(.*))?", re.IGNORECASE)
_TWO: Final = (Rating.AGAIN, Rating.GOOD)
_FOUR: Final = (Rating.AGAIN, Rating.HARD, Rating.GOOD, Rating.EASY)


class _Ended(Exception):
    """The learner, or the input, has come to an end; no error."""


class _Moved(Exception):
    """A command has put another card in the place of this one; no error."""


class PlainSession:
    """Asks the cards of a session on standard output and reads the answers from standard input."""

    def __init__(self, session: Session, lines: LineInput, stopwatch: Callable[[], float]) -> None:
        self._session = session
        self._lines = lines
        self._stopwatch = stopwatch
        self._begun = stopwatch()
        self._four = session.trainer.settings.four_buttons

    def run(self) -> None:
        """Ask until all is done, the learner quits or the input ends; then sum up. Every answer is stored at once."""
        try:
            while self._session.current is not None or self._taken_back_at_end():
                try:
                    self._ask(self._prompt)
                except _Moved:
                    continue
        except _Ended:
            pass
        feedback.summary(self._session, self._stopwatch() - self._begun)

    @property
    def _prompt(self) -> Prompt:
        assert self._session.current is not None  # noqa: S101 - for the type checker
        return self._session.current

    def _taken_back_at_end(self) -> bool:
        """Whether the learner undid the last answer, of this sitting or of one before, instead of ending."""
        if not self._session.can_undo:
            return False
        if self._session.answers:
            say(_("That was the last card. Enter ends, :u takes the last answer back."))
        else:
            say(_("Enter ends, :u takes the last answer back."))
        command = _COMMAND.fullmatch((self._lines.read() or "").strip())
        if command is None or command[1].lower() != "u":
            return False
        self._undo()
        return self._session.current is not None

    def _ask(self, prompt: Prompt) -> None:
        feedback.question(self._session)
        asked_at = self._stopwatch()
        answer = self._answer(prompt)
        taken = round((self._stopwatch() - asked_at) * 1000)
        verdict = self._session.check(answer)
        if verdict.right is None:
            feedback.revealed(prompt.card)
            rating = self._choose_rating(_FOUR if self._four else _TWO)
            feedback.recorded(self._record(verdict, rating, taken))
        else:
            self._settle(prompt, verdict, taken)
        self._session.advance()

    def _settle(self, prompt: Prompt, verdict: Verdict, taken: int) -> None:
        """Store an objective answer, at once unless there is a button to choose."""
        rating = self._session.rate(verdict, taken)
        if verdict.right and self._four:
            feedback.judged(prompt, verdict, rating)
            try:
                rating = self._choose_rating(_FOUR[1:])
            except _Ended:
                self._record(verdict, rating, taken)  # it was answered: ending now must not lose it
                raise
            feedback.recorded(self._record(verdict, rating, taken))
            return
        recorded = self._record(verdict, rating, taken)
        feedback.judged(prompt, verdict, rating)
        feedback.recorded(recorded)

    def _record(self, verdict: Verdict, rating: Rating, taken: int) -> Recorded:
        """Store an answer durably."""
        return self._lines.stored(lambda: self._session.record(verdict, rating, taken))

    def _choose_rating(self, ratings: tuple[Rating, ...]) -> Rating:
        feedback.buttons(self._session, ratings)
        while True:
            line = self._line()
            text = str(int(Rating.AGAIN)) if line is None else fold_width(line).strip()
            chosen = next((rating for rating in ratings if text == str(int(rating))), None)
            if chosen is not None:
                return chosen
            say(_("Type one of: {numbers}").format(numbers=listed(str(int(rating)) for rating in ratings)))

    def _answer(self, prompt: Prompt) -> tuple[str, ...]:
        if prompt.mode == "reveal":
            said = (self._line() or "").strip()
            return (said,) if said else ()
        if prompt.mode == "gaps":
            return tuple(self._text(gap + 1, prompt.fields) for gap in range(prompt.fields))
        if prompt.fields:
            return (self._text(1, 1),)
        return self._options(prompt)

    def _text(self, gap: int, gaps: int) -> str:
        """One typed text; empty when the learner does not know."""
        if gaps > 1:
            say(_("Gap {number} of {count}:").format(number=gap, count=gaps))
        while True:
            line = self._line()
            if line is None or line.strip():
                return (line or "").strip()
            say(_("Type your answer, or :n when you do not know it."))

    def _options(self, prompt: Prompt) -> tuple[str, ...]:
        """The options chosen by number: one, some, or all in order; none when the learner does not know."""
        count = len(prompt.options)
        while True:
            line = self._line()
            if line is None:
                return ()
            chosen = numbers(line, count)
            wrong = problem(prompt, chosen)
            if not wrong:
                return tuple(prompt.options[number - 1] for number in chosen)
            say(wrong)

    def _line(self) -> str | None:
        """The next line that is no command; ``None`` for *I do not know*. A second colon makes a text of a command."""
        while True:
            line = self._lines.read()
            if line is None:
                raise _Ended
            command = _COMMAND.fullmatch(line.strip())
            if command is None:
                return line.strip()[1:] if line.strip().startswith("::") else line
            if command[1].lower() == "n":
                return None
            try:
                self._obey(command[1].lower(), (command[2] or "").strip())
            except JournalFull as error:
                complain(error)  # nothing has changed: it can be asked for again

    def _obey(self, letter: str, rest: str) -> None:
        if letter == "q":
            raise _Ended
        if letter == "u":
            self._undo()
            raise _Moved
        if letter == "s":
            self._session.suspend()
            say(_("Suspended: this card rests until it is resumed."))
            raise _Moved
        if letter == "f":
            self._session.flag(rest)
            say(_("Flagged for the author."))
        elif letter == "h":
            say_text(self._prompt.card.hint or _("This card has no hint."))
        elif letter in "?？":
            feedback.help_lines()
        else:
            say(_("There is no command :{letter}. :? lists them.").format(letter=letter))

    def _undo(self) -> None:
        card = self._session.undo()
        if card is None:
            say(_("There is nothing to undo today."))
        else:
            say(_("Taken back: {card}").format(card=card))


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
    if prompt.mode == "pick" and len(chosen) != 1:
        return _("Type one number from 1 to {count}, or :n when you do not know.").format(count=count)
    if prompt.mode == "sequence" and sorted(chosen) != list(range(1, count + 1)):
        return _("Type every number from 1 to {count} once, in the right order, like {example}.").format(
            count=count, example=" ".join(str(number) for number in range(count, 0, -1))
        )
    if not chosen or len(set(chosen)) != len(chosen):
        return _("Type the numbers of all that apply, like 1 3, or :n when you do not know.")
    return ""
