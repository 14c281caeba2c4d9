"""How products are asked about when shop.yaml does not say: questions and labels in the deck's own language.

These are words of a deck, not of the program: they follow the deck's ``lang``, not the reader's.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Words(NamedTuple):
    """Question templates; slots {name}, {label}, {value}, {category}. joint: between the items of a list."""

    ask: str
    ask_all: str
    which: str
    joint: str


_ENGLISH: Final = Words(
    ask="{name}: {label}?",
    ask_all="{name}: {label}? Name them all.",
    which="Which product has this {label}: {value}?",
    joint=", ",
)
_CHINESE: Final = Words(
    ask="{name}的{label}是什么？",
    ask_all="{name}的{label}有哪些？",
    which="哪一款的{label}是“{value}”？",
    joint="、",
)
_CHINESE_LABELS: Final = {
    "advantage": "优点",
    "age": "适合年龄",
    "brand": "品牌",
    "care": "洗护",
    "closure": "闭合方式",
    "color": "颜色",
    "colour": "颜色",
    "drawback": "短处",
    "feature": "特点",
    "fit": "版型",
    "function": "功能",
    "length": "长度",
    "lining": "里料",
    "material": "面料",
    "origin": "产地",
    "price": "价格",
    "season": "季节",
    "size": "尺码",
    "sole": "鞋底",
    "stretch": "弹性",
    "style": "款式",
    "thickness": "厚度",
    "upper": "鞋面",
    "use": "用途",
    "warranty": "保修",
    "waterproof": "防水",
    "weight": "重量",
    "width": "宽度",
}


def words_for(lang: str, sample: str) -> Words:
    """The templates for a deck's language; where it says none, for the writing of ``sample``."""
    return _CHINESE if _chinese(lang, sample) else _ENGLISH


def label_for(fact: str, lang: str, sample: str) -> str:
    """What a fact is called when nobody said."""
    plain = fact.replace("-", " ").replace("_", " ")
    return _CHINESE_LABELS.get(fact.casefold(), plain) if _chinese(lang, sample) else plain


def _chinese(lang: str, sample: str) -> bool:
    if lang:
        return lang.casefold().split("-")[0].split("_")[0] in ("zh", "cmn", "yue")
    return any("\u4e00" <= character <= "\u9fff" for character in sample)
