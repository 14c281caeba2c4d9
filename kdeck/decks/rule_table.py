"""From a rule as it is written to its decision table: domains to positions, tests to spans, all terms filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from kdeck.core.cards.card import Card
from kdeck.core.cards.rule import Outcome
from kdeck.core.message import Message
from kdeck.core.rules.facts import Facts
from kdeck.core.rules.table import Input, InputKind, Row, Table, Test
from kdeck.core.strings import fold_width, normalise
from kdeck.decks import schema_products, tree
from kdeck.decks.nearness import did_you_mean, shown, without_alike
from kdeck.decks.reworded import range_hint
from kdeck.decks.rule_findings import SLOT, check_outcomes, check_question, check_table
from kdeck.decks.schema_products import RuleEntry
from kdeck.decks.scope import Scope
from kdeck.decks.shopfile import ShopFile
from kdeck.decks.tree import descend, place_of
from kdeck.decks.unary import ANY, FINE, domain_hint, exact, is_any, position_of, read_test

_FRACTION = re.compile(r"\d\.(\d{1,9})")


def read_table(rule: RuleEntry, scope: Scope, labels: Mapping[str, str]) -> Table:
    """The table of a rule; only to be used when the scope has not failed. labels: what inputs are called."""
    tests = _filled_tests(rule, scope)
    inputs: dict[str, Input | None] = {}
    for name, given in rule.given.items():
        written = [row[name] for row in tests if name in row]
        read = _Domain(name, given, scope).read(written)
        inputs[name] = read._replace(label=labels.get(name, name)) if read is not None else None
    rows = []
    for place, (outcome, texts) in enumerate(zip(rule.outcomes, tests, strict=True)):
        at = ("outcomes", place)
        then = scope.fill(outcome.then, *at, "then")
        because = scope.fill(outcome.because, *at, "because")
        read_tests = {name: _test(text, inputs[name], scope, *at, "when", name) for name, text in texts.items()}
        rows.append(Row(outcome.id, then, because, tuple(read_tests.get(name) for name in inputs)))
    known = tuple(given for given in inputs.values() if given is not None)
    return Table(known, tuple(rows), rule.hit, scope.fill(rule.because, "because"))


def _filled_tests(rule: RuleEntry, scope: Scope) -> list[dict[str, str]]:
    """The tests of each outcome that can be read: of known inputs, with known terms."""
    rows = []
    for place, outcome in enumerate(rule.outcomes):
        row: dict[str, str] = {}
        for name, text in outcome.when.items():
            at = ("outcomes", place, "when", name)
            if name not in rule.given:
                message = Message("“{name}” is none of the inputs of this rule.", name=shown(name))
                scope.error("unknown-input", message, did_you_mean(name, rule.given), *at)
            elif (filled := _filled(text, scope, *at)) is not None:
                row[name] = filled
        rows.append(row)
    return rows


def _filled(text: str, scope: Scope, *path: str | int) -> str | None:
    """The text with its terms filled in; ``None`` where that fails, which the scope then knows."""
    failed, scope.failed = scope.failed, False
    filled = scope.fill(text, *path)
    usable = not scope.failed
    scope.failed |= failed
    return filled if usable else None


def _test(text: str, given: Input | None, scope: Scope, *path: str | int) -> Test | None:
    if given is None or is_any(text):
        return None
    reading = read_test(text, given)
    for level, code, message, hint in reading.remarks:
        (scope.error if level == "error" else scope.warn)(code, message, hint, *path)
    return Test(text, reading.spans, reading.items, reading.negated)


class _Domain:
    """The values of one input."""

    def __init__(self, name: str, given: schema_products.Input, scope: Scope) -> None:
        self.name, self.given, self.scope = name, given, scope
        self.at: Final = ("given", name)

    def read(self, tests: Iterable[str]) -> Input | None:
        """The input; ``None`` where its values make no sense. tests: what is written about it, for its precision."""
        unit = self.scope.fill(self.given.unit, *self.at, "unit")
        if self.given.one_of is not None:
            read: Input | None = self._words(unit)
        elif self.given.time is not None:
            read = self._range("time", self.given.time, unit, ())
        elif self.given.date is not None:
            read = self._range("date", self.given.date, unit, ())
        else:
            read = self._range("number", self.given.number or "", unit, tests)
        return None if read is None else read._replace(say=self._say(read))

    def _words(self, unit: str) -> Input:
        words = self.scope.fill_all(self.given.one_of or (), *self.at, "one of")
        seen: dict[str, str] = {}
        for place, word in enumerate(words):
            same = seen.setdefault(normalise(word), word)
            if same is not word:
                message = Message("“{word}” counts as the same as “{other}”.", word=shown(word), other=shown(same))
                hint = Message("Case, width, spaces and end punctuation do not count.")
                self.scope.error("value-twice", message, hint, *self.at, "one of", place)
            if is_any(word):
                message = Message("“{word}” stands for any value in a test; call this value something else.", word=ANY)
                self.scope.error("any-as-value", message, None, *self.at, "one of", place)
        return Input(self.name, "one of", 0, 1, len(words), words=words, unit=unit)

    def _range(self, kind: InputKind, written: str, unit: str, tests: Iterable[str]) -> Input | None:
        text = _filled(written, self.scope, *self.at, kind)
        ends = tree.bounds(text) if text is not None else None
        low, high = (exact(end, kind, unit) for end in ends) if ends else (None, None)
        if text is not None and (low is None or high is None or low > high):
            message = Message("“{text}” is no range of values, the lower end first.", text=shown(text))
            hint = range_hint(text, kind) or Message("Write such as {examples}.", examples=_RANGES[kind])
            self.scope.error("not-a-range", message, hint, *self.at, kind)
        step = self._step(kind, (text or "", *tests))
        if text is None or low is None or high is None or low > high or step is None:
            return None
        scale = max(_digits(low), _digits(step)) if kind == "number" else 0
        fine = 10 ** (FINE - scale)
        return Input(self.name, kind, low // fine, step // fine, (high - low) // step + 1, scale, unit=unit)

    def _step(self, kind: InputKind, texts: Iterable[str]) -> int | None:
        """The step in billionths: as given, else 1, or in numbers the smallest decimal place that is written."""
        if self.given.step is None:
            parts = (part for text in texts for part in fold_width(text).split(".."))
            places = max((len(digits) for part in parts for digits in _FRACTION.findall(part)), default=0)
            return int(10 ** (FINE - places)) if kind == "number" else 10**FINE
        text = _filled(self.given.step, self.scope, *self.at, "step")
        if text is None:
            return None
        step = _step_of(kind, text)
        if step is None:
            message = Message("“{text}” is no step for “{input}”.", text=shown(text), input=self.name)
            hint = Message("Write such as {examples}.", examples=_STEPS.get(kind, "1"))
            self.scope.error("not-a-step", message, hint, *self.at, "step")
        return step

    def _say(self, given: Input) -> tuple[tuple[str, str], ...]:
        """Wordings by the value as it is shown."""
        said: dict[str, str] = {}
        for key, wording in self.given.say.items():
            at = (*self.at, "say", key)
            value = self.scope.fill(key, *at)
            place = _place_of(value, given)
            if place is None:
                message = Message("“{value}” is none of the values of “{input}”.", value=shown(value), input=self.name)
                hint = did_you_mean(value, given.words) if given.words else domain_hint(given)
                self.scope.error("unknown-value", message, hint, *at)
                continue
            said[given.text(place)] = self.scope.fill(wording, *at)
        shown_as = [normalise(said.get(word, word)) for word in given.words]
        if len(set(shown_as)) < len({normalise(word) for word in given.words}):
            message = Message("The question words two values of “{input}” alike.", input=self.name)
            self.scope.warn("said-alike", message, None, *self.at, "say")
        return tuple(said.items())


_RANGES: Final = {"time": "08:00..23:59", "number": "0..30", "date": "2026-11-01..2026-11-11"}
_STEPS: Final[dict[InputKind, str]] = {"time": "1m, 30m, 1h", "number": "1, 5, 0.1", "date": "1, 7"}


def _step_of(kind: InputKind, text: str) -> int | None:
    """A step in billionths of the input's measure: minutes, a number, days."""
    if kind == "time":
        # A bare number would be seconds elsewhere and minutes to most eyes, so it has to say.
        seconds = tree.seconds(text) if tree.number(text) is None else None
        return int(seconds) // 60 * 10**FINE if seconds and seconds % 60 == 0 else None
    step = exact(text, "number")
    whole = kind == "number" or (step is not None and step % 10**FINE == 0)
    return step if step is not None and step > 0 and whole else None


def _place_of(text: str, given: Input) -> int | None:
    if given.kind == "one of":
        return next((place for place, word in enumerate(given.words) if normalise(word) == normalise(text)), None)
    value = exact(text, given.kind, given.unit)
    return None if value is None else position_of(value, given)


def _digits(value: int) -> int:
    """Digits behind the point of a value in billionths."""
    digits = FINE
    while digits and value % 10 == 0:
        value //= 10
        digits -= 1
    return digits


def expand_rule(rule: RuleEntry, scope: Scope, shop: ShopFile) -> list[Card]:
    """The cards of one rule; none when it has an error, which the scope then holds."""
    scope.fill(rule.title, "title")
    labels = {name: label for name in rule.given if (label := _label(name, scope, shop))}
    table = read_table(rule, scope, labels)
    ask = scope.fill(rule.ask, "ask")
    hidden = check_question(rule, ask, scope)
    check_outcomes(rule, table, scope)
    if not scope.failed:
        check_table(table, scope)
    if scope.failed:
        return []
    front = SLOT.sub(lambda slot: "{" + slot[1].strip() + "}", ask)
    colon = "：" if scope.lang.startswith("zh") else ": "
    front = "\n".join([front, *(f"{labels.get(name, name)}{colon}{{{name}}}" for name in hidden)])
    return _cards(rule, table, front, scope)


def _label(name: str, scope: Scope, shop: ShopFile) -> str:
    words = shop.facts.get(name)
    return scope.fill(words.label) if words is not None else ""


def _cards(rule: RuleEntry, table: Table, front: str, scope: Scope) -> list[Card]:
    facts = Facts(table)
    thens = [row.then for row in table.rows]
    source, tags = scope.fill(rule.source, "source"), scope.tags(rule.tags)
    return [
        Card(
            id=f"{scope.deck}/{rule.id}/{row.id}",
            deck=scope.deck,
            front=front,
            content=Outcome(table, place, tuple(without_alike(thens, (row.then,))[0]), facts.of(place)),
            tags=tags,
            why=row.because or table.because,
            source=source,
            seconds=rule.seconds,
            until=rule.until,
            file=scope.file,
            line=place_of(descend(scope.node, ("outcomes", place))).line,
        )
        for place, row in enumerate(table.rows)
    ]
