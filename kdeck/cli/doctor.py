"""What one check of ``kdeck doctor`` came to."""

from __future__ import annotations

import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from kdeck.cli.console import control, flush, say, say_json
from kdeck.core.errors import KdeckError
from kdeck.core.events.clocks import cures, horizon
from kdeck.core.message import Message, counted
from kdeck.core.strings import clean_line
from kdeck.core.typing.run import SAMPLE, listen
from kdeck.language import N_, _, labelled, listed, render
from kdeck.text import Line, Role

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from kdeck.cli.context import Context
    from kdeck.journal.base import Aside
    from kdeck.journal.lines import Line as JournalLine
    from kdeck.trainer.trainer import Trainer


Level = Literal["ok", "warn", "fail", "skip"]


class Result(NamedTuple):
    """One line of the doctor's report, in the reader's language. advice: what to do; empty when all is well."""

    level: Level
    name: str
    message: str
    advice: str = ""


_ENOUGH: Final = 50 * 1024 * 1024


def data_results(context: Context, *, fix: bool) -> Iterator[Result]:
    """Every check of folders, journals and decks."""
    yield from _folder(context.home)
    try:
        names = context.learners()
    except KdeckError as error:
        yield _failed(_("Learners"), error)
        names = []
    for name in names:
        yield from _journal(context, name, fix=fix)
    yield _library(context)


def _folder(home: str) -> Iterator[Result]:
    name = _("Data folder")
    if not os.path.lexists(home):
        yield Result("ok", name, _("{folder} (made when you first study)").format(folder=home))
        return
    if not os.path.isdir(home):
        yield Result("fail", name, _("{folder} is not a folder").format(folder=home), _("Name a folder with --home."))
        return
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        advice = _("Answers cannot be stored: change its permissions, or name another one with --home.")
        yield Result("fail", name, _("{folder} cannot be written").format(folder=home), advice)
        return
    yield Result("ok", name, home)
    free = shutil.disk_usage(home).free
    message = _("{size} MB free").format(size=free // (1024 * 1024))
    if free < _ENOUGH:
        yield Result("warn", _("Disk"), message, _("Free some space: without it answers cannot be stored."))
    else:
        yield Result("ok", _("Disk"), message)
    from kdeck.journal.folder import on_network

    if on_network(home):
        yield Result(
            "warn", _("Disk"), _("a network folder"), _("Answers are safe but slower; a local folder is better.")
        )


def _journal(context: Context, learner: str, *, fix: bool) -> Iterator[Result]:
    """The file, what it holds, its times and its memories."""
    from kdeck.decks.library import library_of
    from kdeck.journal.folder import path_of
    from kdeck.journal.sqlite import open_journal

    name = _("Journal of {learner}").format(learner=learner)
    try:
        journal = open_journal(path_of(context.home, learner), learner, read_only=not fix)
    except KdeckError as error:
        yield _failed(name, error)
        return
    try:
        journal.check(full=True)
        known = len(journal.known())
        cards = render(counted("{count} card studied", "{count} cards studied", known))
        message = render(
            counted("sound; {count} event, {cards}", "sound; {count} events, {cards}", journal.count(), cards=cards)
        )
        yield Result("ok", name, message)
        trainer = context.trainer(journal, library_of(()))
        yield from _aside(trainer, name, fix=fix)
        yield _clock(trainer, name, fix=fix)
        yield _memories(trainer, name, fix=fix)
    except KdeckError as error:
        yield _failed(name, error)
    finally:
        journal.close()


def _aside(trainer: Trainer, name: str, *, fix: bool) -> Iterator[Result]:
    """Lines that were merged in and are no valid events here, and rows that somebody has made such."""
    from kdeck.journal.lines import line_in
    from kdeck.trainer.merge import retake

    journal = trainer.journal
    kept = journal.aside()
    if kept and fix:
        taken = retake(trainer, kept)
        if taken.added:
            message = counted(
                "{count} event that was set aside was taken in",
                "{count} events that were set aside were taken in",
                taken.added,
            )
            yield Result("ok", name, render(message))
        kept = journal.aside()
    if kept:
        message = counted(
            "{count} line is set aside: {where}: {reason}",
            "{count} lines are set aside, the first: {where}: {reason}",
            len(kept),
            **_first(kept, line_in),
        )
        yield Result("warn", name, render(message), _("They harm nothing. kdeck log --aside prints them."))
    if unfit := list(journal.unfit()):
        message = counted(
            "{count} row is no valid event and is passed over: {where}: {reason}",
            "{count} rows are no valid events and are passed over, the first: {where}: {reason}",
            len(unfit),
            **_first(unfit, line_in),
        )
        advice = _("Somebody changed them. kdeck log --aside prints them; a backup may hold them whole: kdeck restore")
        yield Result("warn", name, render(message), advice)


def _first(lines: list[Aside], line_in: Callable[[str, str], JournalLine]) -> dict[str, Message | str]:
    """Where the first of some lines is from, and what is wrong with it."""
    reason = line_in(lines[0].line, lines[0].origin).reason
    return {"where": clean_line(lines[0].origin), "reason": reason or Message("this kdeck understands it")}


def _clock(trainer: Trainer, name: str, *, fix: bool) -> Result:
    """Whether events are dated in the future, and their cure."""
    if fix:
        from kdeck.trainer.merge import redate

        count = redate(trainer)
        if count:
            return Result("ok", name, _("Answers that got their right times: {count}").format(count=count))
    ahead, wrong = len(trainer.journal.after(horizon(trainer.now()))), cures(trainer.journal.written(), trainer.now())
    if not ahead and not wrong:
        return Result("ok", name, _("no answer was dated by a wrong clock"))
    message = _("answers dated in the future: {count}, too early: {early}; the clock says {now}").format(
        count=ahead, early=len(wrong) - ahead, now=trainer.now().minute
    )
    advice = _(
        "What is dated in the future is kept, but does not count until then. If the clock is wrong, set it right, and "
        "all is well. If it is right, kdeck doctor --fix gives these answers the times that they kept, else times "
        "between their neighbours'."
    )
    return Result("warn", name, message, advice)


def _memories(trainer: Trainer, name: str, *, fix: bool) -> Result:
    """Whether every stored memory is what the events say."""
    from kdeck.trainer.merge import rebuild, stale_cards, sums_hold

    if fix:
        count = rebuild(trainer)
        return Result(
            "ok", name, render(counted("{count} memory was recomputed", "{count} memories were recomputed", count))
        )
    stale = stale_cards(trainer)
    if stale:
        message = counted(
            "{count} memory does not match the events: {card}",
            "{count} memories do not match the events, such as {card}",
            len(stale),
            card=stale[0],
        )
        return Result("fail", name, render(message), _("kdeck doctor --fix recomputes them; no event is touched."))
    if not sums_hold(trainer):
        wrong = _("the sums over past days do not match the events")
        return Result("fail", name, wrong, _("kdeck doctor --fix recomputes them; no event is touched."))
    return Result("ok", name, _("every memory matches the events"))


def _library(context: Context) -> Result:
    from kdeck.decks.checking import check_path

    name = _("Decks")
    try:
        folder = context.decks_folder()
        findings = check_path(folder, today=context.clock()().day)
        count = len(context.library())
    except KdeckError as error:
        return _failed(name, error)
    errors = sum(finding.level == "error" for finding in findings)
    message = _("{folder}: cards {cards}, errors {errors}, warnings {warnings}").format(
        folder=folder, cards=count, errors=errors, warnings=len(findings) - errors
    )
    advice = _("kdeck check {folder} says where.").format(folder=folder)
    if errors:
        return Result("fail", name, message, advice)
    return Result("warn", name, message, advice) if findings else Result("ok", name, message)


def _failed(name: str, error: KdeckError) -> Result:
    return Result("fail", name, render(error.message), render(error.hint) if error.hint else "")


_PACKAGES: Final = ("textual", "fsrs", "pyyaml", "pydantic", "platformdirs", "shtab")
_COLUMNS, _LINES = 80, 24
_REPLY: Final = re.compile(rb"\x1b\[(\d+);(\d+)R")
_PATIENCE = 1.0


def terminal_results(*, ask: bool) -> Iterator[Result]:
    """Every check of machine and terminal. ask: whether terminal and person may be asked, which shows on the screen."""
    yield _python()
    yield _encoding()
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    if not interactive:
        reason = _("input or output is not a terminal")
        for name in (_("Terminal"), _("Width of Chinese characters"), _("Input method")):
            yield Result("skip", name, reason)
        return
    yield _terminal()
    if ask:
        yield _widths()
        yield _input_method()


def _python() -> Result:
    from importlib.metadata import PackageNotFoundError, version

    from kdeck import __version__

    found, missing = [f"kdeck {__version__}", f"Python {sys.version.split()[0]}"], []
    for package in _PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    if missing:
        advice = _("Install kdeck again, with everything that it needs.")
        return Result("fail", _("Versions"), _("missing: {packages}").format(packages=listed(missing)), advice)
    return Result("ok", _("Versions"), listed(found))


def _encoding() -> Result:
    stream = (sys.stdout.encoding or "utf-8").lower()
    named = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "")
    message = _("output {encoding}, locale {locale}").format(encoding=stream, locale=named or _("not set"))
    try:
        SAMPLE.encode(stream)
    except (UnicodeEncodeError, LookupError):
        return Result("fail", _("Encoding"), message, _("Set LANG to a UTF-8 locale, such as zh_CN.UTF-8 or C.UTF-8."))
    return Result("ok", _("Encoding"), message)


def _terminal() -> Result:
    size, kind = shutil.get_terminal_size(), os.environ.get("TERM", "")
    message = f"{size.columns}x{size.lines}, TERM={kind or '-'}"
    if os.name != "nt" and kind in ("", "dumb"):
        return Result(
            "fail", _("Terminal"), message, _("Set TERM, for example to xterm-256color; or use kdeck study --plain.")
        )
    if size.columns < _COLUMNS or size.lines < _LINES:
        return Result("warn", _("Terminal"), message, _("Make the window at least 80 wide and 24 high."))
    return Result("ok", _("Terminal"), message)


def _widths() -> Result:
    """Ask the terminal where its cursor is after two hanzi: it must have moved by four columns."""
    name = _("Width of Chinese characters")
    column = _cursor_after_two_hanzi()
    if column is None:
        return Result("skip", name, _("the terminal does not say where its cursor is"))
    if column != 5:
        message = _("two characters took {cells} columns instead of 4").format(cells=column - 1)
        return Result("fail", name, message, _("Choose a font with Chinese characters, or another terminal."))
    return Result("ok", name, _("2 columns each"))


def _cursor_after_two_hanzi() -> int | None:
    """The cursor's column (from 1) after two hanzi, by the terminal's own report; ``None`` when it does not answer."""
    try:
        import termios
        import tty
    except ImportError:  # Windows
        return None
    import select

    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    reply = b""
    try:
        tty.setcbreak(descriptor)
        control("\r你好\x1b[6n")
        flush()
        end = time.monotonic() + _PATIENCE
        while not _REPLY.search(reply) and (left := end - time.monotonic()) > 0:
            if select.select([descriptor], [], [], left)[0]:
                reply += os.read(descriptor, 64)
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)
        control("\r\x1b[K")
        flush()
    found = _REPLY.search(reply)
    return int(found[2]) if found else None


def _input_method() -> Result:
    name = _("Input method")
    say(
        _("Type “{sample}” with your input method and press Enter (Enter alone passes over this):").format(
            sample=SAMPLE
        )
    )
    flush()
    typed = sys.stdin.buffer.readline().decode(sys.stdin.encoding or "utf-8", "replace").strip()
    if not typed:
        return Result("skip", name, _("nothing was typed"))
    echo = listen(typed)
    if echo is None:
        return Result("ok", name, _("{text} arrived as typed").format(text=typed))
    if echo.fault == "half-width":
        message = _("the comma came half-width")
    else:
        message = _("{text} ({points}) arrived instead of {sample}").format(
            text=repr(typed), points=echo.points, sample=SAMPLE
        )
    return Result("warn", name, message, render(echo.advice))


DETAILS = N_("Exit code 1 when anything failed. JSON: a list of {level, name, message, advice}.")
_ROLES: dict[Level, Role] = {"ok": "good", "warn": "warn", "fail": "bad", "skip": "quiet"}


def configure(parser: ArgumentParser) -> None:
    """Mending what can be mended."""
    parser.add_argument(
        "--fix",
        action="store_true",
        help=_(
            "recompute memories that do not match the journal, and mend times in the future (if the clock is right)"
        ),
    )


def run(args: Namespace, context: Context) -> int:
    """Run every check; one that fails never hides the others."""
    if args.fix and context.options.at is not None:
        for name in context.learners():
            context.require_simulated(name)
    results = []
    for result in _results(context, fix=args.fix):
        results.append(result)
        if args.format == "text":
            _tell(result)
    if args.format == "json":
        say_json([result._asdict() for result in results])
    return 1 if any(result.level == "fail" for result in results) else 0


def _results(context: Context, *, fix: bool) -> Iterator[Result]:
    yield from terminal_results(ask=context.options.format == "text")
    yield from data_results(context, fix=fix)


def _tell(result: Result) -> None:
    words = {"ok": _("ok"), "warn": _("warn"), "fail": _("FAIL"), "skip": _("skipped")}
    say(Line(words[result.level], _ROLES[result.level]), f"  {labelled(result.name, result.message)}")
    if result.advice:
        say(f"    {result.advice}")
