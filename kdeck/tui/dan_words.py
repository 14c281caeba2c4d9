"""The nine levels in words and lines: a rung, a need, the line that Home shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from kdeck.core.dan.judge import Judged
from kdeck.core.dan.ladder import CAREERS, Ladder, Rung, State
from kdeck.core.dan.need import TypingNeed
from kdeck.core.dan.words import asks, begun, name_of, told
from kdeck.core.moment import Moment
from kdeck.language import _, labelled, render, together
from kdeck.tui.safe import joined, line
from kdeck.tui.widgets.text import fitted
from kdeck.tui.wrap import wrap

MET, OPEN = "▰", "▱"
_STYLES: Final[dict[State, str]] = {"reached": "$right", "now": "bold", "to come": "$quiet", "unset": "$quiet"}
_SIGNS: Final[dict[State, str]] = {"reached": "✓", "now": "▸", "to come": "·", "unset": "·"}
_NARROW: Final = 64
_CAREER: Final = 13


def date(at: Moment) -> str:
    """The local date: ``2026-11-23``."""
    return at.isoformat()[:10]


def blocks(rung: Rung) -> str:
    """A block a need, full where it is met."""
    met = sum(need.met for need in rung.needs)
    return MET * met + OPEN * (len(rung.needs) - met)


def missing_of(rung: Rung) -> str:
    """Everything that is missing of a level, the next thing first."""
    return together(render(need.missing) for need in rung.needs if need.missing is not None)


def rung_lines(rungs: Sequence[Rung], width: int) -> list[Content]:
    """The levels, a line of ``width`` cells each: sign, career where one begins, name, and how it stands."""
    careers = _CAREER + 1 if width >= _NARROW else 0
    most = (width - careers - 4) * 2 // 5
    names = min(max(cell_len(render(rung.name)) for rung in rungs), most)
    return [_rung_line(rung, width, careers, names) for rung in rungs]


def _rung_line(rung: Rung, width: int, careers: int, names: int) -> Content:
    begins = next((render(career.name) for career in CAREERS if career.dan == rung.dan), "")
    head = f"{_SIGNS[rung.state]} {rung.dan} {fitted(begins, careers)}"
    name, style = fitted(render(rung.name), names), _STYLES[rung.state]
    rest = fitted(_stands(rung), max(0, width - cell_len(head) - names - 1))
    tail = line(f" {rest}", "$changed" if rung.refresh else "$quiet")
    return Content.assemble(line(head, style), line(name, style), tail)


def _stands(rung: Rung) -> str:
    if rung.reached is not None:
        if rung.refresh:
            return _("{date} · refresh {count}").format(date=date(rung.reached.at), count=len(rung.refresh))
        return date(rung.reached.at)
    if rung.state == "unset":
        return _("not set yet")
    if rung.state == "now" and not rung.holds:
        return f"{blocks(rung)}  {missing_of(rung)}"
    return blocks(rung)


def need_lines(judged: Judged, width: int) -> Content:
    """A need: what it asks, what there is of it, what is missing; no line wider than ``width`` cells."""
    unit = getattr(judged.found, "unit", "")
    fixes = getattr(judged.found, "most_fixes", None) if isinstance(judged.need, TypingNeed) else None
    sign = line("✓ ", "bold $right") if judged.met else line("✗ ", "bold $wrong")
    name = line(render(name_of(judged.need.kind)), "bold")
    asked = line(" · " + render(asks(judged.need, unit, fixes)))
    so_far = labelled(_("so far"), render(told(judged.found, judged.need)))
    parts = [Content.assemble(name, asked)]
    if begun(judged.found):
        dates = dict.fromkeys(date(proof.at) for proof in judged.proofs) if judged.met else ()
        parts.append(line(so_far + (f" ({', '.join(dates)})" if dates else ""), "$quiet"))
    if judged.missing is not None:
        parts.append(line(labelled(_("missing"), render(judged.missing)), "bold $changed"))
    rows = [row for part in parts for row in wrap(part, width - 2)]
    return joined([Content.assemble(sign, rows[0]), *(Content.assemble("  ", row) for row in rows[1:])])


def home_line(found: Ladder) -> str:
    """The level in hand as Home tells it: ``Dan 1 ▰▰▰▱ · missing: typing +4 字/分``; empty where there is none."""
    rung, step = found.current, found.next
    if rung is None or step is None or step.need.missing is None:
        return ""
    values = {"dan": rung.dan, "blocks": blocks(rung), "missing": render(step.need.missing)}
    return _("Dan {dan} {blocks} · missing: {missing}").format(**values)
