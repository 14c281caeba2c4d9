"""The command line itself: options anywhere, refusals in one line, help."""

from __future__ import annotations

import json

import pytest

from kdeck import __version__
from kdeck.cli.arguments import COMMANDS
from tests.cli.conftest import AT, Kdeck, one_clear_error


def test_shared_options_may_stand_before_and_after_the_command(kdeck: Kdeck) -> None:
    before = kdeck("--at", AT, "--format", "json", "due")
    after = kdeck("due", "--at", AT, "--format=json")
    assert before.code == 0
    assert json.loads(before.out) == json.loads(after.out)


def test_the_version_is_printed(kdeck: Kdeck) -> None:
    assert kdeck("--version").out == f"kdeck {__version__}\n"


def test_help_lists_every_command(kdeck: Kdeck) -> None:
    text = kdeck("--help").out
    assert all(name in text for name in COMMANDS)


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_has_help_that_names_its_shared_options(kdeck: Kdeck, name: str) -> None:
    ran = kdeck(name, "--help")
    assert ran.code == 0
    assert f"usage: kdeck {name}" in ran.out
    assert kdeck("help", name).out == ran.out
    assert ("--at" in ran.out) == COMMANDS[name].at
    assert ("--format" in ran.out) == COMMANDS[name].format


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("duee",), "Did you mean kdeck due?"),
        (("zzzzzz",), "kdeck --help lists the commands."),
        (("due", "--formt", "json"), "Did you mean --format?"),
        (("--hoem", "x", "due"), "Did you mean --home?"),
        (("due", "extra"), "kdeck due does not take extra"),
        (("due", "--format", "xml"), "xml"),
        (("due", "--lang", "fr"), "fr"),
        (("due", "--at"), "--at"),
        (("init", "--at", AT), "kdeck init does not take --at"),
        (("schema", "--format", "json"), "kdeck schema does not take --format"),
        (("why",), "CARD"),
        (("cards", "--cases", "-1"), "--cases"),
        (("completion", "fish"), "fish"),
    ],
)
def test_wrong_words_are_refused_in_one_line(kdeck: Kdeck, words: tuple[str, ...], said: str) -> None:
    ran = kdeck(*words)
    assert ran.code == 2
    assert ran.out == ""
    assert said in one_clear_error(ran)


@pytest.mark.parametrize("text", ["tomorrow", "2026-13-01", "16:00", "0001-01-01", "9999-12-31T23:59", "", "２０２６"])
def test_a_bad_time_is_refused_with_an_example(kdeck: Kdeck, text: str) -> None:
    ran = kdeck("due", "--at", text)
    assert ran.code == 2
    assert "2026-11-11T16:00" in one_clear_error(ran)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-11-11T16:00+08:00", "2026-11-11T16:00:00+08:00"),
        ("2026-11-11T16:00:30Z", "2026-11-11T16:00:30+00:00"),
        ("2026-11-11 16:00+08:00", "2026-11-11T16:00:00+08:00"),
    ],
)
def test_a_time_with_a_zone_is_kept_in_that_zone(kdeck: Kdeck, text: str, at: str) -> None:
    assert json.loads(kdeck("due", "--at", text, "--format", "json").out)["at"] == at


@pytest.mark.parametrize(("text", "hour"), [("2026-11-11", "04:00:00"), ("2026-11-11T16:00", "16:00:00")])
def test_a_time_without_a_zone_is_local_and_a_date_is_the_start_of_its_study_day(
    kdeck: Kdeck, text: str, hour: str
) -> None:
    assert json.loads(kdeck("due", "--at", text, "--format", "json").out)["at"].startswith(f"2026-11-11T{hour}")


def test_the_language_is_the_option_then_the_learners_setting_then_the_environments(
    kdeck: Kdeck, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kdeck import language

    kdeck("study", "--plain", "--learner", "amy", stdin="")
    monkeypatch.setenv("KDECK_LANG", "zh")
    kdeck("due")
    assert language.current() == "zh"
    kdeck("settings", "language", "en")
    kdeck("due")
    assert language.current() == "en"
    kdeck("due", "--lang", "zh")
    assert language.current() == "zh"


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_scripts_know_every_command(kdeck: Kdeck, shell: str) -> None:
    ran = kdeck("completion", shell)
    assert ran.code == 0
    assert all(name in ran.out for name in COMMANDS)
    assert "merge" in ran.out
