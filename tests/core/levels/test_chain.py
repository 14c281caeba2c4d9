"""The hash chain: defined to the byte, changed by any edit, the same again after a merge."""

from __future__ import annotations

from hashlib import sha256

import pytest

from kdeck.core.events.event import Event
from kdeck.core.levels.record import as_it_was, chain, head


def event(number: int, device: str = "a", body: str = "") -> Event:
    """An event of a machine."""
    return Event(f"id-{number:03}", "amy", number, 0, 0, device, "review", "deck/card", {"x": body})


def line_of(made: Event) -> str:
    """A line that says everything."""
    return repr(made)


def test_the_chain_is_what_its_definition_says() -> None:
    first = sha256(bytes(32) + "一".encode()).digest()
    assert head(["一", "b"]) == sha256(first + b"b").hexdigest()
    assert head([]) == "0" * 64


def test_it_ends_with_the_event_asked_for_and_does_not_mind_the_order_given() -> None:
    events = [event(number) for number in range(5)]
    whole = chain(events, "id-003", line_of)
    assert whole.events == 4
    assert whole.last == "id-003"
    assert whole == chain(reversed(events), "id-003", line_of)
    assert whole.head == head(map(line_of, events[:4]))


@pytest.mark.parametrize("place", range(4))
def test_an_edit_of_any_event_before_changes_the_head(place: int) -> None:
    events = [event(number) for number in range(4)]
    edited = [*events]
    edited[place] = event(place, body="edited")
    assert chain(edited, "id-003", line_of).head != chain(events, "id-003", line_of).head
    assert chain(events[:place] + events[place + 1 :] + [event(4)], "id-004", line_of) != chain(
        [*events, event(4)], "id-004", line_of
    )


def test_what_another_machine_adds_later_is_left_out_again() -> None:
    here = [event(number) for number in (1, 3, 5)]
    known, unknown = [event(2, "b")], [event(4, "b"), event(0, "c")]
    then = chain([*here, *known], "id-005", line_of)
    again = as_it_was([*here, *known, *unknown], "id-005", then.streams)
    assert head(map(line_of, again)) == then.head
    assert len(again) == then.events


def test_an_event_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        chain([event(1)], "id-009", line_of)
