"""How products are asked about when shop.yaml does not say, and how facts are noted, in the deck's own language.

These are words of a deck, not of the program: they follow the deck's ``lang``, not the reader's.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from kdeck.core.strings import writing_of


class Words(NamedTuple):
    """Question templates; slots {name}, {label}, {value}, {category}. joint: between the items of a list.

    size: from a body, which stands in {value}, to the size; measure: from the {size} to a measure of the garment.
    fits: what the {size} fits. larger, smaller: what counts between two sizes; either: the same for any two.
    """

    ask: str
    ask_all: str
    which: str
    joint: str
    size: str
    measure: str
    fits: str
    larger: str
    smaller: str
    either: tuple[str, str]
    must: str
    never: str


_ENGLISH: Final = Words(
    ask="{name}: {label}?",
    ask_all="{name}: {label}? Name them all.",
    which="Which product has this {label}: {value}?",
    joint=", ",
    size="{name}: {value}. Which size?",
    measure="{name} in {size}: {label}?",
    fits="{size}: {value}.",
    larger="Between {other} and {size}, take the larger one, {size}.",
    smaller="Between {size} and {other}, take the smaller one, {size}.",
    either=("Between two sizes, take the larger one", "Between two sizes, take the smaller one"),
    must="In it: {words}",
    never="Not in it: {words}",
)
_CHINESE: Final = Words(
    ask="{name}的{label}是什么？",
    ask_all="{name}的{label}有哪些？",
    which="哪一款的{label}是“{value}”？",
    joint="、",
    size="{name}：{value}，选哪个码？",
    measure="{name} {size} 码的{label}是多少？",
    fits="{size} 码：{value}。",
    larger="落在 {other} 和 {size} 两个码之间，选大的 {size}。",
    smaller="落在 {size} 和 {other} 两个码之间，选小的 {size}。",
    either=("两个码之间选大的", "两个码之间选小的"),
    must="要有：{words}",
    never="不能有：{words}",
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
_CHINESE_MEASURES: Final = {
    "bust": "胸围",
    "chest": "胸围",
    "foot": "脚长",
    "hand": "手长",
    "head": "头围",
    "height": "身高",
    "hip": "臀围",
    "inseam": "裤腿内长",
    "length": "衣长",
    "neck": "颈围",
    "shoulder": "肩宽",
    "sleeve": "袖长",
    "thigh": "大腿围",
    "waist": "腰围",
    "weight": "体重",
}


def words_for(lang: str, sample: str) -> Words:
    """The templates for a deck's language; where it says none, for the writing of ``sample``."""
    return _CHINESE if _chinese(lang, sample) else _ENGLISH


def label_for(fact: str, lang: str, sample: str) -> str:
    """What a fact is called when nobody said."""
    plain = fact.replace("-", " ").replace("_", " ")
    return _CHINESE_LABELS.get(fact.casefold(), plain) if _chinese(lang, sample) else plain


def label_for_measure(measure: str, lang: str, sample: str) -> str:
    """What a measure of a body or a garment is called when nobody said."""
    if _chinese(lang, sample) and measure.casefold() in _CHINESE_MEASURES:
        return _CHINESE_MEASURES[measure.casefold()]
    return label_for(measure, lang, sample)


def _chinese(lang: str, sample: str) -> bool:
    if lang:
        return writing_of(lang) == "zh"
    return any("\u4e00" <= character <= "\u9fff" for character in sample)
