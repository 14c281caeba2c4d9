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
from kdeck.language import _, labelled
from kdeck.trainer.certificate import make, page
from kdeck.trainer.certificate_words import Contents, contents
from kdeck.tui.content import joined, line, plain, wrap
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
    parts = [
        line(texts.learner, "bold"),
        line(texts.says, "$quiet"),
        line(texts.level, "bold $accent"),
        line(f"{texts.career} · {texts.date}", "$quiet"),
        Content(""),
    ]
    for row in texts.rows:
        shown = Content.assemble(line(labelled(row.name, row.shown)), line(f" · {row.when}", "$quiet"))
        first, *rest = [*wrap(shown, width - 2), *wrap(line(row.asked, "$quiet"), width - 2)]
        parts.append(Content.assemble(("✓ ", "bold $right"), first))
        parts += [Content.assemble("  ", each) for each in rest]
    parts += [Content(""), line(_("Versions of the decks (SHA-256)"), "bold")]
    for file, title, digest in texts.decks:
        parts += [line(" · ".join(part for part in (file, title) if part)), line(f"  {digest}", "$quiet")]
    parts += [Content(""), line(_("The journal"), "bold")]
    parts += [line(labelled(name, value), "$quiet") for name, value in texts.chain]
    for title, text in texts.notes:
        parts += [Content(""), line(title, "bold"), plain(text)]
    return joined(parts)
