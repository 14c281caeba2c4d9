"""From a rule as it is written to its decision table: domains to positions, tests to spans, all terms filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Annotated, Final, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from kdeck.core.cards import rule
from kdeck.core.cards.card import Card
from kdeck.core.message import Message
from kdeck.core.rules import table
from kdeck.core.rules.coverage import Facts
from kdeck.core.rules.table import InputKind, Row, Table, Test
from kdeck.core.strings import Writing, fold_width, normalise, writing_of
from kdeck.decks import tree
from kdeck.decks.nearness import did_you_mean, shown, without_alike
from kdeck.decks.reworded import range_hint
from kdeck.decks.rule_findings import SLOT, check_outcomes, check_question, check_table
from kdeck.decks.schema_base import Id, Line, Note, OldIds, Range, SomeLines, Strict, problem, seq_texts, shaped
from kdeck.decks.schema_cards import Entry
from kdeck.decks.scope import Scope
from kdeck.decks.tree import Text, descend, place_of, text_at
from kdeck.decks.unary import ANY, FINE, domain_hint, exact, is_any, position_of, read_test

_COLONS: Final[dict[Writing, str]] = {"zh": "：", "en": ": "}
_FRACTION = re.compile(r"\d\.(\d{1,9})")


def _clock_range(text: str) -> tuple[int, int] | None:
    ends = tree.bounds(text)
    if ends is None:
        return None
    low, high = tree.minutes_of_day(ends[0]), tree.minutes_of_day(ends[1])
    return (low, high) if low is not None and high is not None and low <= high else None


def _date_range(text: str) -> tuple[int, int] | None:
    ends = tree.bounds(text)
    if ends is None:
        return None
    low, high = tree.day(ends[0]), tree.day(ends[1])
    return (low, high) if low is not None and high is not None and low <= high else None


def _step(text: str) -> object:
    value = tree.number(text)
    if value is not None:
        return value if value > 0 else None
    return tree.seconds(text) or None


TimeRange = Annotated[
    str,
    *shaped(
        _clock_range,
        "not-a-range",
        Message("“{text}” is not a range of times such as 08:00..23:59."),
        lambda text: range_hint(text, "time"),
    ),
]
DateRange = Annotated[
    str,
    *shaped(
        _date_range,
        "not-a-range",
        Message("“{text}” is not a range of dates such as 2026-11-01..2026-11-11."),
        lambda text: range_hint(text, "date"),
    ),
]
Step = Annotated[
    str,
    *shaped(_step, "not-a-step", Message("“{text}” is not a step such as 1 or 1m.")),
]


def _opened(text: str) -> int:
    """Brackets that are opened and not closed; ranges such as (1..7] mix the two kinds."""
    return sum((character in "([") - (character in ")]") for character in text)


def _joined(value: object) -> object:
    """A test is text, but YAML takes an unquoted ``[1..7]`` for a list; so it is put together again."""
    if isinstance(value, Text) and _opened(value) != 0:
        message = Message("The test “{text}” is cut off at its comma.", text=shown(value))
        raise problem("quote-needed", message, Message("Put the whole test in quotation marks."))
    texts = seq_texts(value)
    if not texts or not isinstance(value, list):
        return value
    joined = f"[{texts[0]}]" if len(texts) == 1 and ".." in texts[0] else ", ".join(texts)
    return text_at(joined, *place_of(value))


TestText = Annotated[Line, BeforeValidator(_joined), WithJsonSchema({"type": ["string", "number", "array", "boolean"]})]


class Input(Strict):
    """What a rule may ask about: exactly one of time, number, date, one of."""

    time: TimeRange | None = Field(default=None, description="A range of times of day: 08:00..23:59")
    number: Range | None = Field(default=None, description="A range of numbers: 0..30")
    date: DateRange | None = Field(default=None, description="A range of dates: 2026-11-01..2026-11-11")
    one_of: SomeLines | None = Field(default=None, alias="one of", description="A list of words")
    step: Step | None = Field(default=None, description="Distance between neighbouring values, such as 1 or 1m")
    unit: Note = Field(default="", description="Shown behind the number")
    say: dict[Line, Line] = Field(default={}, description="How a value is worded in the question")

    @model_validator(mode="after")
    def _exactly_one(self) -> Input:
        given = [value for value in (self.time, self.number, self.date, self.one_of) if value is not None]
        if len(given) != 1:
            message = Message("An input has exactly one of “time”, “number”, “date” and “one of”.")
            raise problem("not-one-domain", message)
        return self


class Outcome(Strict):
    """One row of the table; its id is a card."""

    id: Id = Field(description="Lower-case letters, digits and hyphens; never change it: memory hangs on it")
    was: OldIds = Field(default=(), description="The id that this outcome had before; what a learner knows is kept")
    when: dict[Line, TestText] = Field(default={}, description="Tests by input; an input left out may be anything")
    then: Line = Field(description="What is right in this case")
    because: Note = Field(default="", description="Shown after the answer")


class RuleEntry(Entry):
    """A decision table that fresh cases are drawn from."""

    title: Note = Field(default="", description="A short name")
    ask: Line = Field(description="The question, with {input} where its value is to stand")
    given: Annotated[dict[Line, Input], Field(min_length=1)] = Field(description="The inputs and their values")
    outcomes: Annotated[list[Outcome], Field(min_length=1)] = Field(description="The rows, read from the top")
    hit: Literal["first", "unique"] = Field(
        default="first", description="first: the first row that fits; unique: no two rows may fit"
    )
    because: Note = Field(default="", description="The rule in one sentence")

    def expand(self, scope: Scope) -> list[Card]:
        """The cards of the rule, one an outcome; none when it has an error."""
        scope.fill(self.title, "title")
        labels = {name: label for name in self.given if (label := scope.fill(scope.shop.words_of(name).label))}
        made = read_table(self, scope, labels)
        ask = scope.fill(self.ask, "ask")
        hidden = check_question(self, ask, scope)
        check_outcomes(self, made, scope)
        if not scope.failed:
            check_table(made, scope)
        if scope.failed:
            return []
        front = SLOT.sub(lambda slot: "{" + slot[1].strip() + "}", ask)
        colon = _COLONS[writing_of(scope.lang)]
        front = "\n".join([front, *(f"{labels.get(name, name)}{colon}{{{name}}}" for name in hidden)])
        facts, thens = Facts(made), [row.then for row in made.rows]
        return [
            scope.card(
                *(self.id, row.id, front),
                rule.Outcome(made, place, tuple(without_alike(thens, (row.then,))[0]), facts.of(place)),
                self.tags,
                place_of(descend(scope.node, ("outcomes", place))).line,
                why=row.because or made.because,
                source=scope.fill(self.source, "source"),
                seconds=self.seconds,
                until=self.until,
            )
            for place, row in enumerate(made.rows)
        ]


def read_table(rule: RuleEntry, scope: Scope, labels: Mapping[str, str]) -> Table:
    """The table of a rule; only to be used when the scope has not failed. labels: what inputs are called."""
    tests = _filled_tests(rule, scope)
    inputs: dict[str, table.Input | None] = {}
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


def _test(text: str, given: table.Input | None, scope: Scope, *path: str | int) -> Test | None:
    if given is None or is_any(text):
        return None
    reading = read_test(text, given)
    for level, code, message, hint in reading.remarks:
        (scope.error if level == "error" else scope.warn)(code, message, hint, *path)
    return Test(text, reading.spans, reading.items, reading.negated)


class _Domain:
    """The values of one input."""

    def __init__(self, name: str, given: Input, scope: Scope) -> None:
        self.name, self.given, self.scope = name, given, scope
        self.at: Final = ("given", name)

    def read(self, tests: Iterable[str]) -> table.Input | None:
        """The input; ``None`` where its values make no sense. tests: what is written about it, for its precision."""
        unit = self.scope.fill(self.given.unit, *self.at, "unit")
        if self.given.one_of is not None:
            read: table.Input | None = self._words(unit)
        elif self.given.time is not None:
            read = self._range("time", self.given.time, unit, ())
        elif self.given.date is not None:
            read = self._range("date", self.given.date, unit, ())
        else:
            read = self._range("number", self.given.number or "", unit, tests)
        return None if read is None else read._replace(say=self._say(read))

    def _words(self, unit: str) -> table.Input:
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
        return table.Input(self.name, "one of", 0, 1, len(words), words=words, unit=unit)

    def _range(self, kind: InputKind, written: str, unit: str, tests: Iterable[str]) -> table.Input | None:
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
        return table.Input(self.name, kind, low // fine, step // fine, (high - low) // step + 1, scale, unit=unit)

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

    def _say(self, given: table.Input) -> tuple[tuple[str, str], ...]:
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


def _place_of(text: str, given: table.Input) -> int | None:
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
