"""The terminal app. Knows the trainer, never SQL or YAML."""
