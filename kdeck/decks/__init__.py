"""Decks: reading, checking and compiling YAML into cards. The only place that knows YAML and its schema."""

import os

# A deck is what its schema says, whatever is installed beside kdeck; and looking for plugins takes as long as the
# models of all card kinds.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
