"""Numbers in Chinese words, where a unit says that a number is meant."""

import pytest

from kdeck.decks.questions import in_digits


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("七天", "7天"),
        ("签收后十五天内", "签收后15天内"),
        ("四十八个小时", "48个小时"),
        ("两个工作日", "2个工作日"),
        ("一百二十元", "120元"),
        ("一千零一天", "1001天"),
        ("下午三点", "下午3点"),
        ("下午一点", "下午1点"),
        ("三点半之前", "3点半之前"),
        ("晚上十点三十分", "晚上10点30分"),
    ],
)
def test_what_is_counted_is_put_in_digits(text: str, digits: str) -> None:
    assert in_digits(text) == digits


@pytest.mark.parametrize(
    "text",
    [
        "星期一",
        "周三天气好",
        "一点点",
        "有一点慢",
        "第一天",
        "三月五日",
        "双十一",
        "一一天",
        "百年老店",
        "三两天",
        "一件",
        "7 天",
        "a day",
    ],
)
def test_words_that_count_nothing_stay(text: str) -> None:
    assert in_digits(text) == text
