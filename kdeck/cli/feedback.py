"""What a line-by-line session says: one thing a line, in the order in which it is needed, readable aloud."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from kdeck.cli import console
from kdeck.cli.console import say, say_text
from kdeck.core.cards.card import Card, Mode, Part, Prompt, Verdict, confusions
from kdeck.core.cards.typed import Typed
from kdeck.core.message import Message
from kdeck.core.rounding import clock, milliseconds
from kdeck.language import _, labelled, render, together
from kdeck.text.cards import rating_word, until

if TYPE_CHECKING:
    from kdeck.trainer.study import Recorded, Study


def question(prompt: Prompt) -> None:
    """A question, what there is to choose from or to put in order, and how it is to be answered."""
    say_text(prompt.question)
    for number, label in enumerate(prompt.labels, 1):
        say(f"{number}. {label}")
    say(_how(prompt))


def revealed(card: Card) -> None:
    """The answer of a card that the learner judges."""
    say_text(_("Answer: {answer}").format(answer=together(card.answer)))
    _background(card)


def judged(prompt: Prompt, verdict: Verdict, *, late: bool = False) -> None:
    """Right or wrong, what differs, and why. late: past the card's time limit."""
    if verdict.right:
        say(_("Right, but past the time limit.") if late else _("Right."))
    else:
        say(_("Wrong."))
    WAYS[prompt.mode].told(prompt, verdict)
    for text in confusions(prompt, verdict):
        say(_("Confused with: {text}").format(text=text))
    _explained(prompt, verdict)
    _background(prompt.card)


def recorded(result: Recorded) -> None:
    """When the card comes back, and whether its wording may be the trouble."""
    if result.next is not None:
        say(_("Next: {interval}").format(interval=until(result.next)))
    if result.leech:
        say(_("You keep forgetting this card; its wording may be the cause. :f reports it to the author."))


def buttons(sitting: Study) -> None:
    """The ratings to choose from and where each leads."""
    for rating, away in sitting.after.offers:
        say(labelled(f"{int(rating)}. {rating_word(rating)}", until(away)))


def greeting(count: int, minutes: int) -> None:
    """What lies ahead."""
    say(_("Cards: {count}, about {minutes} min. :? lists the commands.").format(count=count, minutes=minutes))


def help_lines() -> None:
    """The commands that may be typed instead of an answer."""
    say(_(":n  I do not know"))
    say(_(":h  hint"))
    say(_(":u  undo the last answer"))
    say(_(":s  suspend this card"))
    say(_(":f NOTE  flag this card for its author"))
    say(_(":q  end; everything answered is stored"))
    say(_("An answer that begins with a colon is typed with two."))


def summary(sitting: Study, seconds: float) -> None:
    """What this sitting came to, and what comes tomorrow."""
    say()
    figures = sitting.figures()
    if figures.answered:
        said = _("Answers: {count}, known: {right}, new cards: {new}, time: {time}.")
        time = clock(milliseconds(seconds)).removeprefix("0")
        say(said.format(count=figures.answered, right=figures.right, new=figures.met, time=time))
    else:
        say(_("Nothing was answered."))
    for card, wrong in figures.confused:
        say(_("Confused: “{right}” with “{wrong}”").format(right=together(card.answer), wrong=wrong))
    if sitting.plan.remaining:
        say(_("Cards left for today: {count}.").format(count=sitting.plan.remaining))
    start, due = figures.coming
    say(_("From {time}: {count} due.").format(time=start.minute, count=due))
    console.tell_reached(sitting.trainer)


def _how(prompt: Prompt) -> str:
    """How a question is to be answered."""
    text = render(WAYS[prompt.mode].how)
    content = prompt.card.content
    if isinstance(content, Typed) and content.unit:
        text = _("Type the answer, in {unit}.").format(unit=content.unit)
    if prompt.card.seconds is None:
        return text
    return _("{how} Time limit: {seconds} seconds.").format(how=text, seconds=prompt.card.seconds)


def _texts(_prompt: Prompt, verdict: Verdict) -> None:
    for part in verdict.parts:
        _text(part)


def _text(part: Part) -> None:
    if part.right and part.given == part.expected:
        return
    if not part.right:
        say(_("Yours: {answer}").format(answer=part.given or _("nothing")))
    say_text(_("Answer: {answer}").format(answer=part.expected))
    if part.right or not part.given:
        return
    for kind, template in (("extra", _("Too much: {text}")), ("missing", _("Left out: {text}"))):
        texts = [piece.text for piece in part.pieces if piece.kind == kind]
        if texts:
            say(template.format(text=" ".join(texts)))


def _items(_prompt: Prompt, verdict: Verdict) -> None:
    if verdict.right:
        return
    missing = [part.expected for part in verdict.parts if part.expected and not part.right]
    unasked = [part.given for part in verdict.parts if not part.expected]
    if missing:
        say(_("Left out: {text}").format(text=together(missing)))
    if unasked:
        say(_("Too much: {text}").format(text=together(unasked)))


def _reply(prompt: Prompt, verdict: Verdict) -> None:
    """What a reply must not hold and what it lacks, and how it could be said."""
    for part in verdict.parts:
        if not part.right and part.given:
            say(_("Must not be said: {text}").format(text=part.given))
        elif not part.right:
            say(_("Missing, one of: {words}").format(words=part.expected))
    for text in prompt.card.answer:
        say_text(_("Model answer: {text}").format(text=text))


def _answer(prompt: Prompt, verdict: Verdict) -> None:
    if not verdict.right:
        say_text(_("Answer: {answer}").format(answer=together(prompt.card.answer)))


class Way(NamedTuple):
    """What is said of one way of answering: how it is done, and what an answer held and lacked.

    shows: whether that shows the answer that was given.
    """

    how: Message
    told: Callable[[Prompt, Verdict], None] = _answer
    shows: bool = False


WAYS: Final[Mapping[Mode, Way]] = {
    "reveal": Way(Message("Think, then press Enter.")),
    "type": Way(Message("Type the answer."), _texts, shows=True),
    "gaps": Way(Message("Type each gap on its own line."), _texts, shows=True),
    "list": Way(Message("Type all of them in one line, separated by commas."), _items),
    "pick": Way(Message("Type the number.")),
    "pick-all": Way(Message("Type the numbers of all that apply.")),
    "sequence": Way(Message("Type the numbers in the right order.")),
    "reply": Way(Message("Type your reply to the customer in one line."), _reply),
}


def _explained(prompt: Prompt, verdict: Verdict) -> None:
    """Why the case comes to its answer and not to the one given."""
    why = prompt.card.content.explain(prompt.case, verdict.given)
    if why is None:
        return
    telling = {render(reason.words) for reason in why.telling}
    for text in dict.fromkeys(render(reason.words) for reason in (*why.passed, *why.holds.reasons)):
        if text not in telling:
            say(_("{sentence}.").format(sentence=text))
    if why.chosen is not None:
        template = (
            _("“{answer}” fits as well, but the row further up counts. {reasons}.")
            if why.chosen.fits
            else _("“{answer}” does not fit. {reasons}.")
        )
        reasons = together(render(reason.words) for reason in why.telling)
        say(template.format(answer=why.chosen.then, reasons=reasons))


def _background(card: Card) -> None:
    if card.why:
        say_text(_("Why: {text}").format(text=card.why))
    if card.source:
        say_text(_("Source: {text}").format(text=card.source))
