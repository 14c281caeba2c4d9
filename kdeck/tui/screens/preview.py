"""Preview: every card and chat of a deck file as learners will see it, looked at again whenever the file is saved."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from kdeck.core.cards.card import Card, Prompt, draw, grade
from kdeck.core.chat.scenario import Scenario
from kdeck.core.errors import Finding
from kdeck.core.rounding import clock
from kdeck.language import _, labelled, render
from kdeck.trainer.tour import Page, Preview, sample
from kdeck.tui.content import joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.widgets.chat_window import ChatPreview
from kdeck.tui.widgets.choices import Choices
from kdeck.tui.widgets.feedback import feedback
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import Entries, Row
from kdeck.tui.widgets.question import Question
from kdeck.tui.widgets.text import Text

POLL = 0.3
"""Seconds between two looks at whether a file has been saved."""
_ON_TOP = 3
_HIGH = 20
"""Lines of a window from which on there is room for more than one finding."""


class PreviewScreen(KdeckScreen[None]):
    """What is wrong on top, the cards at the left, the one under the cursor beside them as it is asked and answered.

    Files are read and compiled on the app's one thread; what is shown meanwhile stays as it is. Nothing is stored.
    """

    CSS_PATH = ["preview.tcss", "question.tcss"]  # noqa: RUF012 - Textual's own
    HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (72, "-narrow"), (112, "-wide")]  # noqa: RUF012 - Textual's own

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self._preview = preview
        self._page = Page()
        self._stamp: object = None
        self._looking = False
        self._place = 0
        self._repetition = 0
        self._given: tuple[str, ...] | None = None
        self._prompt: Prompt | None = None
        self._shown: object = None
        self._settling = asyncio.Lock()

    def heading(self) -> tuple[str, str]:
        """The deck as a learner sees it; which card of how many, and the time where it has a limit."""
        card, shown = self.card, self.card or self.chat
        if shown is None:
            return self._preview.path, self._counts()
        left = self._page.titles.get(shown.deck, shown.deck)
        limit = f"{clock(0)} / {clock(card.seconds * 1000)}" if card and card.seconds else ""
        right = [self._counts(), limit, f"{self._place + 1} / {len(self._rows)}"]
        return left, "   ".join(part for part in right if part)

    def body(self) -> ComposeResult:
        """Findings, list, question and what is said of the answer."""
        yield Text(id="found")
        with Horizontal(id="columns"):
            yield Entries(id="entries")
            with Vertical(id="main"):
                yield Text(id="empty")
                yield Question(id="ask")
                with VerticalScroll(id="after", can_focus=False):
                    yield Text(id="said")
                yield ChatPreview(id="chat")
        with VerticalScroll(id="findings", can_focus=False):
            yield Text(id="every")

    def keys_now(self) -> Sequence[Key]:
        """What can be looked at from here."""
        away = [Key("?,f1", "?", _("help"), "help"), Key("q", "q", _("quit"), "close")]
        if self.has_class("-findings"):
            scroll = [Key("down", "↑↓", _("scroll"), "scroll:1"), Key("up", "", "", "scroll:-1")]
            return [Key("e,escape", "e", _("back to the cards"), "findings"), *scroll, *away]
        keys: list[Key] = []
        if self._rows:
            keys += [Key("space,enter", _("space"), self._next_view(), "answer"), *self._variants()]
            keys += [Key("down,j", "↑↓", _("move"), "move:1"), Key("up,k", "", "", "move:-1")]
            keys += [Key("pagedown", "", "", "page:1"), Key("pageup", "", "", "page:-1")]
            keys += [Key("home", "", "", "edge:0"), Key("end", "", "", "edge:1")]
        if self._page.findings:
            keys.append(Key("e", "e", _("all findings"), "findings"))
        if self._rows:
            keys.append(Key("f", "f", _("list") if self.has_class("-full") else _("full width"), "full"))
        return [*keys, *away, Key("escape", "", "", "close")]

    @property
    def card(self) -> Card | None:
        """The card under the cursor."""
        return self._page.cards[self._place] if self._place < len(self._page.cards) else None

    @property
    def chat(self) -> Scenario | None:
        """The chat under the cursor; chats stand below the cards."""
        place = self._place - len(self._page.cards)
        return self._page.chats[place] if 0 <= place < len(self._page.chats) else None

    @property
    def _rows(self) -> list[Row]:
        """Everything that the list shows."""
        cards = [Row(card.id, card.kind) for card in self._page.cards]
        return [*cards, *(Row(chat.id, "chat") for chat in self._page.chats)]

    def on_mount(self) -> None:
        """Look at once, then whenever something has been saved."""
        self.set_interval(POLL, self._poll)
        self._poll()

    def paint(self) -> None:
        """Everything but the question's own widgets, which ``_settle`` sets up."""
        page, card = self._page, self.card
        self.write("found", self._on_top())
        self.write("every", joined([text for finding in page.findings for text in _told(finding)]))
        self.query_one(Entries).show(self._rows, self._place)
        self.write("empty", "" if self._rows else self._nothing())
        self.write("said", self._said())
        for part in (self.query_one(Question), self.query_one("#after")):
            part.display = card is not None
        chat = self.query_one(ChatPreview)
        chat.display = self.chat is not None
        if self.chat is not None:
            chat.show(self.chat, answered=self._given is not None)

    async def on_choices_clicked(self, event: Choices.Clicked) -> None:
        """A click on an option is its number key."""
        event.stop()
        await self.act(f"option:{event.place}")

    async def on_entries_clicked(self, event: Entries.Clicked) -> None:
        """Go to the card that was clicked."""
        event.stop()
        await self._go(event.place)

    async def action_move(self, rows: str) -> None:
        """Up and down the list."""
        await self._go(self._place + int(rows))

    async def action_page(self, pages: str) -> None:
        """A screen up or down the list."""
        await self._go(self._place + int(pages) * self.query_one(Entries).page)

    async def action_edge(self, last: str) -> None:
        """To the first or the last card."""
        await self._go(len(self._rows) if int(last) else 0)

    async def action_answer(self) -> None:
        """From the question to a right answer, to a wrong one, and back."""
        if self.chat is not None:
            self._given = () if self._given is None else None
            await self._settle()
        elif self._prompt is not None:
            self._given = next(iter(self._views()[1:]), None)
            await self._settle()

    async def action_option(self, number: str) -> None:
        """What becomes of this option."""
        prompt = self._prompt
        if prompt is not None and prompt.single and int(number) < len(prompt.options):
            self._given = (prompt.options[int(number)],)
            await self._settle()

    async def action_again(self) -> None:
        """The next case, or the options in another order."""
        self._repetition, self._given = self._repetition + 1, None
        await self._settle()

    def action_findings(self) -> None:
        """All findings, or the cards again."""
        self.toggle_class("-findings")
        self.query_one("#findings", VerticalScroll).scroll_home(animate=False)

    def action_scroll(self, lines: str) -> None:
        """Through the findings."""
        self.query_one("#findings", VerticalScroll).scroll_relative(y=int(lines) * 3, animate=False)

    def action_full(self) -> None:
        """The question as wide as in a learner's window, or the list beside it."""
        self.toggle_class("-full")

    def action_close(self) -> None:
        """Leave."""
        self.app.exit()

    def _variants(self) -> list[Key]:
        """Keys that show another form of the same question."""
        prompt = self._prompt
        if prompt is None or not prompt.options or prompt.card.content.form:
            return []
        text = _("next case") if prompt.case else _("shuffle")
        keys = [Key("n", "n", text, "again")]
        if prompt.single:
            count = min(9, len(prompt.options))
            keys.append(Key("", f"1–{count}", _("answer so")))
            keys += [Key(str(place + 1), "", "", f"option:{place}") for place in range(count)]
        return keys

    def _views(self) -> list[tuple[str, ...] | None]:
        """The views of a card in turn, from the one that is shown."""
        prompt = self._prompt
        if prompt is None:
            return [None]
        views: list[tuple[str, ...] | None] = [None, sample(prompt, right=True)]
        if prompt.card.objective:
            views.append(sample(prompt, right=False))
        at = views.index(self._given) if self._given in views else len(views) - 1
        return views[at:] + views[:at]

    def _next_view(self) -> str:
        if self.chat is not None:
            return _("model replies") if self._given is None else _("the question")
        following = self._views()[1:]
        if not following or following[0] is None:
            return _("the question")
        if self._prompt is not None and not self._prompt.card.objective:
            return _("the answer")
        return _("answered right") if self._given is None else _("answered wrong")

    async def _go(self, place: int) -> None:
        place = max(0, min(len(self._rows) - 1, place))
        if place != self._place:
            self._place, self._repetition, self._given = place, 0, None
            await self._settle()

    def _poll(self) -> None:
        """Start a look unless one is under way."""
        if not self._looking:
            self._looking = True
            self.run_worker(self._look())

    async def _look(self) -> None:
        try:
            stamp = await self.kdeck.ask(self._preview.stamp)
            if stamp != self._stamp:
                page = await self.kdeck.ask(self._preview.look)
                self._stamp = stamp
                await self._take_up(page)
        finally:
            self._looking = False

    async def _take_up(self, page: Page) -> None:
        """Show another state of the files; the cursor keeps its card, and an answer that still fits stays."""
        kept = self.card or self.chat
        self._page = page
        ids = [row.id for row in self._rows]
        if kept is not None and kept.id in ids:
            self._place = ids.index(kept.id)
        else:
            self._place, self._repetition, self._given = max(0, min(self._place, len(ids) - 1)), 0, None
        await self._settle()

    async def _settle(self) -> None:
        """Bring the question to the card, the case and the answer that are to be shown."""
        async with self._settling:
            card = self.card
            self._prompt = None if card is None else draw(card, self._repetition)
            if self._prompt is not None and self._shown != (self._prompt, self._given):
                await self._show(self._prompt)
            self.repaint()

    async def _show(self, prompt: Prompt) -> None:
        if self._given is not None and prompt.options and not set(self._given) <= set(prompt.options):
            self._given = None  # the options are others since the file was saved
        question = self.query_one(Question)
        await question.ask(prompt)
        for widget in question.query("*"):
            widget.can_focus = False
        if self._given is not None:
            for option in self._given if prompt.options else ():
                question.choose(prompt.options.index(option))
            question.judge(grade(prompt, self._given))
            question.scroll_home(animate=False)
        self.query_one("#after", VerticalScroll).scroll_home(animate=False)
        self._shown = prompt, self._given

    def _said(self) -> Content:
        """What is said below the question."""
        prompt = self._prompt
        if prompt is None:
            return Content("")
        if self._given is not None:
            return feedback(prompt, grade(prompt, self._given))
        return plain(_("Hint: {hint}").format(hint=prompt.card.hint)) if prompt.card.hint else Content("")

    def _on_top(self) -> Content:
        """The first findings, how many more there are, and whether what is below is older than the file."""
        page, parts, room = self._page, list[Content](), self.app.size.width - 4
        if page.trouble is not None:
            parts.append(line(f"✗ {render(page.trouble.message)}", "$wrong"))
        most = _ON_TOP if self.app.size.height >= _HIGH else 1
        first = sorted(page.findings, key=lambda finding: finding.level != "error")[:most]
        parts += [_told(finding)[0].truncate(room, ellipsis=True) for finding in first]
        if len(page.findings) > most > 1:
            parts.append(line(_("and {count} more").format(count=len(page.findings) - most), "$quiet"))
        if page.trouble is not None or ((shown := self.card or self.chat) is not None and shown.file in page.stale):
            parts.append(line(_("! This card is as it was before the mistake."), "$changed"))
        return joined(parts)

    def _counts(self) -> str:
        """How many errors and warnings there are."""
        errors = sum(finding.level == "error" for finding in self._page.findings)
        counts = (("✗", errors), ("!", len(self._page.findings) - errors))
        return "  ".join(f"{sign} {count}" for sign, count in counts if count)

    def _nothing(self) -> str:
        if self._stamp is None:
            return _("reading …")
        if self._page.trouble is not None or any(finding.level == "error" for finding in self._page.findings):
            return _("There is no card to show yet. Mend what is said above and save: it appears here.")
        return _("There is no card yet. kdeck new card writes a first example.")


def _told(finding: Finding) -> list[Content]:
    """A finding with its place, and below it what to do."""
    sign, style = ("✗", "$wrong") if finding.level == "error" else ("!", "$changed")
    place = f"{finding.file}:{finding.line}:{finding.column}"
    said = [line(f"{sign} {labelled(place, render(finding.message))} [{finding.code}]", style)]
    if finding.hint is not None:
        said.append(line(f"  {render(finding.hint)}", "$quiet"))
    return said
