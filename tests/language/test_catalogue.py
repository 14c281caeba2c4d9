"""Every text exists in both languages, and whoever would read an uncompiled or old catalogue is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from gettext import GNUTranslations
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns
from typing import Any

import pytest

from kdeck.core.message import Message
from kdeck.language import _, current, preferred, render, use
from kdeck.language.build import Catalogues, compile_catalogue
from tests.language.catalogue import ARGPARSE, PACKAGE, PO, forms_of, places, read, text_of, texts_in_code


def test_every_text_in_the_code_is_translated_and_nothing_else_is() -> None:
    translated = {text_of(message) for message in read() if message.id and all(forms_of(message))}
    assert texts_in_code() == translated


def test_translations_keep_every_placeholder() -> None:
    wrong = []
    for message in read():
        text = text_of(message)
        source = text if isinstance(text, str) else text[1]
        wrong += [source for form in forms_of(message) if source and places(form) != places(source)]
    assert wrong == []


NEVER_ONE = {
    "A certified run takes {count} minutes, no more.",
    "Ahead: due within {days} days",
    "Due: {date}, in {days} days.",
    "Each of them comes {times} times in a round, until both times reach the target.",
    "Live in {days} days",
    "No answer within {days} days. Press s at Home to study.",
    "No first try in the last {days} days.",
    "No time spent yet within {days} days. Ten minutes a day are a good start.",
    "in {days} days",
    "{count} cards below {bar}, most in {deck}",
    "{count} characters came faster than anyone types, {seconds} s after the start.",
    "{count} files; each one is in the data of this page",
    "{mean} min on a day of study · {total} min on {count} of the last {days} days",
    "{today} due today · {coming} within {days} days · about {mean} a day",
}
"""Their numbers are fixed, or 1 has a text of its own: tomorrow."""


def test_no_text_is_wrong_for_one_thing() -> None:
    plural = re.compile(
        r"\{(count|cards|days|questions|events|files|runs|replies|kinds|times|errors|lines)\} [a-z]+s\b"
    )
    found = {text for text in texts_in_code() if isinstance(text, str) and plural.search(text)}
    assert {text for text in found if not text.startswith("kdeck verify")} == NEVER_ONE


def test_building_kdeck_compiles_the_catalogue_for_a_wheel_and_in_place(tmp_path: Path) -> None:
    source = tmp_path / PO.relative_to(PACKAGE.parent)
    source.parent.mkdir(parents=True)
    copyfile(PO, source)
    gone = source.parents[2] / "xx"
    (gone / "LC_MESSAGES").mkdir(parents=True)
    (gone / "LC_MESSAGES" / "kdeck.mo").touch()
    nothing: Any = None
    hook = Catalogues(str(tmp_path), {}, nothing, nothing, str(tmp_path), "wheel")
    for version in ("standard", "editable"):
        hook.initialize(version, {})
        with source.with_suffix(".mo").open("rb") as file:
            compiled = GNUTranslations(file)
        for message in read():
            text = text_of(message)
            told = compiled.gettext(text) if isinstance(text, str) else compiled.ngettext(*text, 2)
            assert not text or told == forms_of(message)[-1]
        assert sorted(file.name for file in source.parent.iterdir()) == ["kdeck.mo", "kdeck.po"]
        assert not gone.exists()
        source.with_suffix(".mo").unlink()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A plain copy of the package in which nothing was ever built."""
    copytree(PACKAGE, tmp_path / "kdeck", ignore=ignore_patterns("*.mo", "__pycache__"))
    return tmp_path


def told(checkout: Path, *words: str) -> tuple[int, str]:
    """The exit code and the complaints of ``python -m kdeck`` in a checkout."""
    command = [sys.executable, "-m", "kdeck", "--home", str(checkout / "home"), *words]
    ran = subprocess.run(
        command, cwd=checkout, env={**os.environ, "PYTHONPATH": str(checkout)}, capture_output=True, text=True
    )
    return ran.returncode, ran.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_checkout_that_was_never_built_says_how_to_build_it(checkout: Path, lang: str) -> None:
    code, complaint = told(checkout, "--lang", lang, "typing", "history")
    assert code == 1
    assert "The catalogue of texts is not compiled: " in complaint
    assert "pip install -e ." in complaint


def test_a_catalogue_that_is_older_than_its_source_is_told_to_who_reads_it(checkout: Path) -> None:
    source = checkout / PO.relative_to(PACKAGE.parent)
    compiled = compile_catalogue(source)
    _code, before = told(checkout, "--lang", "zh", "typing", "history")
    age = compiled.stat().st_mtime
    os.utime(source, (age + 60, age + 60))
    _code, after = told(checkout, "--lang", "zh", "typing", "history")
    assert ("pip install -e ." in before, "pip install -e ." in after) == (False, True)
    assert "pip install -e ." not in told(checkout, "--lang", "en", "typing", "history")[1]


def test_the_language_can_be_changed_while_running() -> None:
    before = current()
    use("zh")
    try:
        assert _(ARGPARSE[1]) != ARGPARSE[1]
        assert render(Message("{name} must be yes or no", name="x")) != "x must be yes or no"
        use("en")
        assert render(Message("{name} must be yes or no", name="x")) == "x must be yes or no"
    finally:
        use(before)


def test_the_environment_chooses_the_language() -> None:
    assert preferred({"LANG": "zh_CN.UTF-8"}) == "zh"
    assert preferred({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}) == "en"
    assert preferred({"KDECK_LANG": "zh", "LC_ALL": "en_GB.UTF-8"}) == "zh"
    assert preferred({"LC_ALL": "C", "LANG": "zh_TW"}) == "zh"
    assert preferred({"LANG": "zhuang"}) == preferred({"LANG": "fr_FR.UTF-8"}) == preferred({}) == "en"


def test_no_text_hides_in_an_f_string_where_it_would_not_be_found() -> None:
    hidden = re.compile(r"""f"[^"\n]*\{_\(|f'[^'\n]*\{_\(""")
    assert [file.name for file in PACKAGE.rglob("*.py") if hidden.search(file.read_text(encoding="utf-8"))] == []
