"""``kdeck check --against``: what an edit will do to the cards that people have met already."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from kdeck.cli.console import Painted, say
from kdeck.language import _, together

if TYPE_CHECKING:
    from kdeck.decks.against import Effect


def effect_of(path: str, revision: str) -> Effect:
    """What the edits since ``revision`` do to the cards of the library at ``path``."""
    from kdeck.cli.git import snapshot
    from kdeck.decks.against import effect

    with tempfile.TemporaryDirectory(prefix="kdeck-") as folder:
        return effect(snapshot(path, revision, folder), path)


def as_json(revision: str, found: Effect) -> dict[str, Any]:
    """The stable form: lists of card ids; ``answers`` holds old and new lines of each card that is asked anew."""
    return {
        "against": revision,
        "added": found.added,
        "dropped": found.dropped,
        "changed": found.changed,
        "redrilled": list(found.redrilled),
        "renamed": {old: new for new, old in found.renamed.items()},
        "answers": {card: {"old": old, "new": new} for card, (old, new) in found.redrilled.items()},
        "chats": found.chats._asdict(),
    }


def tell(revision: str, found: Effect) -> None:
    """One line a card, what is asked anew last, then the counts."""
    _list("+", "right", found.added)
    _list("-", "wrong", found.dropped)
    _list("=", "quiet", (_("{old} is now {new}").format(old=old, new=new) for new, old in found.renamed.items()))
    _list("~", "quiet", found.changed)
    for sign, role, chats in zip("+-~", ("right", "wrong", "quiet"), found.chats, strict=True):
        _list(sign, role, (_("{chat} (chat)").format(chat=chat) for chat in chats))
    for card, (old, new) in found.redrilled.items():
        was = _("{card}: {old} is now {new}")
        _list("!", "warn", [was.format(card=card, old=together(old), new=together(new))])
    say(_("Compared with {revision}:").format(revision=revision))
    say(_("+ added: {count}").format(count=len(found.added)))
    say(_("- dropped: {count}").format(count=len(found.dropped)))
    say(_("= with another id: {count}").format(count=len(found.renamed)))
    say(_("~ reading otherwise, answer unchanged: {count}").format(count=len(found.changed)))
    say(_("! with another answer, asked at once of all who know them: {count}").format(count=len(found.redrilled)))
    if any(found.chats):
        text = _("chats: {added} added, {dropped} dropped, {changed} reading otherwise")
        say(text.format(**{name: len(ids) for name, ids in found.chats._asdict().items()}))


def _list(sign: str, role: str, lines: Iterable[str]) -> None:
    for line in lines:
        say(Painted(sign, role), f" {line}")
