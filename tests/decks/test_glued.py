"""Signs that lack their space or come from a Chinese keyboard are found where they stand, not lines later."""

from __future__ import annotations

import time
from typing import Any

import pytest

from kdeck.decks.events import FAST, PLAIN
from kdeck.decks.parse import parse, read
from tests.decks.making import compiled, parsed

HEAD = "deck: d\ncards:\n"


def found(text: str) -> list[tuple[int, int, str]]:
    return [(one.line, one.column, one.code) for one in parse("d.yaml", text.encode()).findings]


@pytest.mark.parametrize("loader", [FAST, PLAIN], ids=["libyaml", "python"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("  - id:a\n    front: q\n    back: x\n", [(3, 7, "no-space")]),
        ("  - id: a\n    front:q\n    back: x\n", [(4, 10, "no-space")]),
        ("  -id: a\n    front: q\n    back: x\n", [(3, 3, "no-space")]),
        ("  - id: a\n    front: q\n    back: x\n  -id: b\n    front: q\n    back: x\n", [(6, 3, "no-space")]),
        ("  －id: a\n    front: q\n    back: x\n", [(3, 3, "unexpected-sign")]),
        ("  — id: a\n    front: q\n    back: x\n", [(3, 3, "unexpected-sign")]),
        ("  - id: a\n　　front: q\n    back: x\n", [(4, 1, "indentation")]),
    ],
)
def test_a_sign_that_is_glued_or_wide_is_told_at_its_place(
    body: str, expected: list[tuple[int, int, str]], loader: Any
) -> None:
    told = [(one.line, one.column, one.code) for one in read("d.yaml", (HEAD + body).encode(), loader).findings]
    assert told == expected


def test_all_of_them_come_at_once_with_what_else_is_wrong() -> None:
    body = "  - id:a\n    front:q\n    back: x\n  - id: b\n    frnt: q\n    back: x\n"
    assert [(line, code) for line, _column, code in found(HEAD + body)] == [
        (3, "no-space"),
        (4, "no-space"),
        (6, "missing-key"),
        (7, "unknown-key"),
    ]


@pytest.mark.parametrize("text", ["id:a front:什么", "id:a"])
def test_an_entry_of_text_that_was_meant_as_keys_is_told_so(text: str) -> None:
    (finding,) = parsed(f"{HEAD}  - {text}\n").findings
    assert (finding.code, finding.line) == ("no-space", 3)


def test_an_entry_of_mere_text_is_told_what_belongs_there() -> None:
    (finding,) = parsed(f"{HEAD}  - hello\n").findings
    assert finding.code == "not-a-group"


@pytest.mark.parametrize("body", ["    front: a\n      16:00 b\n", "    front: see\n      https://a.b/c:d\n"])
def test_times_and_addresses_in_a_text_are_not_blamed(body: str) -> None:
    told = found(f"{HEAD}  - id: a\n{body}    back: x\n   why: y\n")
    assert [code for _line, _column, code in told] == ["indentation"]


def test_a_wide_colon_inside_braces_is_named() -> None:
    rule = "deck: d\nrules:\n  - id: r\n    ask: '{n}'\n    given:\n      n：{number: 0..9}\n    outcomes:\n"
    rows = "      - {id: a, when: {n：< 3}, then: A}\n"
    assert [(line, code) for line, _column, code in found(rule + rows)] == [
        (6, "full-width-colon"),
        (8, "full-width-colon"),
    ]


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("编号", "“id”"),
        ("问题", "“front”"),
        ("Answer", "“back”"),
        ("解析", "“why”"),
        ("错误选项", "“wrong” belongs to: choice"),
        ("options", "“wrong” belongs to: choice"),
    ],
)
def test_what_others_call_a_key_leads_to_the_key(key: str, hint: str) -> None:
    findings = parsed(f"{HEAD}  - id: x\n    {key}: q\n").findings
    (finding,) = (finding for finding in findings if finding.code == "unknown-key")
    assert hint in str(finding.hint) or (key == "编号" and "Known here" in str(finding.hint))


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("back: [红，绿，蓝]", "[红, 绿, 蓝]"),
        ("back: [你、他]", "[你, 他]"),
        ("back: [S，M]", "[S, M]"),
        ("must: [[到货、补货], [推荐, 看看]]", "[到货, 补货]"),
        ("given: {x: {one of: [有货、缺货]}}", "[有货, 缺货]"),
    ],
)
def test_chinese_commas_that_make_one_item_of_several_are_a_warning(line: str, items: str) -> None:
    findings = [one for one in read("d.yaml", f"deck: d\n{line}\n".encode()).findings if one.code == "one-item"]
    (finding,) = findings
    assert (finding.line, finding.level) == (2, "warning")
    assert items in str(finding.hint)


@pytest.mark.parametrize(
    "line",
    [
        "back: ['红，绿，蓝']",
        'back: ["你、他"]',
        "back: [红, 绿，蓝]",
        "never: [改好了，不用看]",
        "front: 见[红，绿，蓝]吗",
        "# back: [红，绿，蓝]",
        "back: 红、绿、蓝",
        "size: [你：我、他]",
        'front: "见: [红，绿，蓝]"',
        "front: '- [你、他]'",
        "front: |\n  - [你、他]\n  见: [红，绿，蓝]",
        "front: q # back: [红，绿，蓝]",
    ],
)
def test_a_text_with_a_comma_of_its_own_is_left_in_peace(line: str) -> None:
    assert "one-item" not in str(read("d.yaml", f"deck: d\n{line}\n".encode()).findings)


def test_a_large_file_full_of_brackets_is_looked_through_in_no_time() -> None:
    text = "deck: d\ncards:\n" + "  - [，[、[，a、\n" * 50_000
    began = time.process_time()
    read("d.yaml", text.encode())
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    ("back", "items"), [("红、绿、蓝", "[红, 绿, 蓝]"), ("red; green", "[red, green]"), ("红，绿", "[红, 绿]")]
)
def test_a_set_that_was_written_as_one_text_comes_with_the_list(back: str, items: str) -> None:
    (finding,) = compiled(f"deck: d\ncards: [{{id: a, kind: set, front: q, back: '{back}'}}]\n").findings
    assert (finding.code, finding.level) == ("one-item", "warning")
    assert str(finding.hint) == f"Write it as a list: {items}."


def test_a_set_of_one_is_let_be() -> None:
    assert compiled("deck: d\ncards: [{id: a, kind: set, front: q, back: ['red, not blue']}]\n").findings == ()
    assert compiled("deck: d\ncards: [{id: a, kind: set, front: q, back: red}]\n").findings == ()
