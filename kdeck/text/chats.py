"""Chat drills: how many customers can be served, what the figures came to, what a reply lacked."""

from __future__ import annotations

from kdeck.core.chat.record import ACCURACY, IN_TIME, ChatResult, Kind, mean
from kdeck.core.chat.scenario import Exchange
from kdeck.core.rounding import percent, short
from kdeck.language import _, labelled, together


def kind_name(kind: Kind, chats: int) -> str:
    """What a drill is called."""
    return _("Response drill") if kind == "respond" else _("Chats at once: {chats}").format(chats=chats)


def short_name(kind: Kind, chats: int) -> str:
    """The same in fewer words."""
    return _("Response drill") if kind == "respond" else _("{chats} at once").format(chats=chats)


def seconds(milliseconds: float) -> str:
    """A time in seconds, with one place below ten."""
    return short(milliseconds / 1000)


def standing(number: int | None) -> str:
    """How many customers can be served at once. number: see ``sustainable``."""
    if number is None:
        return _("How many customers can you serve at once? A whole run tells.")
    if not number:
        return _("Not one chat yet with 90% of replies in time and 97% of facts right.")
    return _("You can serve this many customers at once: {number}").format(number=number)


def verdict(result: ChatResult) -> str:
    """What a run says of its number of chats, and what was in the way."""
    if result.kind == "respond":
        text = _("{share} of replies within {target} s, first response {first} s (target {asked} s)")
        return text.format(
            share=percent(result.share_within(result.within)),
            target=seconds(result.within),
            first=seconds(mean(result.firsts)),
            asked=seconds(result.first_within),
        )
    if not result.complete:
        return _("Left before its end: this run does not count.")
    if result.sustained:
        return _("{chats} at once: held. 90% of replies within {time} s, {right} of facts right.").format(
            chats=result.chats, time=seconds(result.p90), right=percent(result.right)
        )
    lacks = []
    if result.share_within(result.within) < IN_TIME:
        text = _("90% of replies within {target} s are asked for, {share} were")
        lacks.append(text.format(target=seconds(result.within), share=percent(result.share_within(result.within))))
    if result.right < ACCURACY:
        lacks.append(_("97% of facts right are asked for, {right} were").format(right=percent(result.right)))
    return labelled(_("{chats} at once: not yet").format(chats=result.chats), together(lacks))


def last_line(number: int | None, newest: ChatResult) -> str:
    """The newest drill, as Home says it."""
    if number:
        return _("customers at once: {number}").format(number=number)
    return _("last {share} of replies in time").format(share=percent(newest.share_within(newest.within)))


def figure_lines(result: ChatResult) -> list[str]:
    """Every other figure, a few to a line, the least important last."""
    waits = _("reply: average {average} s · 90% within {p90} s · longest {longest} s").format(
        average=seconds(result.average), p90=seconds(result.p90), longest=seconds(result.longest)
    )
    in_time = _("in time {share} (target {target} s)").format(
        share=percent(result.share_within(result.within)), target=seconds(result.within)
    )
    said = _("facts right {right} · forbidden words {forbidden} · lost customers {lost} · wrong window {wrong}").format(
        right=percent(result.right), forbidden=result.forbidden, lost=result.lost, wrong=result.wrong_window
    )
    typed = _("typing {speed} · messages {sent}, with quick replies {quick}").format(
        speed="–" if result.speed is None else f"{result.speed:.0f} {result.unit}", sent=result.sent, quick=result.quick
    )
    return [f"{waits} · {in_time}", _firsts(result), said, typed]


def _firsts(result: ChatResult) -> str:
    """How soon the first message of a chat came, and the whole of a reply; empty where nothing was sent."""
    parts = []
    if result.firsts:
        text = _("first response {first} s (target {target} s)")
        parts.append(text.format(first=seconds(mean(result.firsts)), target=seconds(result.first_within)))
    if result.wholes:
        parts.append(_("whole reply {whole} s").format(whole=seconds(mean(result.wholes))))
    return " · ".join(parts)


def faults(exchange: Exchange) -> list[str]:
    """What was not as it should be in the replies to one message, a line each."""
    found = [_("has left without a reply")] if exchange.lost else []
    found += [_("meant for another chat: {text}").format(text=sent.text) for sent in exchange.sent if sent.misplaced]
    found += [labelled(_("nothing of"), " / ".join(group)) for group in exchange.missing]
    if exchange.forbidden:
        found.append(labelled(_("must not be said"), together(exchange.forbidden)))
    return found
