"""The example cards of the first run: one of each feel, in both languages, and never the learner's own schedule."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kdeck.core.cards.card import rating_for
from kdeck.core.memory import Rating
from kdeck.journal.sqlite import SqliteJournal
from kdeck.language import Language, use
from kdeck.trainer.settings import is_new, note_welcome
from kdeck.trainer.tour import tip, tour
from tests.builders import answer_to, judged, recall_cards, trainer_of


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Iterator[Language]:
    use(request.param)
    yield request.param
    use("en")


def test_the_tour_is_five_cards_one_of_each_feel_each_with_a_sentence_on_how(language: Language) -> None:
    session = tour(trainer_of(recall_cards(1)))
    cards = list(session.trainer.library.cards())
    assert [card.kind for card in cards] == ["recall", "choice", "typed", "rule", "phrase"]
    assert len({tip(card) for card in cards}) == 5
    assert all(tip(card) for card in cards)
    assert all(("\u4e00" <= char <= "\u9fff") for card in cards for char in card.front[:2] if char.isalpha()) == (
        language == "zh"
    )


@pytest.mark.parametrize("right", [True, False])
def test_every_card_of_it_tells_right_from_wrong_and_nothing_reaches_the_learners_journal(
    language: Language, right: bool
) -> None:
    trainer = trainer_of(recall_cards(1))
    session = tour(trainer)
    answered: list[str] = []
    while session.prompt is not None and len(answered) < 5:
        prompt = session.prompt
        verdict = judged(session, answer_to(prompt, right=right))
        rating = (Rating.GOOD if right else Rating.AGAIN) if verdict.right is None else rating_for(verdict, 9, None)
        assert verdict.right in (None, right), prompt
        session.store(verdict, rating, 9)
        answered.append(prompt.card.kind)
        session.go_on()
    assert answered == ["recall", "choice", "typed", "rule", "phrase"]
    assert trainer.journal.count() == 0
    assert trainer.today().new == ("deck/card-0",)


def test_a_journal_is_new_until_something_is_in_it_or_somebody_was_welcomed() -> None:
    journal = SqliteJournal.blank("学员甲")
    assert is_new(journal)
    trainer_of(recall_cards(1), journal=journal, new_per_day=3)
    assert is_new(journal)
    note_welcome(journal)
    assert not is_new(journal)
    studied = SqliteJournal.blank("学员甲")
    trainer_of(recall_cards(1), journal=studied).suspend("deck/card-0")
    assert not is_new(studied)
