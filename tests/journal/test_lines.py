from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.clean import clean, clean_line
from kdeck.core.errors import JournalDamaged, JournalError
from kdeck.core.event import KINDS, Event
from kdeck.journal.base import Change
from kdeck.journal.lines import events_of, from_line, read_lines, to_line
from kdeck.journal.sqlite import open_journal
from tests.journal.made import AT, LEARNER, body_of, event, void

_TEXT = st.text(max_size=20).map(clean)
_LINE = st.text(min_size=1, max_size=20).map(clean_line)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT.map(clean_line), inner, max_size=3),
    max_leaves=8,
)
_RESERVED = {"at", "rating", "ms", "answer", "right", "key", "retention", "clock", "event", "note", "from"}


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Any event that may stand in a journal."""
    kind = draw(st.sampled_from(KINDS))
    extra = draw(st.dictionaries(_LINE.filter(lambda key: key not in _RESERVED), _JSON, max_size=3))
    body: dict[str, Any] = {**body_of(kind), **extra}
    if kind in ("void", "redate"):
        body |= {"event": "e0001", **({"at": draw(st.integers(0, 10**17))} if kind == "redate" else {})}
    if kind == "review":
        body |= {"rating": draw(st.integers(1, 4)), "retention": draw(st.floats(0.5, 0.99))}
        body["answer"] = draw(st.lists(_TEXT, max_size=3))
    return Event(
        id=draw(st.uuids(version=4)).__str__(),
        learner=draw(_LINE),
        at=draw(st.integers(-(10**16), 10**17)),
        offset=draw(st.integers(-86_399, 86_399)),
        day=draw(st.integers(-100_000, 1_000_000)),
        device=draw(_LINE),
        kind=kind,
        card=draw(_LINE),
        body=body,
    )


@given(events())
def test_an_event_comes_back_from_its_line(made: Event) -> None:
    line = to_line(made)
    assert "\n" not in line
    assert from_line(line, "x:1") == made
    assert to_line(from_line(line, "x:1")) == line


def test_a_line_reads_as_documented() -> None:
    made = event(0, at=AT + 123_456, body={"rating": 3, "answer": ["今天"]})
    assert json.loads(to_line(made)) == {
        "id": "e0000",
        "learner": LEARNER,
        "at": "2026-11-22T00:00:00.123456Z",
        "offset": 28_800,
        "day": "2026-11-22",
        "device": "laptop",
        "kind": "review",
        "card": "deck/entry",
        "body": {"rating": 3, "answer": ["今天"]},
    }
    assert "今天" in to_line(made)


def _line(**changes: Any) -> str:
    value = json.loads(to_line(event(1)))
    value["body"] |= changes.pop("body", {}) if isinstance(changes.get("body"), dict) else {}
    value |= changes
    return json.dumps({key: each for key, each in value.items() if each != "LEAVE OUT"})


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("nonsense", "no line of JSON"),
        ('{"id": "e1"', "no line of JSON"),
        ("[1, 2]", "an event is a JSON object"),
        ("[" * 50_000, "nested too deeply"),
        ("9" * 5_000, "no line of JSON"),
        (_line(at="LEAVE OUT"), "has no at"),
        (_line(extra=1), "'extra' is no key"),
        (_line(**{"\x1b[31m": 1}), "'\ufffd[31m' is no key"),
        (_line(id=""), "id is a UUID"),
        (_line(id=7), "id is a UUID"),
        (_line(id="e 1"), "id is a UUID"),
        (_line(learner=""), "learner is a text"),
        (_line(learner=None), "learner is a text"),
        (_line(card=""), "card is a text"),
        (_line(device=1), "device is a text"),
        (_line(at="2026-11-22T12:00:00Z"), "at is a UTC time"),
        (_line(at="2026-02-31T12:00:00.000000Z"), "at is a UTC time"),
        (_line(at=AT), "at is a UTC time"),
        (_line(day="2026-13-01"), "day is a date"),
        (_line(day=20_000), "day is a date"),
        (_line(offset=86_400), "offset is a number of seconds"),
        (_line(offset=1.5), "offset is a number of seconds"),
        (_line(offset=True), "offset is a number of seconds"),
        (_line(kind="quiz"), "'quiz' is no kind of event"),
        (_line(kind=["review"]), "list is no kind of event"),
        (_line(body=[]), "body is a JSON object"),
        (_line(body={"rating": 5}), "rating is a number from 1 to 4"),
        (_line(body={"rating": True}), "rating is a number from 1 to 4"),
        (_line(body={"rating": None}), "rating is a number from 1 to 4"),
        (_line(body={"ms": -1}), "ms is a number of milliseconds"),
        (_line(body={"answer": "text"}), "answer is a list of texts"),
        (_line(body={"answer": [1]}), "answer is a list of texts"),
        (_line(body={"right": 1}), "right is true or false"),
        (_line(body={"key": 1}), "key is a text"),
        (_line(body={"retention": 1}), "retention is a number between 0 and 1"),
        (_line(body={"clock": "now"}), "clock is a number of microseconds"),
        (_line(kind="void"), "a void names the event"),
        (_line(kind="redate", body={"at": 5}), "a redate names an event"),
        (_line(kind="redate", body={"event": "e1"}), "a redate names an event"),
        (_line(kind="redate", body={"event": "e1", "at": 1.5}), "a redate names an event"),
        (_line(kind="redate", body={"event": "e1", "at": 1 << 60}), "a redate names an event"),
        (_line(kind="flag", body={"note": 1}), "note is a text"),
        (_line().replace("4200", "NaN"), "NaN is not JSON"),
        (_line().replace("4200", "-Infinity"), "-Infinity is not JSON"),
        (_line().replace("4200", "1e999"), "too large"),
        (_line()[:-1] + ', "card": "a/b"}', "a key stands twice"),
    ],
)
def test_a_bad_line_is_one_error_that_names_its_place(line: str, reason: str) -> None:
    with pytest.raises(JournalError) as caught:
        from_line(line, "log.jsonl:7")
    assert str(caught.value).startswith("log.jsonl:7: ")
    assert reason in str(caught.value)
    assert "\x1b" not in str(caught.value)


@given(st.text() | _JSON.map(json.dumps))
def test_no_text_makes_another_error(text: str) -> None:
    with pytest.raises(JournalError):
        from_line(text, "x:1")


def test_control_characters_are_cleaned_everywhere() -> None:
    hostile = "a\x1b]52;c;aGk=\x07\u202eb"
    line = _line(device=hostile, card=hostile, body={"answer": [hostile], "case": {hostile: [hostile]}})
    made = from_line(line, "x:1")
    assert "\x1b" not in repr(made)
    assert "\u202e" not in str(made.body)
    assert made.body["answer"] == [clean(hostile)]


def test_lines_are_read_with_or_without_a_mark_and_blank_lines_are_passed_over(tmp_path: Path) -> None:
    lines = [to_line(event(n)) for n in range(3)]
    for text in ("\n".join(lines), "\ufeff" + "\r\n\r\n".join(lines) + "\n", "\n" + "\n".join(lines) + "\n\n"):
        (tmp_path / "log.jsonl").write_bytes(text.encode())
        assert list(events_of(str(tmp_path / "log.jsonl"))) == [event(n) for n in range(3)]


def test_a_bad_line_is_found_by_its_number_after_the_good_ones(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(to_line(event(1)).encode() + b"\n\n" + "{坏}".encode("gbk") + b"\n")
    read = read_lines(str(path))
    assert next(read) == event(1)
    with pytest.raises(JournalError, match=r"log\.jsonl:3: .*UTF-8"):
        next(read)


def test_an_endless_line_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"[" * (3 << 20))
    with pytest.raises(JournalError, match=r"log\.jsonl:1: .*too long"):
        list(events_of(str(path)))


def test_a_missing_file_or_a_folder_is_one_clear_error(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(JournalError, match=str(path)):
            list(events_of(str(path)))


def test_another_journals_file_gives_the_same_events_as_its_lines(tmp_path: Path) -> None:
    path = str(tmp_path / "journal.db")
    journal = open_journal(path, LEARNER, create=True)
    made = [event(1), event(2, "flag"), void(3, event(1))]
    journal.commit(Change(tuple(made)))
    assert list(events_of(path)) == made
    journal.close()
    before = Path(path).read_bytes()
    assert list(events_of(path)) == made
    assert Path(path).read_bytes() == before


def test_what_another_file_holds_is_checked_as_lines_are(tmp_path: Path) -> None:
    path = str(tmp_path / "journal.db")
    journal = open_journal(path, LEARNER, create=True)
    journal.commit(Change((event(1), event(2, body={"rating": 9}), event(3))))
    journal.close()
    with pytest.raises(JournalError, match="e0002: rating"):
        list(events_of(path))


def test_a_damaged_journal_is_no_source_of_events(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 9_000)
    with pytest.raises(JournalDamaged):
        list(events_of(str(path)))
