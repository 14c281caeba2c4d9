"""Reading answers line by line, from a terminal, a pipe or a screen reader."""

from __future__ import annotations

import sys
from typing import Final

from kdeck.cli.console import flush, say, show
from kdeck.core.clean import clean_line
from kdeck.language import _

LONGEST: Final = 16_384
"""Bytes of one line; comparing texts takes time with the product of their lengths."""


class LineInput:
    """Standard input as lines. Bytes are decoded here, so that a bad line can be told and asked again."""

    def __init__(self) -> None:
        self._stream = sys.stdin
        self.interactive = self._stream.isatty()
        self._begun = False

    def read(self) -> str | None:
        """The next line without its end, cleaned; ``None`` at the end of input. A bad line is told and passed over."""
        while True:
            if self.interactive:
                show("> ")
            flush()
            data = self._line()
            if not data:
                return None
            if len(data) > LONGEST:
                say(_("This line is too long and was not counted."))
                continue
            try:
                text = data.decode(self._encoding)
            except UnicodeDecodeError:
                say(
                    _("This line is not {encoding} text and was not counted. Please send it again.").format(
                        encoding=self._encoding
                    )
                )
                continue
            text = text.rstrip("\r\n")
            if not self._begun:
                text, self._begun = text.removeprefix("\ufeff"), True
            return clean_line(text)

    @property
    def _encoding(self) -> str:
        return (self._stream.encoding or "utf-8").upper()

    def _line(self) -> bytes:
        """One line; of an overlong one what is enough to refuse it, the rest read and let go."""
        raw = getattr(self._stream, "buffer", None)
        if raw is None:  # a text stream put in the place of stdin
            return self._stream.readline().encode(self._encoding, "surrogatepass")
        data: bytes = raw.readline(LONGEST + 1)
        rest = data
        while rest and not rest.endswith(b"\n"):
            rest = raw.readline(LONGEST)
        return data
