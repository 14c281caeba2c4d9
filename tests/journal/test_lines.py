from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.errors import JournalDamaged, JournalError
from kdeck.core.events.event import KINDS, Event
from kdeck.core.moment import FIRST_DAY, LAST_AT, LAST_DAY
from kdeck.core.strings import clean, clean_line
from kdeck.journal.base import Aside, Change
from kdeck.journal.codec import to_line
from kdeck.journal.lines import events_of, from_line, lines_of
from kdeck.journal.sqlite import open_journal
from tests.journal.made import AT, BODIES, EXAM_STEPS, LEARNER, body_of, event, rewrite, void

_TEXT = st.text(max_size=20).map(clean)
_LINE = st.text(min_size=1, max_size=20).map(clean_line).filter(str.strip)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 63), (1 << 63) - 1) | st.floats(-1e18, 1e18) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT.map(clean_line), inner, max_size=3),
    max_leaves=8,
)
_RESERVED = {name for body in (*BODIES.values(), *EXAM_STEPS.values()) for name in body} | {"clock"}


@st.composite
def events(draw: st.DrawFn) -> Event:
    """Any event that may stand in a journal."""
    kind = draw(st.sampled_from(KINDS))
    extra = draw(st.dictionaries(_LINE.filter(lambda key: key not in _RESERVED), _JSON, max_size=3))
    body: dict[str, Any] = {**body_of(kind), **extra}
    if kind in ("void", "redate"):
        body |= {"event": "e0001", **({"at": draw(st.integers(0, LAST_AT))} if kind == "redate" else {})}
    if kind == "review":
        body |= {"rating": draw(st.integers(1, 4)), "retention": draw(st.floats(0.5, 0.99))}
        body["answer"] = draw(st.lists(_TEXT, max_size=3))
    return Event(
        id=draw(st.uuids(version=4)).__str__(),
        learner=draw(_LINE),
        at=draw(st.integers(0, LAST_AT)),
        offset=draw(st.integers(-86_399, 86_399)),
        day=draw(st.integers(FIRST_DAY, LAST_DAY)),
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
    made = event(0, at=AT + 123_456, body={"rating": 3, "retention": 0.9, "answer": ["今天"]})
    assert json.loads(to_line(made)) == {
        "id": "e0000",
        "learner": LEARNER,
        "at": "2026-11-22T00:00:00.123456Z",
        "offset": 28_800,
        "day": "2026-11-22",
        "device": "laptop",
        "kind": "review",
        "card": "deck/entry",
        "body": {"rating": 3, "retention": 0.9, "answer": ["今天"]},
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
        (_line(id=""), "id must be a UUID"),
        (_line(id=7), "id must be a UUID"),
        (_line(id="e 1"), "id must be a UUID"),
        (_line(learner=""), "learner must be a text"),
        (_line(learner=None), "learner must be a text"),
        (_line(card=""), "card must be a text"),
        (_line(device=1), "device must be a text"),
        (_line(at="2026-11-22T12:00:00Z"), "at is a UTC time"),
        (_line(at="2026-02-31T12:00:00.000000Z"), "at is a UTC time"),
        (_line(at=AT), "at is a UTC time"),
        (_line(day="2026-13-01"), "day is a date"),
        (_line(day=20_000), "day is a date"),
        (_line(offset=86_400), "offset must be a number of seconds"),
        (_line(offset=1.5), "offset must be a number of seconds"),
        (_line(offset=True), "offset must be a number of seconds"),
        (_line(kind="quiz"), "kind must be one of: review, practice"),
        (_line(kind=["review"]), "kind must be one of: review"),
        (_line(body=[]), "body must be a JSON object"),
        (_line(body={"rating": 5}), "rating must be a whole number from 1 to 4"),
        (_line(body={"rating": True}), "rating must be a whole number from 1 to 4"),
        (_line(body={"rating": None}), "rating must be a whole number from 1 to 4"),
        (_line(body={"ms": -1}), "ms must be a whole number from 0"),
        (_line(body={"answer": "text"}), "answer must be a list of 0 to"),
        (_line(body={"answer": [1]}), "answer.0 must be a text"),
        (_line(body={"right": 1}), "right must be true or false"),
        (_line(body={"key": 1}), "key must be a text"),
        (_line(body={"retention": 1}), "retention must be a number from 0.01"),
        (_line(body={"clock": "now"}), "clock must be a whole number from 0"),
        (_line(kind="void"), "event must be there"),
        (_line(kind="redate", body={"at": 5}), "event must be there"),
        (_line(kind="redate", body={"event": "e1"}), "at must be there"),
        (_line(kind="redate", body={"event": "e1", "at": 1.5}), "at must be a whole number"),
        (_line(kind="redate", body={"event": "e1", "at": 1 << 60}), "at must be a whole number"),
        (_line(kind="flag", body={"note": 1}), "note must be a text"),
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
    line = _line(device=hostile, card=hostile, body={"answer": [hostile], "case": {hostile: hostile}})
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
    read = events_of(str(path))
    assert next(read) == event(1)
    with pytest.raises(JournalError, match=r"log\.jsonl:3: .*UTF-8"):
        next(read)


def test_what_comes_after_a_bad_line_or_an_endless_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"{}\n" + b"[" * (10 << 20) + b"\n" + to_line(event(1)).encode() + b"\n" + b"[" * (90 << 20))
    read = list(lines_of(str(path)))
    assert [line.event for line in read] == [None, None, event(1), None]
    assert [line.learner for line in read if line.event is None] == [None] * 3
    assert [str(line.where)[-1] for line in read[:2]] == ["1", "2"]


def test_an_endless_line_is_refused_without_reading_it_all(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"[" * (9 << 20))
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
    journal.commit(Change((event(1), event(2), event(3))))
    journal.close()
    rewrite(path, "UPDATE event SET body = '{\"rating\": 9}' WHERE id = 'e0002'")
    assert [line.event for line in lines_of(path)][:2] == [event(1), event(3)]
    with pytest.raises(JournalError, match="retention must be there"):
        list(events_of(path))


def test_what_a_journal_has_set_aside_is_a_line_of_it_and_no_event(tmp_path: Path) -> None:
    path = str(tmp_path / "journal.db")
    journal = open_journal(path, LEARNER, create=True)
    kept = Aside(_line(id="x", kind="quiz"), "log.jsonl:3", "1.0")
    journal.commit(Change((event(1),), aside=(kept, kept._replace(line="{}"))))
    assert journal.aside(unless="1.0") == []
    assert journal.aside() == journal.aside(unless="2.0") == [kept, kept._replace(line="{}")]
    journal.commit(Change(released=("{}",)))
    journal.close()
    assert list(events_of(path)) == [event(1)]
    assert [(line.event, line.where, line.text) for line in lines_of(path)][1:] == [(None, "log.jsonl:3", kept.line)]


def test_a_damaged_journal_is_no_source_of_events(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 9_000)
    with pytest.raises(JournalDamaged):
        list(events_of(str(path)))
