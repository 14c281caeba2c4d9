"""Reading answers line by line, from a terminal, a pipe or a screen reader."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final, TypeVar

from kdeck.cli.console import complain, flush, say, show
from kdeck.core.errors import JournalFull
from kdeck.core.strings import clean_line
from kdeck.language import _

T = TypeVar("T")

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

    def stored(self, store: Callable[[], T]) -> T:
        """What ``store`` gives once it has stored; where that fails a person may try again, and a pipe does so once."""
        failed: JournalFull | None = None
        while True:
            try:
                result = store()
            except JournalFull as error:
                if not self.interactive and failed is not None:
                    raise
                failed = error
                if self.interactive:
                    complain(error)
                    say(_("Your answer is not stored yet. Enter tries again, :q ends without it."))
                    line = self.read()
                    if line is None or line.strip().lower() in (":q", "：q"):
                        raise
            else:
                if failed is not None and not self.interactive:
                    complain(failed)
                    say(_("The answer was stored at the second try."))
                return result

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
