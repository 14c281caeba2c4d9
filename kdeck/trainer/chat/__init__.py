"""Chat drills: who comes, how a run is kept, and how many customers a learner can serve at once."""

from kdeck.core.chat.record import ChatResult, Kind
from kdeck.trainer.chat.runs import begin, history, next_rung, record, scenarios, sustainable

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
