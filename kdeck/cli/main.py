"""``kdeck``: from the words on the command line to one command, and from what went wrong to one clear line."""

from __future__ import annotations

import gc
import os
import sys
from itertools import pairwise

from kdeck import language
from kdeck.cli.console import OutputFailed, complain, discard_output, flush, note, prepare_streams, say, trace
from kdeck.core.errors import KdeckError

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

    older = language.checked()
    language.use(_language_named(argv) or language.preferred())  # for what may be wrong before a journal is found
    shared, words = shared_options(argv)
    if shared.version:
        from kdeck import __version__

        say(f"kdeck {__version__}")
        return 0
    context = Context(shared)
    try:
        context.speak()
        if (stale := older.get(language.current())) is not None:
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
    return next((known for known in language.languages() if known in named), None)


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
