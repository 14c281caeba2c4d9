"""The commands and what each takes. Importing this imports no command: only the one that was asked for is loaded."""

from __future__ import annotations

from typing import Final, NamedTuple

from kdeck.language import N_


class Command(NamedTuple):
    """One command. module: holds ``configure(parser)`` and ``run(args, context) -> int``.

    at: it depends on the clock, so it takes ``--at``. format: it prints data, so it takes ``--format``. begins: it can
    begin a journal, so it takes ``--simulated``.
    """

    module: str
    help: str
    at: bool = False
    format: bool = False
    begins: bool = False


APP: Final = Command("kdeck.cli.app", N_("Open the app"), at=True, begins=True)
COMMANDS: Final[dict[str, Command]] = {
    "study": Command("kdeck.cli.study", N_("Study today's cards, line by line with --plain"), at=True, begins=True),
    "due": Command("kdeck.cli.due", N_("What there is to do today"), at=True, format=True),
    "goal": Command(
        "kdeck.cli.goal", N_("The go-live date: set it, and see whether it holds"), at=True, format=True, begins=True
    ),
    "why": Command("kdeck.cli.why", N_("A card's memory, history and next intervals"), at=True, format=True),
    "progress": Command("kdeck.cli.progress", N_("The figures behind the charts, as tables"), at=True, format=True),
    "log": Command("kdeck.cli.log", N_("The journal, and merging another one into it"), format=True),
    "check": Command("kdeck.cli.check", N_("Check decks and say what is wrong where"), at=True, format=True),
    "cards": Command("kdeck.cli.cards", N_("List every card that a library expands to"), format=True),
    "new": Command("kdeck.cli.new", N_("Add a card, product, rule, phrase or chat to a deck as an example")),
    "import": Command("kdeck.cli.importing", N_("Turn a table of products or questions into a deck"), format=True),
    "init": Command("kdeck.cli.init", N_("Make a small library to start from")),
    "preview": Command("kdeck.cli.preview", N_("See a deck as learners will, while you write it"), at=True),
    "schema": Command("kdeck.cli.schema", N_("Print the JSON Schema of decks and shop.yaml")),
    "typing": Command(
        "kdeck.cli.typing",
        N_("Open the app at typing; score a text, list runs, replay one"),
        at=True,
        format=True,
        begins=True,
    ),
    "dan": Command("kdeck.cli.dan", N_("The nine levels: what is reached, what is missing"), at=True, format=True),
    "submit": Command(
        "kdeck.cli.submit", N_("Submit a deck of your own for a level"), at=True, format=True, begins=True
    ),
    "witness": Command("kdeck.cli.witness", N_("Confirm a learner's level as a trainer"), at=True),
    "exam": Command(
        "kdeck.cli.exam", N_("Sit an exam, line by line with --plain; those sat"), at=True, format=True, begins=True
    ),
    "chat": Command(
        "kdeck.cli.chat", N_("Reply to customers against the clock; the drills so far"), format=True, begins=True
    ),
    "certificate": Command(
        "kdeck.cli.certificate", N_("A certificate of a level, as a page to print"), at=True, format=True
    ),
    "verify": Command("kdeck.cli.verify", N_("Check a certificate against a journal"), format=True),
    "settings": Command("kdeck.cli.settings", N_("Show or change a learner's settings"), format=True),
    "backup": Command("kdeck.cli.backup", N_("Write an intact copy of a learner's journal"), format=True),
    "restore": Command("kdeck.cli.restore", N_("Replace a learner's journal with a backup"), format=True),
    "doctor": Command(
        "kdeck.cli.doctor", N_("Check terminal, data and decks, and say what to do"), at=True, format=True
    ),
    "completion": Command("kdeck.cli.completion", N_("Print a completion script for a shell")),
}
