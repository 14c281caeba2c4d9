"""The terminal app. Knows the trainer, never SQL or YAML."""

import os

# Must stand before the first import of textual: with the kitty protocol's associated text on, an IME commit of five or
# more characters arrives as junk keys (Textual 8.2.8 caps the sequence), and some terminals drop it whole.
os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
