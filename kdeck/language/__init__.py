"""Texts in the reader's language. The only place that knows gettext's catalogues."""
