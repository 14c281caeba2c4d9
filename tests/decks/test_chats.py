"""Chats become scenarios beside the cards, and are checked as phrases are."""

from __future__ import annotations

from pathlib import Path

import pytest

from kdeck.core.chat.scenario import Scenario
from kdeck.decks.checking import check_path
from kdeck.decks.editing import fix_ids
from kdeck.decks.library import library_of, open_library
from kdeck.decks.part import packed, unpacked
from tests.decks.making import compiled, parsed, places

SHOP = "shop: s\nlang: zh-Hans\nterms: {cutoff: 16:00, shop: 小店}\nforbidden: [肯定, 绝对]\n"
DECK = """\
deck: d
tags: [service]
chats:
  - id: late
    name: 小鹿
    about: 包裹三天没有更新
    patience: 45s
    tags: [parcel]
    turns:
      - text: 快递三天没动了，怎么回事？
        must: [[抱歉, 不好意思], 催]
        never: [再等等, 肯定。]
        say: [亲，非常抱歉，马上帮您催。, 不好意思，这就去催。]
        because: 先道歉。
        pause: 5s
      - text: $cutoff 之前能好吗？
        must: [[$cutoff]]
        say: 亲，$cutoff 之前一定给您答复。
"""


def chats(text: str = DECK, shop: str = SHOP) -> tuple[Scenario, ...]:
    result = compiled(text, shop)
    assert result.findings == ()
    return result.chats


def test_a_chat_is_a_scenario_with_its_turns_and_no_card() -> None:
    result = compiled(DECK, SHOP)
    assert result.findings == ()
    assert result.cards == ()
    (chat,) = result.chats
    assert (chat.id, chat.name, chat.about, chat.patience) == ("d/late", "小鹿", "包裹三天没有更新", 45.0)
    assert (chat.tags, chat.file, chat.line) == (("service", "parcel"), "deck.yaml", 4)
    first, second = chat.turns
    assert first.text == "快递三天没动了，怎么回事？"
    assert first.must == (("抱歉", "不好意思"), ("催",))
    assert first.never == ("再等等", "肯定。", "绝对")
    assert first.say == ("亲，非常抱歉，马上帮您催。", "不好意思，这就去催。")
    assert (first.because, first.pause) == ("先道歉。", 5.0)
    assert second.pause == 3.0


def test_terms_are_filled_in_everywhere() -> None:
    text = DECK.replace("小鹿", "$shop 的客人").replace("包裹三天没有更新", "$cutoff").replace("先道歉。", "$cutoff。")
    (chat,) = chats(text)
    assert (chat.name, chat.about, chat.turns[0].because) == ("小店 的客人", "16:00", "16:00。")
    assert (chat.turns[1].text, chat.turns[1].must) == ("16:00 之前能好吗？", (("16:00",),))
    assert chat.turns[1].say == ("亲，16:00 之前一定给您答复。",)


def test_a_customer_waits_a_minute_unless_the_deck_says_otherwise() -> None:
    assert chats(DECK.replace("    patience: 45s\n", ""))[0].patience == 60.0


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("    name: 小鹿\n", "", "4:5 missing-key"),
        ("    name: 小鹿\n", "    nam: 小鹿\n", "5:5 unknown-key"),
        ("patience: 45s", "patience: soon", "7:15 not-a-patience"),
        ("patience: 45s", "patience: 0s", "7:15 not-a-patience"),
        ("patience: 45s", "patience: 2h", "7:15 not-a-patience"),
        ("pause: 5s", "pause: 5 apples", "15:16 not-a-pause"),
        ("must: [[$cutoff]]", "must: [[$cutof]]", "17:17 unknown-term"),
        ("text: 快递", "txet: 快递", "10:9 unknown-key"),
        ("must: [[抱歉, 不好意思], 催]", "must: [[], 催]", "11:16 too-few"),
        ("        say: 亲，$cutoff 之前一定给您答复。\n", "", "16:9 missing-key"),
    ],
)
def test_a_mistake_in_a_chat_is_told_at_its_place_and_takes_only_that_chat_away(
    old: str, new: str, expected: str
) -> None:
    assert old in DECK
    good = "  - {id: good, name: 甲, turns: [{text: 在吗？, say: 在的。}]}\n"
    result = compiled(DECK.replace(old, new) + good, SHOP)
    assert expected in places(result.findings)
    assert [chat.id for chat in result.chats] == ["d/good"]


def test_an_unknown_key_of_a_turn_comes_with_the_nearest_known_one() -> None:
    found = parsed(DECK.replace("because: 先", "becuase: 先")).findings
    assert [str(finding.hint) for finding in found] == ["Did you mean “because”?"]


@pytest.mark.parametrize("turns", ["", " []"])
def test_a_chat_without_turns_is_an_error(turns: str) -> None:
    result = compiled(f"deck: d\nchats:\n  - id: a\n    name: x\n    turns:{turns}\n")
    assert [finding.code for finding in result.findings] == ["no-turns"]
    assert result.chats == ()


def test_a_model_reply_that_would_be_judged_wrong_is_told() -> None:
    text = DECK.replace("不好意思，这就去催。", "再等等，绝对快。")
    assert places(compiled(text, SHOP).findings) == ["13:30 say-breaks-rule"] * 3
    (chat,) = compiled(text, SHOP).chats
    assert chat.turns[0].say[1] == "再等等，绝对快。"


def test_a_word_that_is_asked_for_and_forbidden_is_told() -> None:
    assert "11:28 must-is-never" in places(compiled(DECK.replace("], 催]", "], 绝对催]"), SHOP).findings)


def test_a_chat_shares_the_ids_of_its_deck() -> None:
    text = DECK + "cards:\n  - {id: late, front: q, back: a}\n"
    result = compiled(text, SHOP)
    assert [finding.code for finding in result.findings] == ["duplicate-id"]


def test_a_missing_id_is_written_into_the_file() -> None:
    fixed = fix_ids(DECK.replace("  - id: late\n    name: 小鹿\n", "  - name: 小鹿\n").encode())
    assert [identity for _line, identity in fixed.written] == ["chat-1"]
    assert "  - id: chat-1\n    name: 小鹿\n" in fixed.data.decode()


def test_a_deck_of_chats_alone_is_not_empty() -> None:
    assert parsed(DECK).findings == ()


def test_hostile_text_is_cleaned_like_that_of_cards() -> None:
    text = 'deck: d\nchats: [{id: a, name: "\\e]52;c;x\\a", turns: [{text: "a\\x9bb", say: "\\u202ec"}]}]\n'
    (chat,) = compiled(text).chats
    assert (chat.name, chat.turns[0].text, chat.turns[0].say) == ("\ufffd]52;c;x\ufffd", "a\ufffdb", ("\ufffdc",))


def test_a_library_keeps_its_chats_in_the_index_and_follows_its_files(tmp_path: Path) -> None:
    root, cache = tmp_path / "decks", str(tmp_path / "cache")
    root.mkdir()
    (root / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (root / "a.yaml").write_text(DECK, encoding="utf-8")
    (root / "b.yaml").write_text("deck: b\ncards: [{id: x, front: q, back: a}]\n", encoding="utf-8")
    expected = chats()[0]._replace(file="a.yaml")
    assert open_library(str(root), cache).chats() == (expected,)
    again = open_library(str(root), cache)
    assert again.chats() == (expected,)
    assert list(again.ids) == ["b/x"]
    (root / "shop.yaml").write_text(SHOP.replace("16:00", "17:00"), encoding="utf-8")
    assert open_library(str(root), cache).chats()[0].turns[1].must == (("17:00",),)
    (root / "a.yaml").unlink()
    assert open_library(str(root), cache).chats() == ()


def test_of_two_decks_with_one_id_the_first_chat_counts(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(DECK.replace("小鹿", name).replace("$cutoff", "x"), encoding="utf-8")
    assert {finding.code for finding in check_path(str(tmp_path))} == {"duplicate-deck", "no-shop"}
    assert [chat.name for chat in open_library(str(tmp_path), None).chats()] == ["a"]


def test_a_library_in_memory_has_the_chats_that_it_is_given() -> None:
    (chat,) = chats()
    assert library_of((), chats=(chat,)).chats() == (chat,)
    assert unpacked(packed(chat)) == chat


def test_the_shop_says_how_fast_customers_are_answered(tmp_path: Path) -> None:
    (tmp_path / "deck.yaml").write_text("deck: d\ncards: [{id: a, front: q, back: b}]\n", encoding="utf-8")
    shop = tmp_path / "shop.yaml"
    for line, expected in (
        ("", (6.0, 20.0)),
        ("respond: {average: 30s}\n", (6.0, 30.0)),
        ("respond: {first: 4s}\n", (4.0, 20.0)),
    ):
        shop.write_text(f"shop: s\n{line}", encoding="utf-8")
        assert open_library(str(tmp_path), None).shop.respond == expected
