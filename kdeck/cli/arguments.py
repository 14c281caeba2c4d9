"""The command line: options that every command shares, and errors in the reader's language.

Shared options may stand before or after the command, so they are taken out first; the rest belongs to the command.
"""

from __future__ import annotations

import argparse
import os
from importlib import import_module
from types import ModuleType
from typing import Any, Final, NamedTuple, NoReturn

from kdeck.cli.console import show
from kdeck.core.errors import UsageError
from kdeck.core.message import Message
from kdeck.language import N_, _, languages


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

ARGPARSE_TEXTS: Final = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
)
"""What argparse itself may say; marked here so that the catalogue has it."""


class Parser(argparse.ArgumentParser):
    """An ``ArgumentParser`` that raises ``UsageError`` instead of leaving the process."""

    def __init__(self, **options: Any) -> None:
        vars(argparse)["_"] = _  # argparse translates by the process's locale, which is not the reader's choice
        super().__init__(allow_abbrev=False, formatter_class=_formatter, **options)

    def error(self, message: str) -> NoReturn:
        """Refuse wrong words."""
        raise UsageError(
            Message("{problem}", problem=message), Message("{program} --help shows what it takes.", program=self.prog)
        )

    def _print_message(self, message: str, file: object = None) -> None:  # noqa: ARG002 - argparse passes it
        show(message)

    def known_options(self) -> list[str]:
        """Every option that this parser takes, in its long and short spellings."""
        return list(self._option_string_actions)


def shared_options(argv: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """The shared options, wherever they stand, and the words that are left."""
    parser = Parser(prog="kdeck", add_help=False)
    add_shared(parser, Command("", "", at=True, format=True, begins=True))
    parser.add_argument("--version", action="store_true")
    return parser.parse_known_args(argv)


def add_shared(parser: argparse.ArgumentParser, command: Command) -> None:
    """Give a parser the shared options that its command takes."""
    group = parser.add_argument_group(_("shared options"))
    folder = _folder_completion()
    decks = group.add_argument(
        "--decks", metavar=_("DIR"), type=_folder, help=_("the library (default: ./decks, else the demo shop)")
    )
    home = group.add_argument(
        "--home",
        metavar=_("DIR"),
        type=_folder,
        help=_("where journals are kept (default: KDECK_HOME, else the system's data folder)"),
    )
    vars(decks)["complete"] = vars(home)["complete"] = folder
    group.add_argument(
        "--learner", metavar=_("NAME"), help=_("whose journal (default: KDECK_LEARNER, else the only one)")
    )
    group.add_argument("--lang", choices=languages(), help=_("language of all texts"))
    if command.at:
        group.add_argument(
            "--at",
            metavar=_("TIME"),
            help=_("act as if it were this time: 2026-11-11, 2026-11-11T16:00, with +08:00 or Z for another zone"),
        )
    if command.begins:
        group.add_argument(
            "--simulated",
            action="store_true",
            help=_("begin a journal for simulation: its time may be set, and what is done in it proves nothing"),
        )
    if command.format:
        group.add_argument("--format", choices=("text", "json"), help=_("how to print (default: text)"))


def parse(argv: list[str], shared: argparse.Namespace) -> tuple[ModuleType, argparse.Namespace] | None:
    """The command's module and all options; ``None`` when help was asked for and printed."""
    name = argv[0] if argv else ""
    if name == "help" and len(argv) > 1:
        return parse([*argv[1:], "--help"], shared)
    if name in ("-h", "--help", "help"):
        show(full_parser().format_help())
        return None
    if name.startswith("-"):
        raise _unknown_option(name, [option for option in _shared_names() if option.startswith("--")], "kdeck")
    if name and name not in COMMANDS:
        raise _unknown_command(name)
    command = COMMANDS.get(name, APP)
    _refuse_unused(shared, command, f"kdeck {name}".strip())
    module = import_module(command.module)
    parser = command_parser(name, command, module)
    if any(word in ("-h", "--help") for word in argv[1:]):
        show(parser.format_help())
        return None
    args, extra = parser.parse_known_args(argv[1:], shared)
    if extra:
        raise _unknown_option(extra[0], parser.known_options(), parser.prog)
    return module, args


def command_parser(name: str, command: Command, module: ModuleType) -> Parser:
    """The parser of one command."""
    description = "\n\n".join(
        filter(None, (_(command.help) + _("."), getattr(module, "DETAILS", "") and _(module.DETAILS)))
    )
    parser = Parser(prog=f"kdeck {name}".strip(), description=description)
    module.configure(parser)
    add_shared(parser, command)
    return parser


def full_parser(*, load: bool = False) -> Parser:
    """The parser of all commands, for the overview; with ``load`` each has its options, for completion scripts."""
    parser = Parser(
        prog="kdeck",
        description=_("Learn what customers of your shop ask. Without a command: the app."),
        epilog=_("Exit code: 0 done, 1 something was found or failed, 2 wrong usage."),
    )
    parser.add_argument("--version", action="store_true", help=_("print the version"))
    add_shared(parser, Command("", ""))
    commands = parser.add_subparsers(title=_("commands"), metavar=_("COMMAND"), prog="kdeck")
    for name, command in COMMANDS.items():
        child = commands.add_parser(name, help=_(command.help), description=_(command.help))
        if load:
            import_module(command.module).configure(child)
            add_shared(child, command)
    return parser


def _shared_names() -> list[str]:
    parser = Parser(prog="kdeck")
    add_shared(parser, Command("", "", at=True, format=True, begins=True))
    return [*parser.known_options(), "--version"]


def _refuse_unused(shared: argparse.Namespace, command: Command, program: str) -> None:
    """A shared option that would change nothing is refused rather than ignored."""
    for option, taken in (("at", command.at), ("format", command.format), ("simulated", command.begins)):
        if getattr(shared, option) not in (None, False) and not taken:
            raise UsageError(
                Message("{program} does not take --{option}", program=program, option=option),
                Message("{program} --help shows what it takes.", program=program),
            )
    if shared.format is None:
        shared.format = "text"


def _unknown_command(name: str) -> UsageError:
    near = _nearest(name, COMMANDS)
    hint = Message("Did you mean kdeck {name}?", name=near) if near else Message("kdeck --help lists the commands.")
    return UsageError(Message("There is no command named {name}", name=name), hint)


def _unknown_option(word: str, known: list[str], program: str) -> UsageError:
    if not word.startswith("-"):
        return UsageError(
            Message("{program} does not take {word}", program=program, word=word),
            Message("{program} --help shows what it takes.", program=program),
        )
    near = _nearest(word.partition("=")[0], known)
    hint = (
        Message("Did you mean {name}?", name=near)
        if near
        else Message("{program} --help shows what it takes.", program=program)
    )
    return UsageError(Message("There is no option {name}", name=word), hint)


def _nearest(word: str, known: Any) -> str | None:
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, known, 1)), None)


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Help as wide as the terminal, at most 100. argparse would import ``shutil`` for that, with every option added."""
    try:
        width = os.get_terminal_size().columns
    except (OSError, ValueError):  # no terminal, or stdout closed
        width = 80
    return argparse.RawDescriptionHelpFormatter(prog, width=max(40, min(width, 100)) - 2)


def _folder(text: str) -> str:
    """A path; an empty one, from a variable that is not set, must not pass for the default."""
    if not text.strip():
        raise argparse.ArgumentTypeError(_("it needs the name of a folder"))
    return text


def _folder_completion() -> dict[str, str]:
    """What shtab puts into completion scripts for a folder."""
    return {"bash": "_shtab_compgen_dirs", "zsh": "_files -/", "tcsh": "d"}
