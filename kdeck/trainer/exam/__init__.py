"""Exams: which there are, sitting one, and what became of those that were sat."""

from kdeck.trainer.exam.beginning import begin, resume
from kdeck.trainer.exam.closing import close_expired
from kdeck.trainer.exam.history import ExamResult, history, passed
from kdeck.trainer.exam.papers import papers, trial, usual
from kdeck.trainer.exam.sitting import Sitting
from kdeck.trainer.exam.standing import Standing, running, standings

__all__ = [
    "ExamResult",
    "Sitting",
    "Standing",
    "begin",
    "close_expired",
    "history",
    "papers",
    "passed",
    "resume",
    "running",
    "standings",
    "trial",
    "usual",
]
