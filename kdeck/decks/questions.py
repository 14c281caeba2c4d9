"""What a question is about and what its answer says in numbers, in Chinese and English, as a shop writes them."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from kdeck.core.strings import fold_width, normalise

_CLOCK: Final = re.compile(
    r"(?P<half>上午|早上|中午|下午|晚上)?\s*(?<![\d.:])(?P<hour>\d{1,2})"
    r"(?:\s*(?P<pm>[ap])\.?m\b\.?|(?::(?P<minute>[0-5]\d)(?!\d)|\s*点(?:(?P<thirty>半)|(?P<dian>[0-5]?\d)分?|整|钟)?)"
    r"(?:\s*(?P<later>[ap])\.?m\b\.?)?)"
)
_AMOUNT: Final = re.compile(
    r"(?<![\d.])(\d{1,12}(?:,\d{3})*(?:\.\d+)?)\s*(?:个(?=工作日|月|小时|钟头|星期))?\s*(%|[a-z]+\b|[^\W\d_a-z]{0,3})"
)
_DIGITS: Final = re.compile(r"(?<![\d.])\d{1,12}(?:,\d{3})*(?:\.\d+)?(?![\d.])")
_BESIDE_A_NUMBER: Final = re.compile(r"(?<=\d) (?=[a-z])|(?<=[a-z]) (?=\d)")
_ASKED: Final = re.compile(r"(?:几|多少)\s*个?\s*([^\W\d_a-z]{1,3})|how many ((?:working |business )?[a-z]+)")
_UNITS: Final = {
    word: unit
    for unit, words in {
        "d": "天 日 day days",
        "wd": "工作日 working\xa0day working\xa0days business\xa0day business\xa0days",
        "h": "小时 钟头 h hour hours hr hrs",
        "min": "分钟 min mins minute minutes",
        "s": "秒 秒钟 s sec secs second seconds",
        "w": "周 星期 week weeks",
        "m": "月 month months",
        "y": "年 year years",
        "yuan": "元 块 块钱 钱 yuan rmb cny",
        "%": "% percent",
        "piece": "件 item items piece pieces",
        "photo": "张 photo photos picture pictures",
        "kg": "公斤 千克 kg",
        "g": "克 g gram grams",
        "cm": "厘米 cm",
        "mm": "毫米 mm",
        "m²": "平方米",
        "ml": "毫升 ml",
    }.items()
    for word in words.split(" ")
}


class Quantity(NamedTuple):
    """What a text says in numbers. unit: ``time`` for times of day, empty for a bare number. values: in order.

    rest: the text without them.
    """

    unit: str
    values: tuple[str, ...]
    rest: str


def quantity(text: str) -> Quantity | None:
    """The times of a text or, where it has none, its amounts; ``None`` without a number or with units that differ."""
    if text.isascii() and text.isdigit():  # most numbers stand alone
        return Quantity("", (text.lstrip("0") or "0",), "")
    folded = fold_width(text).casefold()
    clocks = [_minutes(found) for found in _CLOCK.finditer(folded)]
    if clocks and all(clocks):
        return Quantity("time", tuple(str(clock) for clock in clocks), _CLOCK.sub(" ", folded))
    values, units = [], set()
    for found in _AMOUNT.finditer(folded):
        values.append(f"{Decimal(found[1].replace(',', '')).normalize():f}")
        units.add(_unit(found[2]))
    named = units - {""}
    if not values or len(named) > 1:
        return None
    return Quantity(named.pop() if named else "", tuple(values), _AMOUNT.sub(_without, folded))


def unit_of(text: str) -> str:
    """The unit that a word stands for; the word itself when it is none that is known here."""
    word = fold_width(text).casefold().strip()
    return _UNITS.get(word, word)


def unit_asked(question: str) -> str:
    """The unit that a question asks for: 几天, 多少小时, how many days; empty when it asks for none."""
    for found in _ASKED.finditer(fold_width(question).casefold()):
        unit = _unit((found[1] or found[2]).replace(" ", "\xa0") if found[2] else found[1])
        if unit:
            return unit
    return ""


def _minutes(found: re.Match[str]) -> str:
    """Minutes since midnight; empty for what is no time of day."""
    hour, minute = int(found["hour"]), int(found["minute"] or found["dian"] or (30 if found["thirty"] else 0))
    afternoon = found["half"] in ("下午", "晚上") or (found["pm"] or found["later"]) == "p"
    if afternoon and hour < 12:
        hour += 12
    return str(hour * 60 + minute) if hour <= 24 else ""


def _unit(word: str) -> str:
    """The unit that a word begins with: 天 in 天内."""
    for length in range(len(word), 0, -1):
        if (unit := _UNITS.get(word[:length])) is not None and (length == len(word) or not word[0].isascii()):
            return unit
    return ""


def _without(found: re.Match[str]) -> str:
    """An amount taken out of a text, what follows its unit left in."""
    for length in range(len(found[2]), 0, -1):
        if found[2][:length] in _UNITS:
            return f" {found[2][length:]}"
    return f" {found[2]}"


@lru_cache(maxsize=1 << 15)
def value_key(text: str) -> str:
    """By which two values count as the same: 520 克 and 520g, 1,000 mm and 1000mm, UPF 50+ and upf50+."""
    found = quantity(text)
    if found is not None and found.unit and not found.rest.strip():
        return f"{' '.join(found.values)} {found.unit}"
    plain = _DIGITS.sub(lambda digits: f"{Decimal(digits[0].replace(',', '')).normalize():f}", normalise(text))
    return _BESIDE_A_NUMBER.sub("", plain)


_ONES: Final = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_NUMERAL: Final = "[一二两三四五六七八九十百千零〇]"
_ANY: Final = re.compile(_NUMERAL)
# 星期一 and 三月五日 are days, 一点 is a bit, 第一 is an order: these stay words.
_COUNTED: Final = re.compile(
    rf"(?<![第期周]){_NUMERAL}{{1,7}}(?=\s*(?:天|个?小时|个?钟头|分钟|分|秒|周|个?星期|个月|年|元|块|个?工作日))"
    rf"|(?<=[午上]){_NUMERAL}{{1,3}}(?=点)|(?<!{_NUMERAL})(?!一点){_NUMERAL}{{1,3}}(?=点)"
)
_MINUTES: Final = re.compile(rf"(?<=\d点){_NUMERAL}{{1,3}}(?!{_NUMERAL})")


def in_digits(text: str) -> str:
    """The text with numbers of things that are counted in digits; all else as it is."""
    if text.isascii() or not _ANY.search(text):  # as most texts
        return text
    return _MINUTES.sub(_digits, _COUNTED.sub(_digits, text))


def _digits(found: re.Match[str]) -> str:
    """``四十八`` as 48; what is no number, as ``一一`` is none, stays."""
    value, ones, last = 0, 0, 10_000
    for place, word in enumerate(found[0]):
        if word in _TENS:
            if _TENS[word] >= last or (not ones and (place or word != "十")):
                return found[0]
            last = _TENS[word]
            value, ones = value + (ones or 1) * last, 0
        elif ones:
            return found[0]
        else:
            ones = _ONES[word]
    return str(value + ones)


_LATIN: Final = re.compile(r"[a-z][a-z'’-]*")
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_GAP: Final = re.compile(r"\[[^\]]*\]|\{[^{}]*\}")
_NUMBER: Final = re.compile(r"\d[\d,.:]*")

_SAME: Final = {
    "今天": "当天",
    "今日": "当天",
    "当日": "当天",
    "出库": "发货",
    "寄出": "发货",
    "发出": "发货",
}
_IDLE: Final = """
几点几分 几点钟 几点以前 几点之前 几点前 几点 几个小时 几小时 几分钟 几个工作日 几个月 几天 几张 几件 几元 几次 第几天
多少个小时 多少小时 多少分钟 多少天 多少张 多少件 多少元 多少钱 多少次 多少 哪天 哪一天 哪个 哪些 怎么 如何 请问
什么时候 什么时间 什么时刻 何时 什么 截止时间 截止 时间 期限 时限 时刻 规定 一共 总共 最晚 最迟 一般 通常
以前 之前 早于 以内 之内 内(?!胆|衣|裤|长|里) 必须 应该 应当 需要 可以 要(?!求) 会(?!员|话) 能(?!量)
本店 店铺 我们 我店 店里 商店 买家 顾客 客户 客人 您 你 亲 订单 商品 货品
是 的 了 吗 呢 呀 在 把 为(?!难) 算(?!术) 这 那 就 都 也 和 与 几
"""
_IDLE_HAN: Final = re.compile("|".join(sorted(_IDLE.split(), key=len, reverse=True)))
_SAME_HAN: Final = re.compile("|".join(_SAME))
_SMALL: Final = """
a an the is are be was of to for in on at by it its this that there with and or if as do does did must can may will
what when which who how many much long time times before until till within cutoff deadline latest last limit period
our we us i shop store seller buyer buyers customer customers client you your they their order orders goods item
items have has had day days hour hours minute minutes
"""
_IDLE_LATIN: Final = frozenset(_SMALL.split())
_STEMS: Final = {
    word: stem
    for stem, words in {
        "ship": "ships shipped shipping dispatch dispatched dispatches sent send sends",
        "pay": "pays paid paying payment payments",
        "return": "returns returned returning",
        "refund": "refunds refunded refunding",
        "exchange": "exchanges exchanged exchanging",
        "same-day": "today",
    }.items()
    for word in words.split()
}
_TELLING: Final = frozenset("不没无非未免新老旧男女大小多少春夏秋冬") | {"no", "not", "never", "without", "free", "new"}
"""A word more or less of these, and it is another question."""

_MOST_MORE: Final = 6
"""Of so many words one may stand in one question only."""


class Subject(NamedTuple):
    """words: without order. pairs: neighbouring Chinese characters, which keep some of it."""

    words: frozenset[str]
    pairs: frozenset[str]


def subject_words(text: str) -> str:
    """What a text is about: runs of Chinese characters and English words, a space between them."""
    folded = _GAP.sub(" ", fold_width(text).casefold()).replace("same day", "same-day")
    folded = _SAME_HAN.sub(lambda found: _SAME[found[0]], _NUMBER.sub(" ", folded))
    folded = _IDLE_HAN.sub(" ", folded)
    words = []
    for found in re.finditer(f"{_LATIN.pattern}|{_HAN.pattern}", folded):
        word = _stem(found[0]) if found[0][0].isascii() else found[0]
        if word not in _IDLE_LATIN:
            words.append(word)
    return " ".join(words)


def numbers_in(text: str) -> str:
    """The numbers that a text names, in order."""
    if "[" in text or "{" in text:
        text = _GAP.sub(" ", text)
    return " ".join([found.rstrip(".,:") for found in _NUMBER.findall(fold_width(text))])


@lru_cache(maxsize=4096)
def subject(words: str) -> Subject:
    """The subject of ``subject_words``."""
    parts = words.split(" ") if words else []
    han = [part for part in parts if not part[0].isascii()]
    latin = [part for part in parts if part[0].isascii()]
    return Subject(
        frozenset([*latin, *(character for part in han for character in part)]),
        frozenset(part[place : place + 2] for part in han for place in range(len(part) - 1)),
    )


def alike(one: str, other: str) -> bool:
    """Whether two texts are about the same: the same words, or one has a word in six more that tells nothing apart.

    A word on either side that the other lacks makes two questions: 退货 and 换货, this colour and that.
    """
    if one == other:
        return bool(one)
    few, many = sorted((subject(one), subject(other)), key=lambda side: len(side.words))
    least = 2 if any(word[0].isascii() for word in few.words) else 4
    more = many.words - few.words
    if len(few.words) < least or not few.words <= many.words or more & _TELLING:
        return False
    if len(more) * _MOST_MORE > len(many.words):
        return False
    shared = len(few.pairs & many.pairs)
    return shared * 5 >= min(len(few.pairs), len(many.pairs)) * 4


def _stem(word: str) -> str:
    word = word.replace("’", "'").removesuffix("'s").strip("'-")
    if word in _STEMS:
        return _STEMS[word]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
