"""The replies of a chat drill, one by one, as they are looked at afterwards."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from kdeck.core.chat.exchange import Exchange
from kdeck.core.reply import Found, find
from kdeck.language import _, labelled
from kdeck.trainer.chat.words import faults, seconds
from kdeck.tui.safe import line, plain


def review(exchange: Exchange) -> list[Content]:
    """One customer's message, what was sent, what was missing, and how it could have been said."""
    found = faults(exchange)
    sign, style = ("✗", "bold $wrong") if found else ("✓", "bold $right")
    wait = _("no reply") if exchange.wait is None else _("{seconds} s").format(seconds=seconds(exchange.wait))
    name = line(f" {exchange.scenario.name}  ", "bold")
    return [
        Content.assemble((sign, style), name, line(wait, "$quiet")),
        plain(exchange.turn.text),
        *(Content.assemble(("› ", "$accent"), _marked(sent.text, sent.forbidden)) for sent in exchange.sent),
        *(line(f"✗ {fault}", "$wrong") for fault in found),
        *(plain(labelled(_("for example"), text), "$right") for text in exchange.turn.say),
        *([plain(exchange.turn.because, "$quiet")] if exchange.turn.because else []),
        Content(""),
    ]


def _marked(text: str, forbidden: Sequence[str]) -> Content:
    """A message with what must not be said struck out."""
    found: list[Found] = sorted(place for word in dict.fromkeys(forbidden) for place in find(text, word))
    parts, last = list[Content](), 0
    for place in found:
        if place.start >= last:
            parts += [plain(text[last : place.start]), plain(text[place.start : place.end], "strike $wrong")]
            last = place.end
    return Content("").join([*parts, plain(text[last:])])
