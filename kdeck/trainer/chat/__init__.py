"""Chat drills: who comes, how a run is kept, and how many customers a learner can serve at once."""

from kdeck.core.chat.kept import ChatResult, Kind
from kdeck.trainer.chat.begin import begin, scenarios
from kdeck.trainer.chat.runs import history, next_rung, record, sustainable

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
