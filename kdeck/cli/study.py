"""``kdeck study``: today's cards, in the app, or line by line with ``--plain``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kdeck.cli import feedback
from kdeck.cli.console import note, say, say_text
from kdeck.cli.lines import Left, LineInput, LineSitting, Moved
from kdeck.core.cards.card import Prompt
from kdeck.core.memory import Rating
from kdeck.core.rounding import whole_minutes
from kdeck.core.strings import fold_width
from kdeck.language import _, listed
from kdeck.trainer.study import Phase

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.trainer.study import Study
    from kdeck.trainer.trainer import Trainer


def configure(parser: ArgumentParser) -> None:
    """The line mode and a deck."""
    parser.add_argument("--plain", action="store_true", help=_("line by line, for pipes and screen readers"))
    parser.add_argument("--deck", metavar=_("ID"), help=_("cards of this deck only"))


def run(args: Namespace, context: Context) -> int:
    """Study what is due."""
    if not args.plain:
        from kdeck.cli.app import open_app

        return open_app(context, start="study", deck=args.deck)
    context.require_deck(args.deck)
    with context.writing(create=True) as trainer:
        _plain(trainer, args.deck, context)
    return 0


def _plain(trainer: Trainer, deck: str | None, context: Context) -> None:
    from kdeck.cli.goal import tell_live, tell_path
    from kdeck.text.plan import misdated
    from kdeck.trainer.study import study
    from kdeck.trainer.today import pace

    sitting, today = study(trainer, deck, context.stopwatch), trainer.today()
    if today.misdated:
        note(misdated(today.misdated, today.state.now.minute))
    if sitting.prompt is None:
        say(_("Nothing is due."))
    else:
        some = whole_minutes(sitting.plan.remaining * pace(trainer.journal))
        feedback.greeting(sitting.plan.remaining, today.minutes if deck is None else some)
    tell_path(trainer, today)
    tell_live(trainer, today)
    LineStudy(sitting, LineInput()).run(context.stopwatch)


class LineStudy(LineSitting):
    """The day's cards line by line."""

    _sitting: Study

    def run(self, stopwatch: Callable[[], float]) -> None:
        """Ask until all is done, the learner quits or the input ends; then sum up. Every answer is stored at once."""
        begun = stopwatch()
        try:
            self.ask()
            while self._taken_back_at_end():
                self.ask()
        except Left:
            self._lines.stored(self._sitting.leave)
        feedback.summary(self._sitting, stopwatch() - begun)

    def show(self, prompt: Prompt) -> None:
        """How far it is and what has changed, before the question."""
        sitting = self._sitting
        say()
        number, deck = len(sitting.answers) + 1, sitting.deck_title or prompt.card.deck
        left = _("Question {number}. Left today: {left}. {deck}")
        say(left.format(number=number, left=sitting.plan.remaining, deck=deck))
        if sitting.change is not None:
            say(_("Changed: {old} is now {new}").format(old=sitting.change[0], new=sitting.change[1]))
        feedback.question(prompt)

    def hint_at_nothing(self) -> str:
        """How to say so."""
        return _("Type your answer, or :n when you do not know it.")

    def answered(self, prompt: Prompt) -> None:
        """Right or wrong, at once or with the ratings to choose from; then when it comes back."""
        sitting, verdict = self._sitting, self._sitting.verdict
        if verdict is None:
            return
        if verdict.right is None:
            feedback.revealed(prompt.card)
        else:
            feedback.judged(prompt, verdict, late=sitting.late)
        if sitting.phase is Phase.RATE:
            rating = self._rating()
            recorded = self._lines.stored(lambda: sitting.rate(rating))
        else:
            recorded = sitting.recorded
            sitting.go_on()
        if recorded is not None:
            feedback.recorded(recorded)

    def obey(self, name: str, rest: str) -> None:
        """See ``feedback.help_lines``."""
        sitting = self._sitting
        if name == "q":
            raise Left
        if name == "u":
            self._undo()
        elif name == "s":
            sitting.suspend()
            say(_("Suspended: this card rests until it is resumed."))
        elif name == "f":
            sitting.flag(rest)
            say(_("Flagged for the author."))
        elif name == "h":
            say_text((sitting.prompt and sitting.prompt.card.hint) or _("This card has no hint."))
        elif name in "?？":
            feedback.help_lines()
        else:
            say(_("There is no command :{letter}. :? lists them.").format(letter=name))
        if name in "us" and sitting.phase is not Phase.RATE:
            raise Moved

    def _rating(self) -> Rating:
        feedback.buttons(self._sitting)
        ratings = {str(int(rating)): rating for rating in self._sitting.ratings}
        while True:
            line = self.line()
            text = str(int(Rating.AGAIN)) if line is None else fold_width(line).strip()
            if text in ratings:
                return ratings[text]
            say(_("Type one of: {numbers}").format(numbers=listed(ratings)))

    def _taken_back_at_end(self) -> bool:
        """Whether the learner undid the last answer, of this sitting or of one before, instead of ending."""
        if not self._sitting.can("undo"):
            return False
        if self._sitting.answers:
            say(_("That was the last card. Enter ends, :u takes the last answer back."))
        else:
            say(_("Enter ends, :u takes the last answer back."))
        if fold_width(self._lines.read() or "").strip().lower() != ":u":
            return False
        self._undo()
        return self._sitting.prompt is not None

    def _undo(self) -> None:
        card = self._sitting.undo()
        if card is None:
            say(_("There is nothing to undo today."))
        else:
            say(_("Taken back: {card}").format(card=card))
