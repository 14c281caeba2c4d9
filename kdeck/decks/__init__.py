"""Decks: reading, checking and compiling YAML into cards. The only place that knows YAML and its schema."""
