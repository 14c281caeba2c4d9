"""Customers who come, wait, go on and leave by the clock, whatever the learner does, and never twice."""

from __future__ import annotations

from kdeck.core.chat.drill import Drill, Window
from kdeck.core.chat.scenario import Exchange
from tests.core.chat.making import PARCEL, SIZE, THANKS, TODAY, customer, drill

WHOLE = "非常抱歉，马上催"


def states(run: Drill) -> list[str]:
    return [window.state for window in run.windows]


def texts(window: Window) -> list[str]:
    return [line.text for line in window.lines]


def only(run: Drill) -> Exchange:
    (exchange,) = run.ended
    return exchange


def test_a_customer_comes_after_the_gap_and_writes() -> None:
    run = drill()
    assert not run.tick(999)
    assert states(run) == ["empty"]
    assert run.tick(1_000)
    assert (states(run), texts(run.here)) == (["waiting"], [PARCEL.text])
    run.tick(4_000)
    assert run.here.waiting(run.now) == 3_000
    assert run.here.patience(run.now) == 0.95


def test_a_whole_reply_ends_the_turn_after_the_pause_and_the_next_message_comes() -> None:
    run = drill()
    sent = run.send(7_000, WHOLE)
    assert sent is not None
    assert (sent.met, sent.forbidden, run.here.state) == ((True, True), (), "answered")
    run.tick(9_999)
    assert run.ended == []
    run.tick(10_000)
    assert (only(run).first, only(run).wait, only(run).whole, only(run).ended) == (6_000, 6_000, 6_000, 10_000)
    assert texts(run.here) == [PARCEL.text, WHOLE, TODAY.text]
    assert run.here.waiting(10_500) == 500


def test_the_last_reply_ends_the_chat_and_the_drill() -> None:
    run = drill(customer(THANKS))
    run.send(2_000, "不客气")
    assert not run.over
    run.tick(5_000)
    assert (run.here.state, run.here.gone, run.over, run.due) == ("empty", "done", True, None)


def test_a_greeting_is_a_first_response_but_stops_no_clock() -> None:
    run = drill()
    run.send(3_000, "亲，您好")
    assert run.here.state == "partial"
    run.send(9_000, "抱歉")
    assert run.here.state == "partial"
    run.send(15_000, "这就帮您查")
    run.tick(18_000)
    turn = only(run)
    assert (turn.first, turn.wait, turn.whole, turn.missing) == (2_000, 8_000, 14_000, ())


def test_the_rest_of_a_reply_is_waited_for_and_then_missing() -> None:
    run = drill()
    run.send(3_000, "抱歉")
    run.tick(22_999)
    assert run.ended == []
    run.tick(23_000)
    turn = only(run)
    assert (turn.wait, turn.whole, turn.missing, turn.lost) == (2_000, None, (("催", "查"),), False)
    assert run.here.state == "waiting"


def test_while_the_rest_is_being_typed_the_customer_goes_on_waiting() -> None:
    run = drill()
    run.send(3_000, "抱歉")
    run.write(20_000, "马上")
    run.tick(39_999)
    assert run.ended == []
    run.tick(40_000)
    assert only(run).ended == 40_000


def test_typing_in_another_window_makes_nobody_wait_longer() -> None:
    run = drill(customer(), customer(SIZE, name="b"), chats=2)
    run.send(3_000, "抱歉")
    run.switch(4_000, 1)
    run.write(20_000, "建议")
    run.tick(23_000)
    assert only(run).scenario.name == "a"


def test_a_customer_without_any_message_asks_once_and_then_leaves() -> None:
    run = drill(customer(patience=40.0))
    run.tick(21_000)
    assert texts(run.here) == [PARCEL.text, "？"]
    run.tick(40_999)
    assert run.here.state == "waiting"
    run.tick(41_000)
    turn = only(run)
    assert (turn.lost, turn.wait, turn.first, turn.ended) == (True, None, None, 41_000)
    assert (run.here.gone, run.over) == ("left", True)


def test_the_clock_runs_from_the_first_message_and_not_from_the_question_mark() -> None:
    run = drill(customer(PARCEL._replace(text="Where is it?"), patience=40.0))
    run.send(30_000, WHOLE)
    run.tick(33_000)
    assert texts(run.here) == ["Where is it?", "?", WHOLE]
    assert only(run).wait == 29_000


def test_where_nothing_is_asked_for_any_message_is_a_whole_reply() -> None:
    run = drill(customer(THANKS))
    run.send(2_500, "嗯")
    run.tick(6_000)
    assert (only(run).wait, only(run).whole) == (1_500, 1_500)


def test_what_is_added_after_a_whole_reply_belongs_to_it_and_delays_nothing() -> None:
    run = drill()
    run.send(2_000, WHOLE)
    run.send(4_000, "肯定没事")
    run.tick(5_000)
    assert only(run).ended == 5_000
    assert (only(run).forbidden, len(only(run).sent), only(run).whole) == (("肯定",), 2, 1_000)


def test_a_blank_text_and_an_empty_window_take_no_message() -> None:
    run = drill(customer(THANKS), customer(SIZE, name="b"))
    assert run.send(500, "您好") is None
    assert run.send(1_500, " \n") is None
    run.send(2_000, "不客气")
    assert run.send(5_500, "还在吗") is None
    assert [sent.text for turn in run.ended for sent in turn.sent] == ["不客气"]


def test_the_next_customer_takes_the_window_that_is_free_and_finds_no_old_draft() -> None:
    run = drill(customer(THANKS), customer(SIZE, name="b"), customer(SIZE, name="c"), chats=2)
    run.tick(2_000)
    assert [window.exchange is not None for window in run.windows] == [True, True]
    run.send(3_000, "不客气")
    run.write(5_900, "还没写完")
    run.tick(6_999)
    assert (run.here.state, run.draft.text) == ("empty", "还没写完")
    run.tick(7_000)
    assert run.here.customer is not None
    assert (run.here.customer.name, run.draft.text, texts(run.here)) == ("c", "", [SIZE.text])


def test_drafts_stay_in_their_windows() -> None:
    run = drill(customer(), customer(SIZE, name="b"), chats=2)
    run.write(3_000, "非常抱歉")
    run.switch(4_000, 1)
    assert run.draft.text == ""
    run.switch(5_000, 0)
    assert run.draft.text == "非常抱歉"


def test_messages_in_a_window_that_nobody_looks_at_are_unread() -> None:
    run = drill(customer(patience=10.0), customer(patience=10.0, name="b"), chats=2)
    run.tick(8_000)
    assert [window.unread for window in run.windows] == [0, 2]
    run.switch(8_000, 1)
    assert run.here.unread == 0


def test_the_window_that_waits_longest_is_found() -> None:
    run = drill(*(customer(name=name) for name in "abc"), chats=3)
    run.tick(5_000)
    assert run.longest() == 1
    run.switch(5_000, 1)
    assert run.longest() == 0
    run.send(6_000, WHOLE)
    run.switch(6_000, 0)
    assert run.longest() == 2
    run.send(6_500, WHOLE)
    run.switch(6_500, 2)
    assert run.longest() is None


def test_a_reply_that_says_what_another_window_asks_was_sent_in_the_wrong_one() -> None:
    run = drill(customer(), customer(SIZE, name="b"), chats=2)
    sent = run.send(4_000, "亲，建议 M 码")
    assert sent is not None
    assert sent.misplaced
    assert run.here.state == "partial"


def test_a_reply_that_says_something_here_is_in_the_right_window_whatever_others_ask() -> None:
    run = drill(customer(), customer(SIZE, name="b"), chats=2)
    sent = run.send(4_000, "抱歉，建议 M 码")
    assert sent is not None
    assert not sent.misplaced


def test_a_mere_greeting_is_meant_for_anybody() -> None:
    run = drill(customer(), customer(THANKS, name="b"), chats=2)
    sent = run.send(4_000, "亲，您好")
    assert sent is not None
    assert not sent.misplaced


def test_what_nobody_waits_for_any_more_was_not_meant_for_there() -> None:
    run = drill(customer(), customer(SIZE, name="b"), chats=2)
    run.switch(3_000, 1)
    run.send(3_500, "M 码")
    run.switch(4_000, 0)
    sent = run.send(4_500, "M 码")
    assert sent is not None
    assert not sent.misplaced


def test_text_that_is_taken_to_another_window_after_all_was_first_sent_in_the_wrong_one() -> None:
    run = drill(customer(SIZE), customer(name="b"), chats=2)
    sent = run.send(4_000, "亲，马上帮您催")
    assert sent is not None
    assert not sent.misplaced  # half of what b asks: it might have been meant for either
    run.switch(5_000, 1)
    run.send(6_000, "亲， 马上帮您催")
    first = run.windows[0].exchange
    assert first is not None
    assert [one.misplaced for one in first.sent] == [True]


def test_a_quick_reply_that_goes_to_everybody_is_misplaced_nowhere() -> None:
    run = drill(customer(SIZE), customer(name="b"), chats=2)
    run.insert(3_000, "抱歉，让您久等", quick=True)
    run.send(4_000, "抱歉，让您久等")
    run.switch(5_000, 1)
    run.send(6_000, "抱歉，让您久等")
    assert [one.misplaced for w in run.windows if w.exchange for one in w.exchange.sent] == [False, False]


def test_typing_time_leaves_out_thinking_and_quick_replies_are_not_typed() -> None:
    run = drill(customer(), chats=1)
    run.write(4_000, "非")
    run.write(4_500, "非常抱歉")
    run.write(30_000, "非常抱歉，马上催")
    sent = run.send(31_000, "非常抱歉，马上催")
    assert sent is not None
    assert (sent.typed, sent.typing_ms, sent.quick) == (8, 2_000 + 500 + 2_000, False)
    run.insert(36_000, "亲，您好", quick=True)
    run.write(36_400, "亲，您好，今天")
    sent = run.send(37_000, "亲，您好，今天")
    assert sent is not None
    assert (sent.typed, sent.typing_ms, sent.quick) == (3, 400, True)


def test_a_quick_reply_that_was_taken_back_whole_is_none() -> None:
    run = drill()
    run.insert(2_000, "亲，您好", quick=True)
    run.write(2_000, "亲，您好")
    run.write(2_500, "")
    run.write(3_000, "抱歉")
    sent = run.send(3_500, "抱歉")
    assert sent is not None
    assert (sent.quick, sent.typed) == (False, 2)


def test_a_drill_that_is_broken_off_keeps_what_had_ended_and_goes_no_further() -> None:
    run = drill()
    run.send(2_000, WHOLE)
    run.leave(6_000)
    assert (run.over, run.left, len(run.ended)) == (True, True, 1)
    assert not run.tick(100_000)
    assert run.send(100_000, "今天") is None


def test_what_arrives_late_still_belongs_to_the_window_that_it_was_written_in() -> None:
    run = drill(customer(), customer(SIZE, name="b"), chats=2)
    run.tick(3_000)
    run.switch(4_000, 1)
    run.write(4_000, "抱歉，", 0)
    run.insert(4_000, "马上催", quick=True, number=0)
    sent = run.send(4_000, "抱歉，马上催", 0)
    assert sent is not None
    assert (sent.typed, sent.quick, sent.misplaced) == (3, True, False)
    assert (run.windows[0].state, run.windows[1].state, run.active) == ("answered", "waiting", 1)
