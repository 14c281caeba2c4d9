"""What an exam came to, and each of its questions with what is right, why, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList

from kdeck.core.cards.card import Prompt
from kdeck.core.exam.record import Asked, Record
from kdeck.core.message import Message
from kdeck.language import _, together
from kdeck.text.exams import exam_name, fate_sentence, headline, kept, outcome
from kdeck.trainer.exam.results import DeckShare, ExamResult, Reviewed, by_deck, history, record_of, result_of, reviewed
from kdeck.trainer.exam.standing import fails
from kdeck.trainer.trainer import Trainer
from kdeck.tui.content import joined, line, painted, plain
from kdeck.tui.screens.frames import MenuScreen, ReadingScreen
from kdeck.tui.widgets.feedback import feedback
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import GUTTER, Menu
from kdeck.tui.widgets.question import AREAS
from kdeck.tui.widgets.text import Text, fitted

_WIDE = 112
_HIGH = 20
_WEAKEST = 3


class Seen(NamedTuple):
    """What is looked through."""

    items: tuple[Reviewed, ...]
    decks: tuple[DeckShare, ...]


class ExamResultScreen(ReadingScreen[None, Seen]):
    """The figures, the questions, and the one under the cursor."""

    FOCUS = "#items"
    FLOWS = True
    READS_AGAIN = False

    def __init__(self, record: Record) -> None:
        super().__init__()
        self._result = result_of(record)
        self._record = record
        self._missed_only = True

    def heading(self) -> tuple[str, str]:
        """Which exam."""
        return exam_name(self._result), _("Result")

    def body(self) -> ComposeResult:
        """Figures above, the questions below, the chosen one beside or below them."""
        yield Text(id="headline")
        yield Text(id="figures")
        with Container(id="review"):
            yield Menu(id="items", markup=False)
            with VerticalScroll(id="page", can_focus=False):
                yield Text(id="item")

    def keys_now(self) -> Sequence[Key]:
        """Look through the questions."""
        shown = _("all questions") if self._missed_only else _("only those missed")
        keys = [Key("up,down", "↑↓", _("questions"), "")]
        if self._missed:
            keys.append(Key("w", "w", shown, "switch"))
        return [
            *keys,
            Key("pagedown", _("page keys"), _("scroll"), "page:down"),
            Key("pageup", "", "", "page:up"),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q", "esc", _("close"), "close"),
        ]

    def read(self, trainer: Trainer) -> Seen:
        """Every question again."""
        items = reviewed(trainer, self._record)
        return Seen(items, by_deck(trainer, items))

    async def look(self) -> None:
        """Begin with what was missed."""
        await super().look()
        self._missed_only = bool(self._missed)
        self.repaint()

    def paint(self) -> None:
        """All texts; the cursor stays on its line."""
        result = self._result
        self.write("headline", painted(headline(result), "✓ " if result.passed else "✗ "))
        self.write("figures", self._figures())
        width = self.size.width // (3 if self.size.width >= _WIDE else 1) - 4 - GUTTER
        self.query_one(Menu).fill(_item_line(item, width) for item in self._shown)
        self._show_item()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the question under the cursor."""
        event.stop()
        self._show_item()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """It is shown already."""
        event.stop()

    def action_switch(self) -> None:
        """All questions, or only those that were missed."""
        self._missed_only = not self._missed_only
        self.query_one(Menu).highlighted = None
        self.repaint()

    def action_page(self, direction: str) -> None:
        """Scroll the question."""
        page = self.query_one("#page", VerticalScroll)
        (page.scroll_page_down if direction == "down" else page.scroll_page_up)(animate=False)

    @property
    def _missed(self) -> tuple[Reviewed, ...]:
        return tuple(item for item in self.known.items if not item.asked.counted) if self.known else ()

    @property
    def _shown(self) -> tuple[Reviewed, ...]:
        return self._missed if self._missed_only else self.known.items if self.known else ()

    def _show_item(self) -> None:
        here = self.query_one(Menu).highlighted
        shown = self._shown
        self.write("item", _item_page(shown[here]) if here is not None and here < len(shown) else "")
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)

    def _figures(self) -> Content:
        lines = list(map(painted, outcome(self._result)))
        if self.known is not None:
            lines += self._consequences(self.known)
        return joined(lines)

    def _consequences(self, seen: Seen) -> list[Content]:
        lines = []
        most = _WEAKEST if self.size.height >= _HIGH else 1
        weakest = [deck for deck in seen.decks if deck.right < deck.items][:most]
        if weakest and len(seen.decks) > 1:
            decks = together(f"{deck.title} {deck.right} / {deck.items}" for deck in weakest)
            lines.append(plain(_("Weakest: {decks}").format(decks=decks)))
        failed = [item for item in seen.items if fails(item.asked)]
        due = 0 if self._result.trial else sum(item.known for item in failed)
        if due:
            lines.append(plain(_("Fallen due for study: {count}.").format(count=due), "$quiet"))
        return lines


class ExamHistoryScreen(MenuScreen[list[ExamResult]]):
    """A line an exam."""

    ENTER = Message("questions")
    READS_AGAIN = False

    def heading(self) -> tuple[str, str]:
        """The title and how many there are."""
        count = "" if self.known is None else _("{count} in all").format(count=len(self.known))
        return _("Exams: history"), count

    def read(self, trainer: Trainer) -> list[ExamResult]:
        """The exams, the newest first."""
        return history(trainer)

    def standing(self, known: list[ExamResult]) -> Content:  # noqa: ARG002 - each line says it
        """Nothing beside the lines."""
        return Content("")

    def choices(self, known: list[ExamResult], width: int) -> Sequence[Content]:  # noqa: ARG002 - lines go to the edge
        """A line an exam."""
        return [_result_line(result, self.size.width - GUTTER) for result in known]

    def nothing(self) -> str:
        """How to begin."""
        return _("No exam yet. Go back and choose one.")

    def way_out(self) -> Key:
        """The key that opened the history closes it, too."""
        return Key("escape,q,h", "esc", _("close"), "close")

    async def take(self, place: int) -> None:
        """Look through one."""
        record = await self.kdeck.look(record_of, self.known[place].id) if self.known else None
        if record is not None:
            self.app.push_screen(ExamResultScreen(record))


_SIGNS: Final = {True: ("✓", "bold $right"), False: ("✗", "bold $wrong"), None: ("○", "$quiet")}


def _result_line(result: ExamResult, width: int) -> Content:
    """One exam of the history."""
    sign, style = _SIGNS[result.passed]
    figures = f"{result.right:>3} / {result.items:<3}"
    head = f" {result.at.minute}  {figures}  "
    return Content.assemble((sign, style), line(head), line(fitted(exam_name(result), max(8, width - 32)).rstrip()))


def _item_line(item: Reviewed, width: int) -> Content:
    """One question of the list."""
    sign, number = _SIGNS[item.asked.counted if item.asked.given else None], f" {item.number:>2}  "
    question = line(item.question).truncate(max(4, width - 8), ellipsis=True)
    return Content.assemble(sign, (number, "$quiet"), question)


def _item_page(item: Reviewed) -> Content:
    """One question with what was answered, what is right, why, and where it stands."""
    asked, prompt = item.asked, item.prompt
    parts = [plain(item.question, "bold"), Content("")]
    if not asked.given or asked.late:
        parts.append(plain(_fate(asked, prompt), "$changed"))
    if prompt is None or item.verdict is None:
        parts += map(line, kept(asked))
        parts.append(plain(_("The decks have changed this card since."), "$quiet"))
        return joined(parts)
    if not asked.given:
        parts += AREAS[prompt.mode].solution(prompt)
        return joined([*parts, feedback(prompt, item.verdict._replace(right=None))])
    return joined(
        [*parts, *AREAS[prompt.mode].answered(prompt, item.verdict), Content(""), feedback(prompt, item.verdict)]
    )


def _fate(asked: Asked, prompt: Prompt | None) -> str:
    text = fate_sentence(asked)
    if not asked.late or prompt is None or prompt.card.seconds is None:
        return text
    took = _("{seconds} s of {limit} s").format(seconds=round(asked.ms / 1000), limit=prompt.card.seconds)
    return f"{text} {took}"
