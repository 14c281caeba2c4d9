"""``kdeck exam history`` and ``kdeck exam show``: exams as they are kept in the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kdeck.cli import feedback, words
from kdeck.cli.console import say, say_json, say_text
from kdeck.core.errors import UsageError
from kdeck.core.message import Message
from kdeck.core.rating import Rating
from kdeck.language import _, labelled, together
from kdeck.trainer.exam.history import ExamResult
from kdeck.trainer.exam.history import history as exams_of
from kdeck.trainer.exam.review import Reviewed, record_of, reviewed
from kdeck.trainer.exam.wording import exam_name, fate_sentence, headline, measure, not_counted, why_ended

if TYPE_CHECKING:
    from kdeck.journal.base import Journal
    from kdeck.trainer.trainer import Trainer


def history(trainer: Trainer, form: str) -> int:
    """A line an exam, the newest first."""
    results = exams_of(trainer)
    if form == "json":
        say_json([_plain(result, trainer.journal) for result in results])
        return 0
    words.tell_simulated(trainer.journal)
    if not results:
        say(_("No exam yet: x in the app, or kdeck exam --plain, begins one."))
    for number, result in enumerate(results, 1):
        parts = [f"{number:>3}", words.clock_time(result.at), exam_name(result), headline(result)]
        say("  ".join([*parts, *filter(None, [not_counted(result)])]))
    return 0


def show(trainer: Trainer, number: int, form: str) -> int:
    """One exam, question by question; ``UsageError`` where there is no such exam. number: 1 is the newest."""
    results = exams_of(trainer, number)
    if number > len(results):
        message = Message("There is no exam {number}: there are {count}.", number=number, count=len(results))
        raise UsageError(message)
    result = results[-1]
    record = record_of(trainer, result.id)
    items = () if record is None else reviewed(trainer, record)
    if form == "json":
        shown = [_plain_item(item) for item in items]
        say_json({"id": result.id, "simulated": trainer.journal.simulated, "items": shown})
        return 0
    say(f"{words.clock_time(result.at)}  {exam_name(result)}")
    outcome(result, trainer.journal)
    for item in items:
        question(item)
    return 0


def outcome(result: ExamResult, journal: Journal) -> None:
    """What an exam came to."""
    words.tell_simulated(journal)
    say(f"{headline(result)} {measure(result)}")
    for text in filter(None, (why_ended(result.reason), not_counted(result))):
        say(text)


def question(item: Reviewed) -> None:
    """One question with what was answered, what is right, and why."""
    asked = item.asked
    say()
    say_text(f"{item.number}. {item.question}")
    if not asked.given or asked.late or item.prompt is None:
        say(fate_sentence(asked))
    if item.prompt is None or item.verdict is None:
        for label, texts in ((_("Yours"), asked.given), (_("Answer"), asked.expected)):
            if texts:
                say(labelled(label, together(texts)))
        return
    if asked.given and item.prompt.mode in ("pick", "pick-all", "sequence", "list", "reply") and not asked.right:
        say(labelled(_("Yours"), together(asked.given)))
    feedback.judged(item.prompt, item.verdict, Rating.GOOD)


def _plain(result: ExamResult, journal: Journal) -> dict[str, Any]:
    return {
        "id": result.id,
        "at": result.at.isoformat(),
        "begun": result.begun.isoformat(),
        "name": result.name,
        "dan": result.dan,
        "decks": list(result.decks),
        "wanted": result.wanted,
        "items": result.items,
        "right": result.right,
        "share": round(result.share, 4),
        "pass": result.pass_mark,
        "needed": result.needed,
        "passed": result.passed,
        "counts": result.counts,
        "simulated": journal.simulated,
        "reason": result.reason,
        "ms": result.milliseconds,
        "seed": result.seed,
        "content": result.content,
    }


def _plain_item(item: Reviewed) -> dict[str, Any]:
    asked, card = item.asked, item.prompt.card if item.prompt else None
    return {
        "number": item.number,
        "card": asked.item.card,
        "question": item.question,
        "fate": asked.fate,
        "answer": list(asked.given),
        "right": asked.right,
        "late": asked.late,
        "ms": asked.ms,
        "expected": list(asked.expected or (card.answer if card else ())),
        "why": card.why if card else "",
        "source": card.source if card else "",
    }
