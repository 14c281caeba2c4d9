"""A certificate in the terminal, and the way to its page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from textual.content import Content

from kdeck.core.errors import KdeckError, reason_of
from kdeck.core.levels.record import Certificate
from kdeck.core.message import Message
from kdeck.journal import files
from kdeck.language import _
from kdeck.text import Line
from kdeck.text.certificate import Contents, contents, lines, page
from kdeck.trainer.certificate import make
from kdeck.tui.content import PAINT, joined, painted, wrap
from kdeck.tui.screens.frames import EntryModal, PageScreen, scroll_key
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Entry

_WIDEST: Final = 76
_FRAME: Final = 9


class CertificateScreen(PageScreen[None]):
    """What stands on the certificate of a level; ``h`` writes it as a page to print."""

    def __init__(self, dan: int) -> None:
        super().__init__()
        self._dan = dan
        self._made: Certificate | None = None

    def heading(self) -> tuple[str, str]:
        """The title, and the shop."""
        texts = contents(self._made) if self._made is not None else None
        return (_("Certificate"), "") if texts is None else (texts.title, texts.shop)

    def keys_now(self) -> Sequence[Key]:
        """Write it, scroll, leave."""
        keys = [Key("h", "h", _("save as a page"), "save")] if self._made is not None else []
        return [
            *keys,
            scroll_key(),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q,enter", "esc", _("back"), "close"),
        ]

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Make it."""
        with self.kdeck.telling():
            self._made = await self.kdeck.ask(make, self.kdeck.trainer, self._dan)
        self.repaint()

    def paint(self) -> None:
        """The whole page, in the language in use."""
        if self._made is not None:
            width = max(20, min(_WIDEST, self.size.width - _FRAME))
            self.write("text", _page(contents(self._made), width))

    def action_save(self) -> None:
        """Ask where, and write the page."""
        if self._made is not None:
            self.app.push_screen(SaveModal(self._dan), self._saved)

    def _saved(self, file: str | None) -> None:
        if file:
            self.notify(_("Written: {file}").format(file=file), timeout=8, markup=False)


class SaveModal(EntryModal[str]):
    """Asks for a file, and writes the page of a level's certificate; gives the file's name."""

    WORD = Message("save")
    HEAD = Message("Save the certificate")

    def __init__(self, dan: int) -> None:
        super().__init__()
        self._dan = dan

    def question(self) -> str:
        """What it will be."""
        return _("Open the file in a browser to print it: one sheet of A4.")

    def on_mount(self) -> None:
        """A name is there already; the cursor stands at its end."""
        self.query_one(Entry).value = str(Path.cwd() / f"kdeck-dan-{self._dan}.html")

    async def take(self, text: str) -> None:
        """Write it."""
        path = Path(text).expanduser()
        await self.kdeck.ask(self._write, path)
        self.dismiss(str(path))

    def _write(self, path: Path) -> None:
        """On the trainer's thread: the page is made anew, in the language in use."""
        text = page(make(self.kdeck.trainer, self._dan))
        try:
            files.write(str(path), text.encode())
        except (OSError, ValueError) as error:
            raise KdeckError(
                Message("{file} cannot be written: {reason}", file=str(path), reason=reason_of(error))
            ) from error


def _page(texts: Contents, width: int) -> Content:
    """All lines, none wider than ``width`` cells; those of a piece of evidence hang by its sign."""
    parts = []
    for text, role in lines(texts):
        hangs = role == "good" or text.startswith("  ")
        rows = wrap(painted(Line(text.strip(), "fact" if role == "good" else role)), width - 2 if hangs else width)
        lead = Content.styled("✓ ", PAINT["good"]) if role == "good" else Content("  " if hangs else "")
        parts += [Content.assemble(Content("  ") if place and hangs else lead, row) for place, row in enumerate(rows)]
    return joined(parts)
