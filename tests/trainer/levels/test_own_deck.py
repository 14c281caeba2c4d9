"""A deck of one's own: checked, counted without what the shop has already, kept by its hash."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from kdeck.core.errors import LibraryError, UsageError
from kdeck.decks.library import open_library
from kdeck.trainer.levels import look, look_at, submit
from kdeck.trainer.trainer import Trainer
from tests.builders import trainer_of

SHOP = """\
shop: s
name: 店
terms: {cutoff: 16:00}
dans: [{dan: 9, needs: [{deck: {cards: 4, kinds: 2}}]}]
"""
THEIRS = """\
deck: theirs
title: 店里的
cards:
  - {id: a, kind: typed, front: 几点前付款当天发货？, back: $cutoff}
  - {id: b, front: 怎么打招呼？, back: 亲，在的哦}
"""
MINE = """\
deck: mine
title: 我的流程
cards:
  - {id: a, kind: typed, front: 周末几点前付款当天发货？, back: $cutoff}
  - {id: b, kind: order, front: 退货怎么办？, back: [申请, 寄回, 退款]}
  - {id: c, kind: typed, front: 几天内可以退？, back: 七天}
  - {id: d, kind: typed, front: 谁出运费？, back: 顾客}
"""


@pytest.fixture
def trainer(tmp_path: Path) -> Trainer:
    """A learner of a small shop."""
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "shop.yaml").write_text(SHOP, "utf-8")
    (shop / "theirs.yaml").write_text(THEIRS, "utf-8")
    return trainer_of(open_library(str(shop), None))


def written(folder: Path, text: str, name: str = "mine.yaml") -> str:
    """A file of the learner's."""
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_a_checked_deck_is_kept_by_its_hash_and_reaches_the_level(trainer: Trainer, tmp_path: Path) -> None:
    looked, event = submit(trainer, written(tmp_path, MINE))
    assert (looked.deck, looked.title, looked.cards, looked.copied, looked.kinds) == ("mine", "我的流程", 4, 0, 2)
    assert event.card == "deck/mine"
    assert event.body["digest"] == sha256(MINE.encode()).hexdigest()
    assert look(trainer).reached == 9


def test_one_card_less_misses_it(trainer: Trainer, tmp_path: Path) -> None:
    submit(trainer, written(tmp_path, MINE.rpartition("  - {id: d")[0]))
    (need,) = look(trainer).rungs[8].needs
    assert str(need.missing) == "your deck: 3 of 4 cards"


def test_one_kind_less_misses_it(trainer: Trainer, tmp_path: Path) -> None:
    submit(trainer, written(tmp_path, MINE.replace("kind: order", "kind: typed").replace("[申请, 寄回, 退款]", "申请")))
    (need,) = look(trainer).rungs[8].needs
    assert str(need.missing) == "your deck: 1 of 2 kinds of cards"


def test_cards_of_the_shop_and_cards_that_stand_twice_are_not_ones_own(trainer: Trainer, tmp_path: Path) -> None:
    copied = (
        "  - {id: e, front: 怎么打招呼?, back: 亲，在的哦}\n  - {id: f, kind: typed, front: 谁出运费, back: 顾客}\n"
    )
    looked = look_at(trainer, written(tmp_path, MINE + copied))
    assert (looked.cards, looked.copied, looked.errors) == (4, 2, ())


def test_a_copy_of_a_shops_deck_is_refused(trainer: Trainer, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no card that the shop's decks do not have"):
        submit(trainer, written(tmp_path, THEIRS.replace("deck: theirs", "deck: mine")))


def test_a_deck_within_the_shops_folder_is_the_shops(trainer: Trainer) -> None:
    with pytest.raises(LibraryError, match="is a deck of the shop"):
        look_at(trainer, str(Path(trainer.library.root) / "theirs.yaml"))


@pytest.mark.parametrize(
    "broken",
    [
        MINE + "  - {id: a, front: x, back: y}\n",
        MINE.replace("$cutoff", "$nothing"),
        "deck: mine\ncards: [",
        "- a\n",
        "",
        MINE.replace("我的流程", '"我\\e]52;c;x\\a"'),
    ],
    ids=["id twice", "unknown term", "no yaml", "no deck", "empty", "escape"],
)
def test_a_deck_that_does_not_pass_the_check_is_refused_with_its_place(
    trainer: Trainer, tmp_path: Path, broken: str
) -> None:
    with pytest.raises(UsageError, match=r"does not pass the check"):
        submit(trainer, written(tmp_path, broken))
    assert trainer.journal.count() == 0


def test_a_folder_or_no_file_at_all_is_refused(trainer: Trainer, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere.yaml", tmp_path / "shop"):
        with pytest.raises(LibraryError):
            look_at(trainer, str(path))
