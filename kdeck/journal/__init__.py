"""A learner's append-only list of events, and the memory folded from it. The only place that knows SQLite."""
