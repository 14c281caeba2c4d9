"""What the checker says about a rule as a whole: cases without an answer, rows without a case, what the question hides.

``kdeck.core.rules.coverage`` does the proving; here it is told to the trainer, at the row concerned.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from kdeck.core.message import Message, counted, series
from kdeck.core.rules.coverage import coverage
from kdeck.core.rules.table import Case, Table
from kdeck.core.strings import normalise
from kdeck.decks.nearness import did_you_mean, shown
from kdeck.decks.scope import Scope
from kdeck.decks.tree import descend, place_of

if TYPE_CHECKING:
    from kdeck.decks.rules import RuleEntry

SLOT: Final = re.compile(r"\{([^{}\n]*)\}")
_MOST: Final = 20
"""Overlaps of one rule that are told."""
_NAMED: Final = 12
"""Rows that are named in one message."""


def check_outcomes(rule: RuleEntry, table: Table, scope: Scope) -> None:
    """Ids used twice, and answers that are given twice."""
    ids: dict[str, int] = {}
    thens: dict[str, str] = {}
    told: set[str] = set()
    for place, row in enumerate(table.rows):
        if ids.setdefault(row.id, place) != place:
            first = place_of(descend(scope.node, ("outcomes", ids[row.id]))).line
            message = Message("The id “{id}” is used twice; line {first} has it first.", id=shown(row.id), first=first)
            scope.error("duplicate-id", message, None, "outcomes", place, "id")
        answer = normalise(row.then)
        other = thens.setdefault(answer, row.id)
        if other != row.id and answer not in told:  # once an answer: a long table may well have few
            told.add(answer)
            message = Message("“{id}” has the same answer as “{other}”.", id=row.id, other=other)
            hint = Message("Make them one outcome, or say in the answer what sets them apart.")
            scope.warn("same-outcome", message, hint, "outcomes", place, "then")
    if len(thens) == 1 and len(table.rows) == len(rule.outcomes):
        message = Message("This rule has only one answer, so there is nothing to choose.")
        scope.warn("one-answer", message, None, "outcomes")


def check_question(rule: RuleEntry, ask: str, scope: Scope) -> list[str]:
    """Slots without an input and inputs without a slot; gives the inputs that decide and that the question lacks."""
    slots = {name.strip() for name in SLOT.findall(ask)}
    for name in sorted(slots - set(rule.given)):
        message = Message("The question has a slot “{{{name}}}”, but the rule has no such input.", name=shown(name))
        scope.error("unknown-slot", message, did_you_mean(name, rule.given), "ask")
    hidden = []
    for name in rule.given:
        if name in slots:
            continue
        if any(name in outcome.when for outcome in rule.outcomes):
            hidden.append(name)
            message = Message("“{name}” decides, but the question does not show it; it is added at the end.", name=name)
            scope.warn("hidden-input", message, _slot_hint(name), "given", name)
        else:
            message = Message("“{name}” is neither in the question nor in any test.", name=name)
            scope.warn("unused-input", message, _slot_hint(name), "given", name)
    return hidden


def _slot_hint(name: str) -> Message:
    return Message("Write “{{{name}}}” where the question is to show its value.", name=name)


def check_table(table: Table, scope: Scope) -> None:
    """Gaps, rows that no case comes to, rows that overlap where only one may hold."""
    found = coverage(table)
    if found.gap is not None:
        message = Message("No outcome fits this case: {case}.", case=case_text(table, found.gap))
        scope.error("gap", message, Message("Add an outcome for it, or let a test reach further."), "outcomes")
    for row, by in found.hidden:
        _tell_hidden(table, row, by, scope)
    for first, second, case in found.overlaps[:_MOST]:
        message = Message(
            "“{first}” and “{second}” both fit this case: {case}.",
            first=table.rows[first].id,
            second=table.rows[second].id,
            case=case_text(table, case),
        )
        hint = Message("Narrow a test, or write “hit: first” to let the upper row count.")
        scope.error("overlap", message, hint, "outcomes", second)
    if len(found.overlaps) > _MOST:
        more = len(found.overlaps) - _MOST
        message = counted("{count} more pair of rows overlaps.", "{count} more pairs of rows overlap.", more)
        scope.error("overlap", message, None, "outcomes")
    if not found.proven:
        message = Message(
            "This table is too large to be proven complete: {inputs} inputs, {rows} outcomes.",
            inputs=len(table.inputs),
            rows=len(table.rows),
        )
        scope.error("too-complex", message, Message("Split it into several rules."), "outcomes")


def _tell_hidden(table: Table, row: int, by: tuple[int, ...], scope: Scope) -> None:
    name = table.rows[row].id
    if len(by) == 1:
        message = Message(
            "No case comes to “{id}”: “{other}” above takes them all.", id=name, other=table.rows[by[0]].id
        )
    else:
        message = Message(
            "No case comes to “{id}”: the rows above take them all ({others}).", id=name, others=_ids(table, by)
        )
    scope.error("unreachable", message, Message("Move it up, narrow the rows above, or delete it."), "outcomes", row)


def _ids(table: Table, rows: Sequence[int]) -> Message | str:
    """The first of some rows, by their ids."""
    names = [table.rows[row].id for row in rows]
    return series([*names[:_NAMED], "…"] if len(names) > _NAMED else names)


def case_text(table: Table, case: Case) -> Message | str:
    """A case for a trainer: ``paid = 16:00, stock = yes``."""
    values = zip(table.inputs, case, strict=True)
    return series(f"{given.name} = {given.text(position)}" for given, position in values)
