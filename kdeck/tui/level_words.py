"""The nine levels in words and lines: a rung, a need, the line that Home shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from kdeck.core.levels.judge import Judged
from kdeck.core.levels.ladder import CAREERS, Ladder, Rung, State
from kdeck.core.levels.words import asks, begun, name_of, told
from kdeck.core.moment import Moment
from kdeck.language import _, labelled, render, together
from kdeck.tui.content import joined, line, wrap
from kdeck.tui.widgets.text import fitted

MET, OPEN = "▰", "▱"
_STYLES: Final[dict[State, str]] = {"reached": "$right", "now": "bold", "to come": "$quiet", "unset": "$quiet"}
_SIGNS: Final[dict[State, str]] = {"reached": "✓", "now": "›", "to come": "·", "unset": "·"}
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
    """The levels, a line of ``width`` cells each: sign, career where one begins, needs met, name, and how it stands."""
    careers = _CAREER + 1 if width >= _NARROW else 0
    met = max(len(rung.needs) for rung in rungs) + 1
    longest = max(cell_len(render(rung.name)) for rung in rungs)
    names = min(longest, (width - careers - met - 4) // 2)
    return [_rung_line(rung, width, careers, met, names) for rung in rungs]


def _rung_line(rung: Rung, width: int, careers: int, met: int, names: int) -> Content:
    begins = next((render(career.name) for career in CAREERS if career.dan == rung.dan), "")
    head = f"{_SIGNS[rung.state]} {rung.dan} {fitted(begins, careers)}{fitted(blocks(rung), met)}"
    room, rest, style = width - cell_len(head), _stands(rung), _STYLES[rung.state]
    if not rest:
        return Content.assemble(line(head, style), line(fitted(render(rung.name), room), style))
    tail = line(" " + fitted(rest, max(0, room - names - 1)), "$changed" if rung.refresh else "$quiet")
    return Content.assemble(line(head, style), line(fitted(render(rung.name), names), style), tail)


def _stands(rung: Rung) -> str:
    if rung.reached is not None:
        if rung.refresh:
            return _("refresh {count} · {date}").format(date=date(rung.reached.at), count=len(rung.refresh))
        return date(rung.reached.at)
    if rung.state == "unset":
        return _("not set yet")
    return missing_of(rung) if rung.state == "now" else ""


def need_lines(judged: Judged, titles: Mapping[str, str], width: int) -> Content:
    """A need: what it asks, what there is of it, what is missing; no line wider than ``width`` cells.

    titles: of decks by id.
    """
    sign = line("✓ ", "bold $right") if judged.met else line("✗ ", "bold $wrong")
    name = line(render(name_of(judged.need.kind)), "bold")
    asked = line(" · " + render(asks(judged.need, judged.found, titles)))
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
    if rung is not None and rung.pending is not None:
        return render(rung.pending)
    if rung is None or step is None or step.need.missing is None:
        return ""
    values = {"dan": rung.dan, "blocks": blocks(rung), "missing": render(step.need.missing)}
    return _("Dan {dan} {blocks} · missing: {missing}").format(**values)
