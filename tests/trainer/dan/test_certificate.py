"""A certificate: what it states, that it carries nothing foreign, and that an altered one is found out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from kdeck.core.dan.certificate import Certificate, certificate_of, plain_of
from kdeck.core.errors import KdeckError, UsageError
from kdeck.core.event import Event
from kdeck.journal.lines import from_line, to_line
from kdeck.journal.ram import RamJournal
from kdeck.language import Language, use
from kdeck.trainer.certificate import make, read
from kdeck.trainer.certificate_check import Check, check
from kdeck.trainer.certificate_page import page
from kdeck.trainer.dan import climb, confirm
from kdeck.trainer.merge import merge
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, trainer_of
from tests.trainer.dan.builders import RECALL_ONE, TYPING_ONE, answer, judged_cards, level, shop, type_run

CARDS = judged_cards(20)
LEVEL = level(1, TYPING_ONE, RECALL_ONE, ("deck", 20, 3), ("witness",))
HOSTILE = "</script><script>alert(1)</script>\"'&<b>"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    use("en")


def learner(name: str = "学员甲", witness: str = "王老师", **details: object) -> Trainer:
    """Somebody who has reached the first level."""
    trainer = trainer_of(CARDS, HandClock(), RamJournal(name), shop=shop(LEVEL), **details)  # type: ignore[arg-type]
    for card in CARDS:
        answer(trainer, card)
    type_run(trainer, 55)
    type_run(trainer, 51.25, 0.975, 0.12)
    deck = {"deck": "mine", "title": "我的流程", "cards": 22, "kinds": 4, "copied": 0, "digest": "ab" * 32}
    trainer.keep_run("deck", "deck/mine", deck)
    confirm(trainer, 1, witness)
    assert climb(trainer).new
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
        *("page", "learner", "level", "chain", "typing", "recall", "deck", "witness")
    ]
    assert [each.name for each in checks if each.holds is None] == ["cards"]


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
        (("at",), [1_700_000_000_000_000, 0], {"page", "level", "recall"}),
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
        trainer_of(CARDS).library, RamJournal("学员甲"), clock, device="home", entropy=trainer_of(CARDS, seed=9).random
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


def test_data_of_every_wrong_kind_are_refused_and_never_a_crash() -> None:
    plain = plain_of(make(learner()))
    for key in plain:
        for value in (None, True, -1, 1.5, "x", [], {}, [1, "x"], {"a": 1}, 10**30):
            if key in ("learner", "event", "kdeck") and value == "x":
                continue
            with pytest.raises(ValueError):  # noqa: PT011 - any of its kinds
                certificate_of({**plain, key: value})
