"""Lines break where Chinese and English readers expect it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.content import Content

from kdeck.tui.content import wrap


def lines(text: str, width: int) -> list[str]:
    return [content.plain for content in wrap(Content(text), width)]


def test_chinese_breaks_between_characters() -> None:
    assert lines("顾客付款后什么时候发货", 10) == ["顾客付款后", "什么时候发", "货"]


def test_no_line_begins_with_closing_punctuation() -> None:
    assert lines("商品有货，什么时候", 8) == ["商品有", "货，什么", "时候"]


def test_no_line_ends_with_opening_punctuation() -> None:
    assert lines("商品有（货）", 8) == ["商品有", "（货）"]


def test_english_words_and_times_stay_whole() -> None:
    assert lines("paid before 16:00 ships today", 12) == ["paid before", "16:00 ships", "today"]
    assert lines("顾客 16:00 付款", 10) == ["顾客 16:00", "付款"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert lines("abcdefgh", 3) == ["abc", "def", "gh"]


def test_line_breaks_of_the_text_stay() -> None:
    assert lines("a\n\nb", 5) == ["a", "", "b"]


def test_styles_stay_on_their_words() -> None:
    first, second = wrap(Content.assemble("ab ", ("cd", "bold")), 3)
    assert (first.plain, second.plain) == ("ab", "cd")
    assert [span.style for span in second.spans] == ["bold"]


@given(st.text(alphabet="ab 1:。，（）货发📦\n", max_size=60), st.integers(2, 30))
def test_no_line_is_too_wide_and_no_character_but_spaces_is_lost(text: str, width: int) -> None:
    broken = lines(text, width)
    assert all(cell_len(line) <= width for line in broken)
    assert "".join(broken).replace(" ", "") == text.replace(" ", "").replace("\n", "")
