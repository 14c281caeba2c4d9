"""Use cases: what a screen or a command can ask for. Knows cards, journals and schedules, no terminal."""
