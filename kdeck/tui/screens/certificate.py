"""A certificate in the terminal, and the way to its page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from kdeck.core.errors import KdeckError, reason_of
from kdeck.core.levels.record import Certificate
from kdeck.core.message import Message
from kdeck.journal import files
from kdeck.language import _, labelled, render
from kdeck.trainer.certificate import make, page
from kdeck.trainer.certificate_words import Contents, contents
from kdeck.tui.content import joined, line, plain, wrap
from kdeck.tui.screens.base import KdeckModal, KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Entry, Text

_WIDEST: Final = 76
_FRAME: Final = 9


class CertificateScreen(KdeckScreen[None]):
    """What stands on the certificate of a level; ``h`` writes it as a page to print."""

    CSS_PATH = "certificate.tcss"

    def __init__(self, dan: int) -> None:
        super().__init__()
        self._dan = dan
        self._made: Certificate | None = None

    def heading(self) -> tuple[str, str]:
        """The title, and the shop."""
        texts = contents(self._made) if self._made is not None else None
        return (_("Certificate"), "") if texts is None else (texts.title, texts.shop)

    def body(self) -> ComposeResult:
        """One page that scrolls."""
        with VerticalScroll(id="page"):
            yield Text(id="text")

    def keys_now(self) -> Sequence[Key]:
        """Write it, scroll, leave."""
        keys = [Key("h", "h", _("save as a page"), "save")] if self._made is not None else []
        return [
            *keys,
            Key("up,down,pageup,pagedown", "↑↓", _("scroll"), ""),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q,enter", "esc", _("back"), "close"),
        ]

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Make it."""
        self.query_one("#page").focus()
        await self._make()

    def on_resize(self, event: events.Resize) -> None:
        """Lines hang by their width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    async def _make(self) -> None:
        try:
            self._made = await self.kdeck.ask(make, self.kdeck.trainer, self._dan)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    def paint(self) -> None:
        """The whole page, in the language in use."""
        if self._made is not None:
            width = max(20, min(_WIDEST, self.size.width - _FRAME))
            self.query_one("#text", Text).show(_page(contents(self._made), width))

    def action_save(self) -> None:
        """Ask where, and write the page."""
        if self._made is not None:
            self.app.push_screen(SaveModal(self._dan), self._saved)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

    def _saved(self, file: str | None) -> None:
        if file:
            self.notify(_("Written: {file}").format(file=file), timeout=8, markup=False)


class SaveModal(KdeckModal[str]):
    """Asks for a file, and writes the page of a level's certificate; gives the file's name."""

    def __init__(self, dan: int) -> None:
        super().__init__()
        self._dan = dan
        self._trouble: KdeckError | None = None

    def heading(self) -> tuple[str, str]:
        """What the box is for."""
        return _("Save the certificate"), ""

    def body(self) -> ComposeResult:
        """Where to, and what went wrong."""
        yield Text(id="what")
        yield Entry(id="path", replace=False)
        yield Text(id="fault")

    def keys_now(self) -> Sequence[Key]:
        """Text is typed here."""
        return (Key("enter", "enter", _("save"), ""), Key("escape", "esc", _("cancel"), "cancel"))

    def on_mount(self) -> None:
        """A name is there already; the cursor stands at its end."""
        entry = self.query_one(Entry)
        entry.value = str(Path.cwd() / f"kdeck-dan-{self._dan}.html")
        entry.focus()

    def paint(self) -> None:
        """The texts."""
        self.query_one("#what", Text).show(_("Open the file in a browser to print it: one sheet of A4."))
        fault = Content("") if self._trouble is None else plain("✗ " + render(self._trouble.message), "bold $wrong")
        self.query_one("#fault", Text).show(fault)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter writes it."""
        event.stop()
        path = Path(event.value.strip()).expanduser()
        try:
            await self.kdeck.ask(self._write, path)
        except KdeckError as error:
            self._trouble = error
            self.repaint()
            return
        self.dismiss(str(path))

    def action_cancel(self) -> None:
        """Nothing is written."""
        self.dismiss("")

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
