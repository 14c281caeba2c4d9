"""Simple files are read line by line and give the tree that YAML's events give; whatever is not simple is left."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kdeck.decks.encoding import decode
from kdeck.decks.events import FAST, PLAIN
from kdeck.decks.reader import read
from kdeck.decks.simple import read_simple
from kdeck.decks.tree import Map, Node, Text

ROOT = Path(__file__).parents[2]
DECKS = sorted([*ROOT.glob("decks/**/*.yaml"), *ROOT.glob("tests/decks/corpus/**/*.yaml")])


def pictured(node: Node | None) -> object:
    """A tree with every place and kind in it, to be compared."""
    if node is None:
        return None
    place = (type(node).__name__, node.line, node.column)
    if isinstance(node, Text):
        return (*place, str(node))
    if isinstance(node, Map):
        return (*place, node.flow, [(pictured(key), pictured(value)) for key, value in node.items()])
    return (*place, node.flow, [pictured(item) for item in node])


def must_agree(text: str) -> bool:
    """Hold both ways of reading together; whether the text is simple."""
    tree = read_simple(text)
    if tree is not None:
        for loader in filter(None, (FAST, PLAIN)):
            slow = read("f.yaml", text.encode(), loader)
            assert pictured(slow.tree) == pictured(tree), text
            assert slow.findings == (), text
    return tree is not None


@pytest.mark.parametrize("path", DECKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_deck_of_ours_is_read_the_same_either_way(path: Path) -> None:
    text, found = decode(path.name, path.read_bytes())
    if text is not None and not found:
        must_agree(text)


def test_most_of_the_demo_shop_is_simple() -> None:
    files = [path.read_text(encoding="utf-8") for path in ROOT.glob("decks/*/**/*.yaml")]
    assert sum(read_simple(text) is not None for text in files) > 0.9 * len(files) > 50


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n",
        "a:\n",
        "a:\nb: c",
        "a:\n- b\n- c\nd: e\n",
        "a:\n  - b\n  - c\nd: e\n",
        "a:\n  -   b: c\n      d: e\n  - b: f\n",
        "a:\n  b:\n    c:\n      - d: e\n        f:\n      - d:\nb: c\n",
        "a:\n  b:\n  - c\n  d: e\n",
        "# x\na: b   \n\n   # y # z\nc: d",
        'a: ""\nb: "x: #y"\nc: \'x "y" #\'\n',
        "a: []\nb: [c]\nd: [ e , f g ,-1 ]\n",
        "a: {b: c}\nd: { e: [f, {g: h}], i j: '[', k: 16:00..23:59 }\ne: {}\n",
        "a: -5\nb: 16:00\nc: x:y\n",
        "题目: 顾客问“几天到”？\n答案: 截止 {{c1::16:00::提示}}。\n",
        "a: x {{c1::16:00::t}} y\n",
        "a: b#c\nd: e -f\n",
        "a:\n  - [b, c]\n  - {d: e}\n  - 'f'\n",
    ],
)
def test_what_trainers_write_is_simple(text: str) -> None:
    assert must_agree(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing\n",
        " a: b\n",
        "- a\n",
        "a\n",
        "a: b\n  c\n",
        "a: b\n  c: d\n",
        "a: b\n  - c\n",
        "a: b\n- c\n",
        "a: |\n  b\n",
        "a: >\n  b\n",
        "a: b # c\n",
        "a: b: c\n",
        "a: b:\n",
        "a : b\n",
        "a:b\n",
        "a: &x b\n",
        "a: *x\n",
        "a: !x b\n",
        "a: @b\n",
        "a: `b\n",
        "a: %b\n",
        "a: - b\n",
        "a: ? b\n",
        "a: \tb\n",
        "\ta: b\n",
        "---\na: b\n",
        "a: b\n...\n",
        "%YAML 1.2\n---\na: b\n",
        "a: 1\na: 2\n",
        "a: {b: 1, b: 2}\n",
        "<<: a\n",
        'a: "\\e]52"\n',
        'a: "b" c\n',
        "a: 'it''s'\n",
        'a: "b\n  c"\n',
        "a: [b,\n  c]\n",
        "a: [b, c\n",
        "a: [b, ]\n",
        "a: [b: c]\n",
        "a: [b, c] d\n",
        "a: {b}\n",
        "a: {b: }\n",
        "a: [?b]\n",
        "a:\n  - b\n - c\n",
        "a:\n   b: c\n  d: e\n",
        "a:\n  - b: c\n     d: e\n",
        "a:\n  -\n    b: c\n",
        "a:\n  - - b\n",
        "a:\n    - b\n  - c\n",
        "a: " + "[" * 12 + "]" * 12 + "\n",
        "a:\n" + "".join(f"{' ' * depth}a:\n" for depth in range(1, 15)),
        "? a\n: b\n",
        "a:\n  b: c\n    d: e\n",
    ],
)
def test_whatever_else_yaml_has_is_left_to_its_events(text: str) -> None:
    assert read_simple(text) is None


PIECES = st.sampled_from(
    [
        *("a", "b", "key", "one of", "题", "16:00", "-1", "x y", "1.5", "it's", '"q"', "'q'", "“引”", "a#b", "\u3000"),
        *("\xa0", ": ", ":", " ", "  ", "\n", "\n", "\n", "\n  ", "\n    ", "\n- ", "\n  - ", "- ", "-", ",", ", "),
        *("#", " #", "# c", "[", "]", "{", "}", "[a, b]", "{a: b}", "[]", "{}", "a: b", "a: ", "b:\n", "c: [x, y]"),
        *("d: {e: f}", "&", "*", "!", "|", ">", "%", "@", "`", "?", "? ", '"', "'", "\\", "\t", "---", "...", "<<: "),
        *("$x", "${x}", "{{c1::y}}", "=", "~"),
    ]
)
TEXTS = st.lists(PIECES, max_size=24).map("".join)
LINES = st.lists(
    st.tuples(
        st.sampled_from(["", "", "  ", "    ", "   ", "- ", "  - ", "  -  ", "      "]),
        st.sampled_from(["a:", "b:", "c:", "词:", "a b:", "a: ", "b: ", "c: ", "词: ", "", "#"]),
        st.sampled_from(
            ["", "x", "x y", "16:00", "[x, y]", "[x, 'y, z', {p: q}]", "{p: q, r s: [t]}", '"x: y"', "-3", "x:"]
        ),
        st.sampled_from(["\n", "\n", "  \n", "\n\n"]),
    ).map("".join),
    max_size=12,
).map("".join)


@settings(max_examples=1500)
@given(st.one_of(TEXTS, LINES, TEXTS.map(lambda text: f"deck: d\n{text}")))
@example("a:\n- b\n\n# c\n- d:\n  e: f\n")
def test_both_ways_give_one_tree_whatever_is_written(text: str) -> None:
    clean, found = decode("f.yaml", text.encode())
    if clean is not None and not found:
        must_agree(clean)


def test_a_hostile_line_takes_no_time() -> None:
    lines = ("a: " + "x " * 200_000 + "#", "a: [" + "x, " * 200_000, "a: {" * 100_000, "a b" * 200_000 + ":")
    for text in (*lines, "- " * 200_000, "a: '" + "x" * 400_000):
        assert read_simple(text) is None
