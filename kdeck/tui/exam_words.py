"""Exams as content: where one stands with each, and each question afterwards."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from kdeck.core.cards.card import Prompt
from kdeck.core.exam.paper import Paper
from kdeck.core.exam.record import Asked
from kdeck.core.moment import Moment
from kdeck.language import _, labelled, together
from kdeck.trainer.exam.results import ExamResult, Reviewed
from kdeck.trainer.exam.standing import Standing
from kdeck.trainer.exam.wording import exam_name, fate_sentence, terms
from kdeck.tui.content import joined, line, plain
from kdeck.tui.widgets.feedback import feedback
from kdeck.tui.widgets.question import AREAS
from kdeck.tui.widgets.text import fitted

_SIGNS: Final = {True: ("✓", "bold $right"), False: ("✗", "bold $wrong"), None: ("○", "$quiet")}


def left_clock(milliseconds: int) -> str:
    """Time that is left, in minutes and seconds rounded up: ``20:00`` at the very beginning."""
    seconds = -(-milliseconds // 1000)
    return f"{seconds // 60:02}:{seconds % 60:02}"


def date_time(moment: Moment) -> str:
    """Local date and time to the minute."""
    return moment.isoformat()[:16].replace("T", " ")


def choice(standing: Standing, width: int) -> Content:
    """One exam of the menu in two lines: its name and state, what it takes."""
    state, style = _state(standing)
    name = exam_name(standing.paper)
    sign = "✓ " if standing.passed is not None else "  "
    room = max(12, width - 2)
    head = Content.assemble((sign, "bold $right"), line(fitted(name, room).rstrip(), "bold"))
    about = terms(standing.paper, standing.available) if standing.available else ""
    rest = joined([part for part in (line(about, "$quiet"), line(state, style)) if part], "   ")
    if about and rest.cell_length > room:
        return joined([head, Content.assemble("  ", line(about, "$quiet")), Content.assemble("  ", line(state, style))])
    return joined([head, Content.assemble("  ", rest)])


def _state(standing: Standing) -> tuple[str, str]:
    if standing.passed is not None:
        return _("passed on {date}").format(date=standing.passed.at.isoformat()[:10]), "$right"
    if standing.retake is not None:
        return _("again from {time}").format(time=date_time(standing.retake)), "$changed"
    if not standing.available:
        return _("its decks hold nothing that can be asked"), "$wrong"
    if standing.last is not None:
        return _("not passed yet"), "$changed"
    return "", ""


def shortfall(paper: Paper, available: int) -> str:
    """That the decks hold fewer questions than the exam asks for; empty where they hold enough."""
    if available >= paper.cards or paper.dan is None:
        return ""
    return _("The decks hold only {available} of the {wanted} questions.").format(
        available=available, wanted=paper.cards
    )


def result_line(result: ExamResult, width: int) -> Content:
    """One exam of the history."""
    sign, style = _SIGNS[result.passed]
    figures = f"{result.right:>3} / {result.items:<3}"
    head = f" {date_time(result.at)}  {figures}  "
    return Content.assemble((sign, style), line(head), line(fitted(exam_name(result), max(8, width - 32)).rstrip()))


def sign_of(asked: Asked) -> Content:
    """Right, wrong, or not answered."""
    sign, style = _SIGNS[asked.counted if asked.given else None]
    return Content.styled(sign, style)


def item_line(item: Reviewed, width: int) -> Content:
    """One question of the list."""
    number = f" {item.number:>2}  "
    return Content.assemble(
        sign_of(item.asked), (number, "$quiet"), line(item.question).truncate(max(4, width - 8), ellipsis=True)
    )


def item_page(item: Reviewed) -> Content:
    """One question with what was answered, what is right, why, and where it stands."""
    asked, prompt = item.asked, item.prompt
    parts = [plain(item.question, "bold"), Content("")]
    if not asked.given or asked.late:
        parts.append(plain(_fate(asked, prompt), "$changed"))
    if prompt is None or item.verdict is None:
        parts += [line(labelled(label, together(texts))) for label, texts in _kept(asked) if texts]
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


def _kept(asked: Asked) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (_("Yours"), asked.given), (_("Answer"), asked.expected)
