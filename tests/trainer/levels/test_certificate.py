"""A certificate: what it states, that it carries nothing foreign, and that an altered one is found out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from kdeck.core.errors import KdeckError, UsageError
from kdeck.core.events.event import Event
from kdeck.core.levels.need import DeckNeed, ExamNeed, RecallNeed, TypingNeed, WitnessNeed
from kdeck.core.levels.record import Certificate, Chain, certificate_of, chain, of_plain, plain_of
from kdeck.core.memory import Rating
from kdeck.core.moment import Moment
from kdeck.core.shop import GradeAsked
from kdeck.decks.library import library_of
from kdeck.journal.codec import to_line
from kdeck.journal.lines import from_line
from kdeck.journal.sqlite import SqliteJournal
from kdeck.language import Language, use
from kdeck.text.certificate import page
from kdeck.trainer.certificate import make, read
from kdeck.trainer.certificate_check import Check
from kdeck.trainer.levels import confirm
from kdeck.trainer.merge import merge
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, trainer_of
from tests.trainer.levels.builders import RECALL_ONE, TYPING_ONE, answer, check, judged_cards, level, shop, type_run

CARDS = judged_cards(20)
LEVEL = level(1, TYPING_ONE, RECALL_ONE, DeckNeed(20, 3), WitnessNeed())
HOSTILE = "</script><script>alert(1)</script>\"'&<b>"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    use("en")


def learner(name: str = "学员甲", witness: str = "王老师", **details: object) -> Trainer:
    """Somebody who has reached the first level."""
    trainer = trainer_of(CARDS, HandClock(), SqliteJournal.blank(name), shop=shop(LEVEL), **details)  # type: ignore[arg-type]
    for card in CARDS:
        answer(trainer, card)
    type_run(trainer, 55)
    type_run(trainer, 51.25, 0.975, 0.12)
    deck = {"deck": "mine", "title": "我的流程", "cards": 22, "kinds": 4, "copied": 0, "digest": "ab" * 32}
    trainer.keep_run("deck", "deck/mine", deck)
    confirm(trainer, 1, witness)
    assert trainer.awards.made == [1]
    return trainer


def made_in(trainer: Trainer, language: Language) -> tuple[Certificate, str]:
    """The certificate and its page, with English in use again."""
    use(language)
    certificate = make(trainer)
    text = page(certificate)
    use("en")
    return certificate, text


def fails(checks: tuple[Check, ...]) -> set[str]:
    """What does not hold."""
    return {each.name for each in checks if each.holds is False}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_certificate_holds_against_its_journal_whatever_language_is_in_use(language: Language) -> None:
    trainer = learner()
    certificate, text = made_in(trainer, language)
    assert read(text) == certificate
    checks = check(certificate, text, trainer.journal.events())
    assert not fails(checks)
    assert [each.name for each in checks if each.holds] == [
        *("page", "learner", "level", "chain", "issued", "typing", "recall", "deck", "witness")
    ]
    assert [each.name for each in checks if each.holds is None] == ["cards", "shop"]


def test_the_page_says_who_what_when_and_by_what() -> None:
    _certificate, text = made_in(learner(), "zh")
    shown = re.sub(r"<[^>]+>", " ", text.partition("<script")[0])
    for part in (
        "学员甲",
        "1 段：第 1 段的本事",
        "云杉户外",
        "2026-11-23",
        "初级",
        "51.2 字/分",
        "回改率 12%",
        "王老师",
    ):
        assert part in shown, part
    for part in ("20 张卡里记住 20 张", "《我的流程》：22 张卡，4 种题型", "不能证明坐在键盘前的是谁", "没有电子签名"):
        assert part in shown, part


class _Tags(HTMLParser):
    """The elements of a page and what they may load."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_loads_nothing_and_runs_nothing_whatever_the_names_are(language: Language) -> None:
    trainer = learner(name=HOSTILE, witness=HOSTILE + "!x")
    certificate, text = made_in(trainer, language)
    tags = _Tags()
    tags.feed(text)
    assert tags.tags.count("script") == 1, "the data"
    assert ("type", "application/json") in tags.attributes
    assert not {"img", "link", "iframe", "object", "a", "form", "b1"} & set(tags.tags)
    assert not {name for name, _value in tags.attributes if name in ("src", "href", "style") or name.startswith("on")}
    assert "url(" not in text
    assert "@import" not in text
    assert "http:" not in text
    assert "https:" not in text
    assert read(text) == certificate
    assert certificate.learner == HOSTILE
    assert not fails(check(certificate, text, trainer.journal.events()))


def test_control_characters_of_a_name_never_reach_the_page() -> None:
    trainer = learner(name="学员\x1b]52;c;x\x07\u202e甲")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", made_in(trainer, "en")[1])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('<div class="name">学员甲</div>', '<div class="name">学员乙</div>'),
        ("accuracy 97.5%", "accuracy 99.5%"),
        ("2026-11-23", "2025-11-23"),
        ("<b>What it cannot prove</b>", "<b>What it proves too</b>"),
    ],
)
def test_a_page_whose_visible_text_was_altered_is_found_out(old: str, new: str) -> None:
    trainer = learner()
    _certificate, text = made_in(trainer, "en")
    forged = text.replace(old, new, 1)
    assert forged != text
    assert fails(check(read(forged), forged, trainer.journal.events())) == {"page"}


@pytest.mark.parametrize(
    ("path", "value", "broken"),
    [
        (("learner",), "学员乙", {"page", "learner", "typing", "recall", "deck", "witness"}),
        (("record", "dan"), 9, {"page", "level", "witness"}),
        (("record", "needs", 0, "found", "net"), 99.0, {"page", "level", "typing"}),
        (("record", "needs", 0, "asked", "speed"), 20, {"page", "level"}),
        (("record", "needs", 1, "found", "reached"), 21, {"page", "level", "recall"}),
        (("record", "needs", 2, "found", "cards"), 99, {"page", "level", "deck"}),
        (("record", "needs", 3, "found", "name"), "李老师", {"page", "level", "witness"}),
        (("at",), [1_700_000_000_000_000, 0], {"page", "level", "recall", "typing", "deck", "witness"}),
        (("chain", "head"), "0" * 64, {"page", "chain"}),
        (("chain", "events"), 3, {"page", "chain"}),
        (("event",), "somebody-else", {"page", "level"}),
    ],
)
def test_data_that_were_altered_are_found_out_by_what_they_are_about(
    path: tuple[str | int, ...], value: object, broken: set[str]
) -> None:
    trainer = learner()
    certificate, text = made_in(trainer, "en")
    plain = plain_of(certificate)
    place = plain
    for step in path[:-1]:
        place = place[step]  # type: ignore[index]
    place[path[-1]] = value  # type: ignore[index]
    forged = text.replace(text.partition('id="kdeck-certificate">')[2].partition("</script>")[0], json.dumps(plain))
    assert fails(check(read(forged), forged, trainer.journal.events())) - {"recall"} == broken - {"recall"}


def edited(events: list[Event], place: int, **changes: object) -> list[Event]:
    """The events with one of them changed."""
    return [*events[:place], events[place]._replace(**changes), *events[place + 1 :]]  # type: ignore[arg-type]


@pytest.mark.parametrize("place", [0, 7, 19])
def test_any_event_that_was_changed_or_removed_afterwards_breaks_the_chain(place: int) -> None:
    trainer = learner()
    certificate, text = made_in(trainer, "en")
    events = list(trainer.journal.events())
    changed = edited(events, place, body={**events[place].body, "ms": 1})
    assert "chain" in fails(check(certificate, text, changed))
    assert "chain" in fails(check(certificate, text, events[:place] + events[place + 1 :]))
    added = [*events, events[place]._replace(id="forged", at=events[place].at + 1)]
    assert "chain" in fails(check(certificate, text, added))


def test_a_typing_run_that_was_edited_after_the_fact_is_named() -> None:
    trainer = learner()
    certificate, text = made_in(trainer, "en")
    events = list(trainer.journal.events())
    run = next(place for place, event in enumerate(events) if event.kind == "typing")
    body = {**events[run].body, "void": {"template": "x", "values": {}}}
    assert {"chain", "typing"} <= fails(check(certificate, text, edited(events, run, body=body)))


def test_reviews_that_are_missing_show_in_the_recall() -> None:
    trainer = learner()
    certificate, text = made_in(trainer, "en")
    fewer = [event for event in trainer.journal.events() if event.card != CARDS[3].id]
    checks = check(certificate, text, fewer)
    assert fails(checks) == {"chain", "recall"}
    assert any("shows only 19 cards, stated 20" in str(each.text) for each in checks)


def test_studying_on_breaks_nothing() -> None:
    trainer = learner()
    certificate, text = made_in(trainer, "en")
    for card in CARDS:
        answer(trainer, card)
    trainer.undo()
    assert not fails(check(certificate, text, trainer.journal.events()))


def test_a_journal_of_another_machine_that_is_merged_in_later_breaks_nothing_and_is_told() -> None:
    clock = HandClock()
    other = Trainer(
        trainer_of(CARDS).library,
        SqliteJournal.blank("学员甲"),
        clock,
        device="home",
        entropy=trainer_of(CARDS, seed=9).random,
    )
    clock.move(hours=-2)
    for card in CARDS[:5]:
        answer(other, card)
    trainer = learner()
    certificate, text = made_in(trainer, "en")
    merge(trainer, other.journal.events())
    checks = check(certificate, text, trainer.journal.events())
    assert not fails(checks)
    assert "Events of other machines that were merged in since: 5" in [str(each.text) for each in checks]


def test_events_between_the_level_and_the_certificate_are_covered_too() -> None:
    trainer = learner()
    for card in CARDS[:4]:
        answer(trainer, card)
    certificate, text = made_in(trainer, "en")
    events = list(trainer.journal.events())
    assert certificate.chain.events == len(events)
    assert certificate.chain.last == events[-1].id
    for place in range(len(events) - 4, len(events)):
        changed = edited(events, place, body={**events[place].body, "ms": 1})
        assert fails(check(certificate, text, changed)) == {"chain"}
        assert "chain" in fails(check(certificate, text, events[:place] + events[place + 1 :]))
    assert not fails(check(certificate, text, events))


def test_what_came_between_the_level_and_the_certificate_does_not_judge_the_level_anew() -> None:
    trainer = learner()
    type_run(trainer, 20, 0.9)
    answer(trainer, CARDS[0], Rating.AGAIN, ("不对",))
    certificate, text = made_in(trainer, "en")
    assert not fails(check(certificate, text, trainer.journal.events()))


def test_a_chain_that_ends_before_the_level_does_not_cover_it() -> None:
    trainer = learner()
    events = list(trainer.journal.events())
    certificate, text = forged(trainer, chain=chain(events, events[3].id, to_line))
    assert "chain" in fails(check(certificate, text, events))
    certificate, text = forged(trainer, chain=Chain("0" * 64, 0, (), "nowhere"))
    assert "chain" in fails(check(certificate, text, events))


def test_events_that_came_after_the_certificate_are_counted_and_not_vouched_for() -> None:
    trainer = learner()
    certificate, text = made_in(trainer, "en")
    for card in CARDS[:3]:
        answer(trainer, card)
    told = [str(each.text) for each in check(certificate, text, trainer.journal.events())]
    assert "Later events, of which the certificate says nothing: 3" in told


def test_a_run_of_another_machine_that_the_level_did_not_know_does_not_spoil_it() -> None:
    trainer = learner()
    away = trainer_of(CARDS, HandClock(), SqliteJournal.blank("学员甲"), shop=shop(LEVEL), seed=5)
    away._device = "home"
    type_run(away, 20, 0.9)
    merge(trainer, away.journal.events())
    certificate, text = made_in(trainer, "en")
    assert not fails(check(certificate, text, trainer.journal.events()))


def test_answers_dated_in_the_future_are_not_covered_and_break_nothing() -> None:
    trainer = learner()
    events = list(trainer.journal.events())
    ahead = events[0]._replace(id="ahead", at=events[-1].at + 10 * 365 * 86_400_000_000)
    merge(trainer, [ahead])
    certificate, text = made_in(trainer, "en")
    assert certificate.chain.last == events[-1].id
    later = events[0]._replace(id="later", at=events[-1].at + 1_000_000)
    checks = check(certificate, text, [*events, later, ahead])
    assert not fails(checks)
    assert "Later events, of which the certificate says nothing: 2" in [str(each.text) for each in checks]


def forged(trainer: Trainer, **changes: object) -> tuple[Certificate, str]:
    """A certificate with other data, on a page made for them."""
    certificate = make(trainer)._replace(**changes)  # type: ignore[arg-type]
    return certificate, page(certificate)


def test_a_page_of_another_version_cannot_be_compared_and_the_command_that_makes_it_anew_is_named() -> None:
    trainer = learner()
    _certificate, text = made_in(trainer, "en")
    other = text.replace('"kdeck":"0.', '"kdeck":"9.').replace("kdeck 0.", "kdeck 9.")
    for altered in (text.replace('"kdeck":"0.', '"kdeck":"9.'), other.replace("accuracy 97.5%", "accuracy 99.5%")):
        (found,) = (each for each in check(read(altered), altered, trainer.journal.events()) if each.name == "page")
        assert (found.holds, found.compared) == (None, False)
        assert "kdeck certificate --dan 1 --html FILE" in str(found.text)


def test_everything_else_is_compared_whatever_can_be_told() -> None:
    trainer = learner()
    certificate, text = made_in(trainer, "en")
    assert all(each.compared for each in check(certificate, text, trainer.journal.events()))


@pytest.mark.parametrize("days", [-9 * 365, -2])
def test_no_certificate_was_issued_before_what_it_covers(days: int) -> None:
    trainer = learner()
    certificate, text = forged(trainer, issued=make(trainer).issued.plus(days * 86_400))
    assert fails(check(certificate, text, trainer.journal.events())) == {"issued"}


def test_a_certificate_issued_later_holds_and_one_dated_before_its_level_is_not_made() -> None:
    trainer = learner()
    clock = trainer._clock
    assert isinstance(clock, HandClock)
    clock.move(days=30)
    certificate, text = made_in(trainer, "en")
    assert not fails(check(certificate, text, trainer.journal.events()))
    clock.move(days=-40)
    with pytest.raises(KdeckError, match="still to come by this clock"):
        make(trainer)


def merged_level(trainer: Trainer, needs: list[dict[str, object]]) -> Certificate:
    """A second level that somebody wrote into the journal, and its certificate."""
    body = {**trainer.journal.recent("dan", 1)[0].body, "dan": 2, "needs": needs}
    event = trainer.keep_run("dan", "dan/2", body)
    first = make(trainer, 1)
    at = Moment(event.at, event.offset)
    return first._replace(event=event.id, at=at, record=of_plain(body), chain=make(trainer, 1).chain)


def test_a_level_that_names_no_requirement_proves_nothing() -> None:
    trainer = learner()
    certificate = merged_level(trainer, [])
    assert fails(check(certificate, page(certificate), trainer.journal.events())) == {"needs"}
    with pytest.raises(KdeckError, match="names no requirement"):
        make(trainer, 2)


@pytest.mark.parametrize(
    "found",
    [
        {"cards": 200, "reached": 20, "judged": 20, "judged_reached": 20, "asleep": 0},
        {"cards": 20, "reached": 20, "judged": 1, "judged_reached": 1, "asleep": 0},
        {"cards": 20, "reached": 20, "judged": 20, "judged_reached": 0, "asleep": 0},
        {"cards": 20, "reached": 20, "judged": 21, "judged_reached": 20, "asleep": 0},
        {"cards": 20, "reached": 20, "judged": 20, "judged_reached": 20, "asleep": 20},
        {"cards": 0, "reached": 0, "judged": 0, "judged_reached": 0, "asleep": 0},
        {"cards": 19, "reached": 20, "judged": 19, "judged_reached": 19, "asleep": 0},
    ],
)
def test_figures_that_do_not_meet_what_is_asked_prove_nothing(found: dict[str, object]) -> None:
    trainer = learner()
    need = {"decks": [], "at_least": 0.9, "of_cards": 0.95}
    certificate = merged_level(trainer, [{"kind": "recall", "asked": need, "found": found, "events": []}])
    assert fails(check(certificate, page(certificate), trainer.journal.events())) == {"recall"}


def against(trainer: Trainer, *needs: tuple[object, ...], **details: object) -> tuple[set[str], list[str]]:
    """What does not hold, and what is said of the shop, before a library whose first level has these needs."""
    certificate, text = made_in(trainer, "en")
    library = library_of(CARDS, shop(level(1, *needs))._replace(**details))  # type: ignore[arg-type]
    checks = check(certificate, text, trainer.journal.events(), library)
    return fails(checks), [str(each.text) for each in checks if each.name == "shop"]


OWN, WITNESS = DeckNeed(20, 3), WitnessNeed()


def test_the_shop_that_the_level_was_reached_in_asks_no_more() -> None:
    fault, told = against(learner(), TYPING_ONE, RECALL_ONE, OWN, WITNESS)
    assert not fault
    assert told == ["These decks ask for no more than the certificate shows."]


@pytest.mark.parametrize(
    ("needs", "named"),
    [
        ((TypingNeed(60, 0.97, 5, (2, 3)), RECALL_ONE, OWN, WITNESS), "Typing: these decks ask for more"),
        ((TypingNeed(50, 0.97, 5, (3, 3)), RECALL_ONE, OWN, WITNESS), "Typing: these decks ask for more"),
        ((TYPING_ONE, RecallNeed((), 0.9, 0.95), OWN, WITNESS), "Recall: these decks ask for more"),
        ((TYPING_ONE, RecallNeed(("freight",), 0.95, 0.95), OWN, WITNESS), "Recall: these decks ask for more"),
        ((TYPING_ONE, RECALL_ONE, DeckNeed(30, 3), WITNESS), "Own deck: these decks ask for more"),
        ((ExamNeed(("freight",), 20, 8, 0.9), TYPING_ONE), "Exam: these decks ask for more"),
    ],
)
def test_a_shop_that_was_made_easier_for_the_level_is_found_out(
    needs: tuple[tuple[object, ...], ...], named: str
) -> None:
    fault, told = against(learner(), *needs)
    assert fault == {"shop"}
    assert [text for text in told if text.startswith(named)]


def test_a_bound_on_corrections_that_the_certificate_lacks_makes_it_easier() -> None:
    needs = (TYPING_ONE, RECALL_ONE, OWN, WITNESS)
    assert against(learner(), *needs, typing=(GradeAsked("first-dan", 50, 0.97, 0.01),))[0] == {"shop"}
    assert against(learner(), *needs, lang="en")[0] == {"shop"}, "words a minute are no characters a minute"


def test_requirements_harder_than_the_shops_are_only_told() -> None:
    fault, told = against(learner(), TypingNeed(40, 0.9, 3, (1, 3)))
    assert not fault
    assert [text.partition(":")[0] for text in told] == [
        *("Typing", "Recall", "Own deck", "Trainer's word"),
        "These decks ask for no more than the certificate shows.",
    ]
    assert all("asks for more than these decks" in text for text in told[:-1])


def test_the_decks_of_another_shop_do_not_vouch_for_a_certificate() -> None:
    fault, told = against(learner(), TYPING_ONE, RECALL_ONE, OWN, WITNESS, id="other")
    assert fault == {"shop"}
    assert told == ["The certificate is of the shop spruce, the decks are of other."]


def test_without_decks_one_line_says_that_the_shops_requirements_were_not_at_hand() -> None:
    trainer = learner()
    certificate, text = made_in(trainer, "en")
    (told,) = (each for each in check(certificate, text, trainer.journal.events()) if each.name == "shop")
    assert told.holds is None
    assert str(told.text).startswith("The shop's own requirements were not at hand")


def test_a_simulated_journal_is_called_so_on_the_page_and_by_the_check() -> None:
    trainer = learner()
    real = list(trainer.journal.events())
    mark = real[0]._replace(id="0-simulated", at=real[0].at - 1, kind="simulated", card="simulated", body={})
    certificate, text = forged(trainer, simulated=True, chain=chain([mark, *real], make(trainer).chain.last, to_line))
    assert "Certificate (simulated)" in text
    assert "certifies nobody" in text
    checks = check(certificate, text, [mark, *real])
    assert not fails(checks)
    assert "Simulated: this journal was not kept in real time." in [str(each.text) for each in checks]
    assert {"simulated", "chain"} <= fails(check(certificate, text, real))
    silent, quiet = forged(trainer, chain=certificate.chain)
    assert fails(check(silent, quiet, [mark, *real])) == {"simulated"}


def test_a_certificate_of_the_older_kind_is_to_be_made_anew() -> None:
    plain = {**plain_of(make(learner())), "certificate": 1}
    with pytest.raises(KdeckError, match="older kind") as caught:
        read(json.dumps(plain))
    assert "kdeck certificate --dan N --html FILE" in str(caught.value.hint)


@pytest.mark.parametrize("number", [10**300, float("inf"), float("nan"), -1, 0])
def test_a_requirement_of_no_sensible_size_is_no_certificate(number: float) -> None:
    plain = plain_of(make(learner()))
    for place, key in ((0, "speed"), (0, "accuracy"), (1, "of_cards"), (2, "kinds")):
        asked = plain["record"]["needs"][place]["asked"]
        kept = asked[key]
        asked[key] = number
        with pytest.raises(ValueError):  # noqa: PT011 - any of its kinds
            certificate_of(plain)
        asked[key] = kept


def test_log_lines_are_as_good_as_the_journal() -> None:
    trainer = learner()
    certificate, text = made_in(trainer, "zh")
    lines = [to_line(event) for event in trainer.journal.events()]
    assert not fails(check(certificate, text, [from_line(line, "x") for line in lines]))


def test_somebody_elses_journal_proves_nothing() -> None:
    certificate, text = made_in(learner(), "en")
    other = learner("学员乙", seed=2)
    assert fails(check(certificate, text, other.journal.events())) == {"learner", "level"}
    assert fails(check(certificate, text, ())) == {"learner", "level"}


def test_the_first_time_a_level_was_reached_is_what_is_certified() -> None:
    trainer = learner()
    first = trainer.journal.recent("dan", 1)[0]
    trainer.keep_run("dan", "dan/1", {**first.body, "title": "später"})
    assert make(trainer).event == first.id


def test_without_a_level_there_is_no_certificate() -> None:
    with pytest.raises(UsageError, match="No level is reached yet"):
        make(trainer_of(CARDS, shop=shop(LEVEL)))
    with pytest.raises(UsageError, match="Dan 2 is not reached yet"):
        make(learner(), 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"certificate": 1}',
        '{"certificate": 2}',
        "<html></html>",
        '<script type="application/json" id="kdeck-certificate">{"certificate": 1, "at": [1]}</script>',
        "[" * 100_000,
    ],
)
def test_what_is_no_certificate_is_refused(text: str) -> None:
    with pytest.raises(KdeckError):
        read(text)


def test_a_certificate_in_a_language_that_has_no_catalogue_is_refused() -> None:
    plain = plain_of(make(learner()))
    assert read(json.dumps(plain)).lang == "en"
    with pytest.raises(KdeckError):
        read(json.dumps({**plain, "lang": "../zh"}))


def test_data_of_every_wrong_kind_are_refused_and_never_a_crash() -> None:
    plain = plain_of(make(learner()))
    for key in plain:
        for value in (None, True, -1, 1.5, "x", [], {}, [1, "x"], {"a": 1}, 10**30):
            if (key in ("learner", "event", "kdeck", "lang") and value == "x") or (
                key == "simulated" and value is True
            ):
                continue
            with pytest.raises(ValueError):  # noqa: PT011 - any of its kinds
                certificate_of({**plain, key: value})
