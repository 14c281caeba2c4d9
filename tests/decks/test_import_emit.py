from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kdeck.decks.importing.rows import entry_lines, in_flow, scalar
from kdeck.decks.importing.table_file import cleaned
from kdeck.decks.parse import read
from kdeck.decks.tree import Text

ODD = (
    *("- a", "a: b", "a #b", "#", "：", "front：x", "{{c1::x}}", "[x]", "a]", "a,b", "=", "<<x", "'", '"', "\\", "a:"),
    *("a\nb", "--- x", "...", "%a", "@x", "?", "? x", ":x", "a?b", "x:y", "é\U0001f600", "a\tb", "亲，在的哦～"),
)
OTHER_TYPES = ("16:00", "no", "Y", "08", "1e3", "~", "null", "0o7", "0x1F", "1_000", "2026-11-11", "-5", ".5", "+1.0")
SIGNS = "ab:# -,[]{}'\"\n\\?!&*|>%@`~=0123.e：，、"
texts = st.one_of(st.sampled_from((*ODD, *OTHER_TYPES)), st.text(max_size=8), st.text(SIGNS, max_size=8)).map(cleaned)
keys = texts.filter(lambda key: key != "<<")


@pytest.mark.parametrize("text", OTHER_TYPES)
def test_what_other_tools_would_take_for_a_number_or_a_truth_value_is_quoted(text: str) -> None:
    assert scalar(text) == f'"{text}"'


@pytest.mark.parametrize("text", ["三层尼龙压膜", "520 克", "YS-J101", "a, b", "30 度机洗，不可漂白", "a:b", "it's"])
def test_what_is_plain_text_everywhere_stays_plain(text: str) -> None:
    assert scalar(text) == text


def test_inside_brackets_more_is_quoted() -> None:
    assert scalar("a, b", flow=True) == '"a, b"'
    assert scalar("红", flow=True) == "红"


def test_an_item_with_a_chinese_comma_is_quoted_lest_it_reads_as_several() -> None:
    assert in_flow(["明天，后天"]) == '["明天，后天"]'
    assert in_flow(["红、绿", "蓝"]) == '["红、绿", 蓝]'
    assert in_flow({"材质、厚度": "棉，厚"}) == "{材质、厚度: 棉，厚}"


def plain(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    return str(node) if isinstance(node, str) else [plain(item) for item in node]


@settings(max_examples=300)
@example({"- a": ["0，0"]})
@example({"note": "x: [明天，后天]", "steps": ["- [红、绿]"]})
@given(st.dictionaries(keys, st.one_of(texts, st.lists(texts, max_size=3), st.dictionaries(keys, texts, max_size=3))))
def test_every_reader_of_yaml_gets_back_the_texts_that_were_written(entry: dict[str, Any]) -> None:
    entry = {"id": "a", **entry}
    data = "\n".join(["x:", *entry_lines(entry, 2)]).encode()
    for loader in (getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader):
        result = read("f", data, loader)
        assert result.tree is not None, result.findings
        assert not result.findings
        assert plain(result.tree[Text("x")]) == [entry]
    assert yaml.safe_load(data) == {"x": [entry]}
