"""Chat drills: who comes, how a run is kept, and how many customers a learner can serve at once."""

from kdeck.trainer.chat.begin import Kind, begin, scenarios
from kdeck.trainer.chat.runs import ChatResult, history, next_rung, record, sustainable

__all__ = [
    "ChatResult",
    "Kind",
    "begin",
    "history",
    "next_rung",
    "record",
    "scenarios",
    "sustainable",
]
