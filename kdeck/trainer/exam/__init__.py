"""Exams: which there are, sitting one, and what became of those that were sat."""

from kdeck.trainer.exam.results import ExamResult, history, papers, passed, trial, usual
from kdeck.trainer.exam.sitting import Exam, begin, resume
from kdeck.trainer.exam.standing import Standing, close_expired, running, standings

__all__ = [
    "Exam",
    "ExamResult",
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
