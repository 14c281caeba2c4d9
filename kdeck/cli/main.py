"""``kdeck``: from the words on the command line to one command, and from what went wrong to one clear line."""

from __future__ import annotations

import gc
import os
import sys
from itertools import pairwise
from typing import Final, NamedTuple

from kdeck import language
from kdeck.cli.console import OutputFailed, complain, discard_output, flush, note, prepare_streams, say, trace
from kdeck.core.errors import KdeckError
from kdeck.language import N_

INTERRUPTED = 130
"""Exit code after Ctrl+C: 128 and the number of SIGINT, as shells expect."""


_SELDOM = 100_000
"""New objects before cycles are looked for: more than the imports of a command make."""


def program() -> int:
    """``main`` as a process of its own, which hardly looks for cycles: most commands end before there are any.

    The last look, at exit, is spared too. Together a tenth of what ``kdeck due`` takes.
    """
    gc.set_threshold(_SELDOM)
    try:
        return main()
    finally:
        gc.freeze()


def main(argv: list[str] | None = None) -> int:
    """Run one command. Exit codes: 0 done, 1 findings or errors, 2 wrong usage, 130 interrupted."""
    words = sys.argv[1:] if argv is None else argv
    prepare_streams()
    try:
        code = _run(words)
        flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has had enough (kdeck log | head): no error
        discard_output()
        return 0
    except Exception as error:  # the last line of defence: one clear line instead of a traceback
        if os.environ.get("KDECK_DEBUG"):
            trace(error)
        return _failed(error, words)
    return code


def _run(argv: list[str]) -> int:
    from kdeck.cli.arguments import parse, shared_options
    from kdeck.cli.context import Context

    stale = language.checked()
    language.use(_language_named(argv) or language.preferred())  # for what may be wrong before a journal is found
    shared, words = shared_options(argv)
    if shared.version:
        from kdeck import __version__

        say(f"kdeck {__version__}")
        return 0
    context = Context(shared)
    try:
        context.speak()
        if stale is not None and language.current() == "zh":
            note(stale)
        parsed = parse(words, shared)
        if parsed is None:
            return 0
        command, args = parsed
        return int(command.run(args, context))
    finally:
        context.close()


def _language_named(argv: list[str]) -> language.Language | None:
    """The language that the words ask for, as far as that can be told before they are understood."""
    named = {word.removeprefix("--lang=") for word in argv if word.startswith("--lang=")}
    named |= {value for word, value in pairwise(argv) if word == "--lang"}
    return next((known for known in language.LANGUAGES if known in named), None)


def _failed(error: Exception, words: list[str]) -> int:
    known = error if isinstance(error, KdeckError) else _unforeseen(error, words)
    complain(known)
    if isinstance(known, OutputFailed):
        discard_output()
    return known.exit_code


def _unforeseen(error: Exception, words: list[str]) -> KdeckError:
    from kdeck.cli.arguments import shared_options
    from kdeck.cli.console import explained

    try:
        home = shared_options(words)[0].home
    except KdeckError:
        home = None
    return explained(error, home)


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
