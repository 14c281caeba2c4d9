"""Exams in the reader's language: the same words in the app and on the command line."""

from __future__ import annotations

from kdeck.core.exam.paper import Paper, needed
from kdeck.core.exam.record import Asked, Reason
from kdeck.language import _
from kdeck.trainer.exam.results import TRIAL, ExamResult


def exam_name(exam: Paper | ExamResult) -> str:
    """What an exam is called: by its level, where one asks for it."""
    if exam.name == TRIAL:
        return _("Practice exam")
    if exam.dan is None:
        return _("Exam")
    return " · ".join(filter(None, (_("Dan {dan}").format(dan=exam.dan), exam.title)))


def terms(paper: Paper, questions: int) -> str:
    """How long an exam is and what it takes. questions: as many as it has."""
    return _("{questions} questions · {minutes} min · {needed} right to pass").format(
        questions=questions, minutes=paper.minutes, needed=needed(questions, paper.pass_mark)
    )


def headline(result: ExamResult) -> str:
    """What an exam came to, the figure that matters first."""
    text = _("Passed: {right} of {items} right.") if result.passed else _("Not passed: {right} of {items} right.")
    return text.format(right=result.right, items=result.items)


def measure(result: ExamResult) -> str:
    """What it took, and in what time it was done."""
    minutes, seconds = divmod(round(result.milliseconds / 1000), 60)
    return _("{needed} were needed. Time: {time}.").format(needed=result.needed, time=f"{minutes}:{seconds:02}")


def why_ended(reason: Reason) -> str:
    """Why an exam ended, where that is not with its last answer."""
    return {
        "done": "",
        "time": _("The time was up before the last question was answered."),
        "left": _("It was ended before the last question was answered."),
    }[reason]


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
