from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from kdeck.core.typing.run import Run
from kdeck.core.typing.score import Stroke
from kdeck.tui.typing_lines import Page

LETTERS = "亲的，。abz é汉👋🏽\u0301①"


def page(
    passage: str,
    typed: str,
    width: int = 40,
    *,
    hidden: tuple[int, ...] = (),
    rest: bool = True,
    lenient: bool = False,
) -> Page:
    run = Run(passage, None, lenient=lenient)
    run.feed(Stroke(0, "commit", typed))
    made = Page(passage, run.passage, hidden)
    made.lay_out(run.steps(), run.typed, width, rest=rest)
    return made


def rows(made: Page) -> list[str]:
    return [
        "".join(part)
        for line in made.lines
        for part in ((column.asked for column in line), (column.typed for column in line))
    ]


def test_what_is_right_stands_under_its_passage() -> None:
    assert rows(page("亲，在的", "亲，在")) == ["亲，在的", "亲，在  "]


def test_a_wrong_grapheme_stands_where_the_right_one_is_asked() -> None:
    made = page("拍下的订单", "排下的订单")
    assert rows(made) == ["拍下的订单", "排下的订单"]
    assert [column.mark for column in made.lines[0]] == ["wrong", "right", "right", "right", "right"]


def test_what_is_forgiven_is_shown_as_it_was_typed() -> None:
    made = page("好，在", "好,在", lenient=True)
    assert rows(made) == ["好，在", "好, 在"]
    assert [column.mark for column in made.lines[0]] == ["right"] * 3


def test_a_missing_grapheme_leaves_a_gap() -> None:
    assert rows(page("今天发货", "今发货")) == ["今天发货", "今__发货"]


def test_an_extra_grapheme_has_nothing_above_it() -> None:
    assert rows(page("今天发货", "今今天发货")) == ["  今天发货", "今今天发货"]


def test_both_rows_stay_under_each_other_when_the_widths_differ() -> None:
    assert rows(page("好，16", "好,16")) == ["好，16", "好, 16"]
    assert rows(page("16", "错6")) == ["1 6", "错6"]


def test_a_space_that_should_not_be_there_is_seen() -> None:
    assert rows(page("ab", "a b")) == ["a b", "a␣b"]
    assert rows(page("abc", "a c")) == ["abc", "a␣c"]


def test_a_lone_combining_mark_stands_on_a_circle() -> None:
    assert rows(page("ab", "\u0301b"))[1] == "◌\u0301b"


def test_control_characters_never_reach_the_terminal() -> None:
    assert rows(page("ab", "\x1b]"))[1] == "\ufffd]"


def test_a_new_line_of_the_passage_is_a_new_line_here() -> None:
    assert rows(page("亲\n在的\n\n好", "")) == ["亲", "  ", "在的", "    ", "好", "  "]


def test_hidden_graphemes_show_once_they_are_typed() -> None:
    assert rows(page("今天a发", "今", hidden=(0, 1, 2)))[0] == "今___发"


def test_the_end_is_left_out_where_only_what_was_reached_counts() -> None:
    assert rows(page("今天发货", "今", rest=False)) == ["今", "今"]


def test_the_caret_is_counted_in_cells() -> None:
    made = page("亲a👋🏽b", "亲a👋🏽")
    assert (made.caret.line, made.caret.cell, made.caret.column) == (0, 5, 3)


def test_the_caret_begins_the_next_line_when_one_is_full() -> None:
    made = page("一二三四五六", "一二三", 6)
    assert (made.caret.line, made.caret.cell) == (1, 0)


def test_the_caret_stands_after_the_last_column_when_all_is_typed() -> None:
    made = page("一二三", "一二三", 6)
    assert (made.caret.line, made.caret.cell, made.caret.column) == (0, 6, 3)


def test_an_empty_run_begins_at_the_first_cell() -> None:
    assert page("一二三", "").caret == (0, 0, 0)


def test_no_line_begins_with_closing_punctuation() -> None:
    assert rows(page("一二三，四五", "", 6))[::2] == ["一二", "三，四", "五"]


@given(
    st.text(LETTERS + "\n ", min_size=1, max_size=60),
    st.lists(st.one_of(st.text(LETTERS, min_size=1, max_size=6), st.sampled_from(["<", "on", 20, 31])), max_size=40),
)
def test_lines_are_the_same_whatever_was_laid_out_before(passage: str, keys: list[str | int]) -> None:
    run, width = Run(passage, 60_000), 20
    growing = Page(passage, run.passage)
    for key in keys:
        if isinstance(key, int):
            width = key
        elif key == "on":  # as it goes when the passage is known by heart
            run.feed(Stroke(0, "commit", "".join(run.passage[len(run.typed) : len(run.typed) + 9])))
        else:
            run.feed(Stroke(0, "delete" if key == "<" else "commit", "" if key == "<" else key))
        growing.lay_out(run.steps(), run.typed, width)
        afresh = Page(passage, run.passage)
        afresh.lay_out(run.steps(), run.typed, width)
        assert (growing.lines, growing.caret) == (afresh.lines, afresh.caret)


PASSAGES = st.text(LETTERS + "\n", min_size=1).filter(str.strip)


@example("亲a 汉 🏽", "aaa。。aaa亲a", 9)  # a skin tone makes one wide grapheme with the space before it
@example(" aaaaaaa。", "", 8)
@example("aaaaaaaa b", "aaaaaaaa汉b", 8)
@example("aaaaaaaa    b", "", 8)
@given(PASSAGES, st.text(LETTERS), st.integers(8, 30))
def test_every_line_fits_and_nothing_is_lost(passage: str, typed: str, width: int) -> None:
    run = Run(passage, None)
    run.feed(Stroke(0, "commit", typed))
    made = Page(passage, run.passage)
    made.lay_out(run.steps(), run.typed, width)
    columns = [column for line in made.lines for column in line]
    assert sum(column.mark != "extra" for column in columns) == len(run.passage)
    assert sum(column.mark in ("right", "wrong", "extra") for column in columns) == len(run.typed)
    for line in made.lines:
        *inner, last = line
        before, shown = sum(column.cells for column in inner), last.asked or last.typed
        lossless = last.cells == 1 or not (last.asked + last.typed).strip()
        assert before + last.cells <= width or (before <= width and shown[0] == " " and lossless), "one space may hang"
        assert all(cell_len(column.asked) == cell_len(column.typed) == column.cells for column in line)
    assert sum(column.cells for column in made.lines[made.caret.line][: made.caret.column]) == made.caret.cell
