"""``kdeck cards``: everything a library expands to."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from kdeck.cli.console import say, say_json
from kdeck.language import N_, _, together

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.core.cards.card import Card, Prompt

DETAILS = N_(
    "JSON: a list of {id, kind, front, back, deck, tags, file, line, cases}. "
    "back is a text when there is one, else a list. A case is {inputs, front, back}."
)


def configure(parser: ArgumentParser) -> None:
    """The folder or file, and the drawing of cases."""
    path = parser.add_argument(
        "path", metavar=_("PATH"), nargs="?", help=_("a library or one deck file (default: --decks)")
    )
    vars(path)["complete"] = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
    parser.add_argument("--cases", metavar="N", type=_count, default=0, help=_("draw so many cases of each rule card"))
    parser.add_argument(
        "--seed",
        metavar="S",
        type=_count,
        default=0,
        help=_("the drawing's seed (default: 0, which is that of reviews)"),
    )


def run(args: Namespace, context: Context) -> int:
    """List the cards."""
    cards = context.library(args.path).cards()
    if args.format == "json":
        say_json([as_json(card, args.cases, args.seed) for card in cards])
        return 0
    for card in cards:
        say(f"{card.id}  {card.kind}  {card.front}")
        for prompt in _cases(card, args.cases, args.seed):
            say(f"    {prompt.question}  {together(card.answer)}")
    return 0


def as_json(card: Card, cases: int = 0, seed: int = 0) -> dict[str, Any]:
    """The stable form, with so many drawn cases."""
    return {
        "id": card.id,
        "kind": card.kind,
        "front": card.front,
        "back": _answer(card),
        "deck": card.deck,
        "tags": card.tags,
        "file": card.file,
        "line": card.line,
        "cases": [
            {"inputs": prompt.values, "front": prompt.question, "back": _answer(card)}
            for prompt in _cases(card, cases, seed)
        ],
    }


def _answer(card: Card) -> str | tuple[str, ...]:
    return card.answer[0] if len(card.answer) == 1 else card.answer


def _cases(card: Card, count: int, seed: int) -> Iterator[Prompt]:
    """The first so many questions of a card whose questions are drawn; with seed 0 those that reviews ask."""
    from kdeck.core.cards.card import draw
    from kdeck.core.cards.rule import Outcome

    if not isinstance(card.content, Outcome):
        return
    for repetition in range(count):
        yield draw(card, repetition, seed)


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise ArgumentTypeError(_("{text} is not a number from 0").format(text=text))
    return int(text)
