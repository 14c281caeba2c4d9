"""Every text exists in both languages, and the compiled catalogue is the written one."""

from __future__ import annotations

import re

from kdeck.core.message import Message
from kdeck.language import _, current, preferred, render, use
from tests.language.catalogue import ARGPARSE, PACKAGE, PO, compiled, places, read, texts_in_code


def test_every_text_in_the_code_is_translated_and_nothing_else_is() -> None:
    translated = {str(message.id) for message in read() if message.id and message.string}
    assert set(texts_in_code()) == translated


def test_translations_keep_every_placeholder() -> None:
    wrong = [
        str(message.id) for message in read() if message.id and places(str(message.id)) != places(str(message.string))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_up_to_date() -> None:
    assert PO.with_suffix(".mo").read_bytes() == compiled(read())


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


def test_no_text_hides_in_an_f_string_where_it_would_not_be_found() -> None:
    hidden = re.compile(r"""f"[^"\n]*\{_\(|f'[^'\n]*\{_\(""")
    assert [file.name for file in PACKAGE.rglob("*.py") if hidden.search(file.read_text(encoding="utf-8"))] == []
