"""The doctor's look at the data folder, every learner's journal, and the library."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from kdeck.cli import words
from kdeck.cli.checkup import Result
from kdeck.core.clean import clean_line
from kdeck.core.clocks import cures, horizon
from kdeck.core.errors import KdeckError
from kdeck.language import _, render

if TYPE_CHECKING:
    from kdeck.cli.context import Context
    from kdeck.journal.base import Aside
    from kdeck.journal.lines import Line
    from kdeck.trainer.trainer import Trainer

_ENOUGH: Final = 50 * 1024 * 1024


def results(context: Context, *, fix: bool) -> Iterator[Result]:
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
    from kdeck.journal.network import on_network

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
        message = _("sound; {events} events, {cards} cards studied").format(events=journal.count(), cards=known)
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
            yield Result("ok", name, _("{count} events that were set aside were taken in").format(count=taken.added))
        kept = journal.aside()
    if kept:
        message = _("{count} lines are set aside, the first: {where}: {reason}")
        yield Result(
            "warn", name, _told(message, kept, line_in), _("They harm nothing. kdeck log --aside prints them.")
        )
    if unfit := list(journal.unfit()):
        message = _("{count} rows are no valid events and are passed over, the first: {where}: {reason}")
        advice = _("Somebody changed them. kdeck log --aside prints them; a backup may hold them whole: kdeck restore")
        yield Result("warn", name, _told(message, unfit, line_in), advice)


def _told(message: str, lines: list[Aside], line_in: Callable[[str, str], Line]) -> str:
    reason = line_in(lines[0].line, lines[0].origin).reason
    said = _("this kdeck understands it") if reason is None else render(reason)
    return message.format(count=len(lines), where=clean_line(lines[0].origin), reason=said)


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
        count=ahead, early=len(wrong) - ahead, now=words.clock_time(trainer.now())
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
        return Result("ok", name, _("{count} memories were recomputed").format(count=count))
    stale = stale_cards(trainer)
    if stale:
        message = _("{count} memories do not match the events, such as {card}").format(count=len(stale), card=stale[0])
        return Result("fail", name, message, _("kdeck doctor --fix recomputes them; no event is touched."))
    if not sums_hold(trainer):
        message = _("the sums over past days do not match the events")
        return Result("fail", name, message, _("kdeck doctor --fix recomputes them; no event is touched."))
    return Result("ok", name, _("every memory matches the events"))


def _library(context: Context) -> Result:
    from kdeck.decks.library import check_path

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
