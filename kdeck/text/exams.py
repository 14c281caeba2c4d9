"""Exams: what they are called and ask, how one stands with each, what one came to."""

from __future__ import annotations

from collections.abc import Iterator

from kdeck.core.exam.paper import Paper, needed
from kdeck.core.exam.record import Asked
from kdeck.core.message import counted
from kdeck.core.rounding import clock
from kdeck.language import _, labelled, render, together
from kdeck.text import Line
from kdeck.trainer.exam.results import TRIAL, ExamResult
from kdeck.trainer.exam.standing import Standing


def exam_name(exam: Paper | ExamResult) -> str:
    """What an exam is called: by its level, where one asks for it."""
    if exam.name == TRIAL:
        return _("Practice exam")
    if exam.dan is None:
        return _("Exam")
    return " · ".join(filter(None, (_("Dan {dan}").format(dan=exam.dan), exam.title)))


def terms(paper: Paper, questions: int) -> str:
    """How long an exam is and what it takes. questions: as many as it has."""
    text = counted(
        "{count} question · {minutes} min · {needed} right to pass",
        "{count} questions · {minutes} min · {needed} right to pass",
        questions,
        minutes=paper.minutes,
        needed=needed(questions, paper.pass_mark),
    )
    return render(text)


def standing(stands: Standing) -> Line | None:
    """How one stands with an exam; ``None`` where it was never sat."""
    if stands.passed is not None:
        return Line(_("passed on {date}").format(date=stands.passed.at.date), "good")
    if stands.retake is not None:
        return Line(_("again from {time}").format(time=stands.retake.minute), "warn")
    if not stands.available:
        return Line(_("its decks hold nothing that can be asked"), "bad")
    return None if stands.last is None else Line(_("not passed yet"), "warn")


def shortfall(paper: Paper, available: int) -> str:
    """That the decks hold fewer questions than the exam asks for; empty where they hold enough."""
    if available >= paper.cards or paper.dan is None:
        return ""
    return _("The decks hold only {available} of the {wanted} questions.").format(
        available=available, wanted=paper.cards
    )


def headline(result: ExamResult) -> Line:
    """What an exam came to, the figure that matters first."""
    text = _("Passed: {right} of {items} right.") if result.passed else _("Not passed: {right} of {items} right.")
    return Line(text.format(right=result.right, items=result.items), "good" if result.passed else "bad")


def outcome(result: ExamResult) -> Iterator[Line]:
    """What it took and in what time it was done, why it ended before its last answer, why it proves nothing."""
    time = clock(result.milliseconds).removeprefix("0")
    yield Line(
        render(
            counted("{count} was needed. Time: {time}.", "{count} were needed. Time: {time}.", result.needed, time=time)
        )
    )
    if result.reason == "time":
        yield Line(_("The time was up before the last question was answered."))
    elif result.reason == "left":
        yield Line(_("It was ended before the last question was answered."))
    if text := not_counted(result):
        yield Line(text, "warn")


def fate_of(asked: Asked) -> str:
    """What became of a question, in a word or two."""
    if asked.fate == "withdrawn":
        return _("withdrawn: no longer in the decks")
    if asked.fate == "waiting":
        return _("not reached")
    if asked.fate == "spent":
        return _("not answered")
    if not asked.given:
        return _("left empty")
    if asked.right and asked.late:
        return _("right, but too late")
    return _("right") if asked.right else _("wrong")


def fate_sentence(asked: Asked) -> str:
    """The same as a sentence."""
    text = fate_of(asked)
    return _("{sentence}.").format(sentence=text[:1].upper() + text[1:])


def kept(asked: Asked) -> Iterator[str]:
    """What was answered and what was right, of a question that the decks have changed or no longer hold."""
    for label, texts in ((_("Yours"), asked.given), (_("Answer"), asked.expected)):
        if texts:
            yield labelled(label, together(texts))


def rules() -> tuple[str, ...]:
    """What everyone should know before beginning."""
    return (
        _("Each question is shown once and answered once; nothing can be taken back."),
        _("Where a question has its own time limit, an answer that comes later does not count."),
        _("What is right is said at the end, not before."),
        _("The clock runs until the end, even if kdeck is closed. You can come back and go on."),
        _("A question that was on the screen when you left is spent, and is not shown again."),
    )


def not_counted(result: ExamResult) -> str:
    """Why an exam proves nothing; empty where it does."""
    if result.trial:
        return _("A practice exam: it counts for nothing and moves no due day.")
    if not result.counts:
        return _("The decks changed during this exam, so it does not count.")
    return ""
