from typing import Any

import pytest
import yaml

from kdeck.decks.events import FAST, MAX_DEPTH, PLAIN
from kdeck.decks.parse import read
from kdeck.decks.tree import Map, Text
from tests.decks.making import places

LOADERS = [pytest.param(FAST, id="libyaml"), pytest.param(PLAIN, id="python")]


@pytest.fixture(params=LOADERS)
def loader(request: pytest.FixtureRequest) -> Any:
    return request.param


def tree_of(text: str, loader: Any = None) -> Map:
    result = read("f.yaml", text.encode(), loader)
    assert result.tree is not None
    assert result.findings == ()
    return result.tree


def problems(text: str, loader: Any = None) -> list[str]:
    return places(read("f.yaml", text.encode(), loader).findings)


def test_libyaml_is_there() -> None:
    assert FAST is yaml.CSafeLoader


@pytest.mark.parametrize("word", ["16:00", "no", "08", "1e3", "2026-11-11", "1_000", "~", "null", "0x1F", "M", ".inf"])
def test_every_scalar_is_the_text_that_was_written(word: str, loader: Any) -> None:
    assert tree_of(f"a: {word}", loader) == {"a": word}


def test_nodes_know_their_line_and_column(loader: Any) -> None:
    tree = tree_of("deck: x\ncards:\n  - id: 甲\n    back: 乙\n", loader)
    entry: Any = tree[Text("cards")][0]  # type: ignore[index]
    assert (entry.line, entry.column) == (3, 5)
    assert [(key.line, key.column) for key in entry] == [(3, 5), (4, 5)]
    assert [(value.line, value.column) for value in entry.values()] == [(3, 9), (4, 11)]


def test_a_byte_order_mark_is_welcome(loader: Any) -> None:
    assert read("f.yaml", b"\xef\xbb\xbfa: b", loader).tree == {"a": "b"}


def test_windows_line_ends_make_no_difference(loader: Any) -> None:
    assert tree_of("a: b\r\nc: |\r\n  d\r\n  e\r\n", loader) == {"a": "b", "c": "d\ne\n"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b\na: c", "2:1 duplicate-key"),
        ("a: *x", "1:4 alias"),
        ("a: &x b", "1:4 anchor"),
        ("a: !x b", "1:4 tag"),
        ("a: !!python/object:os.system b", "1:4 tag"),
        ("<<: b", "1:1 merge-key"),
        ("[a]: b", "1:1 bad-key"),
        ("%YAML 1.9\n---\na: b", "1:1 directive"),
        ("# note\n%FOO\n---\na: b", "2:1 directive"),
        ("a: b\n---\nc: d", "2:1 second-document"),
        ("", "1:1 empty-file"),
        ("# nothing yet\n", "1:1 empty-file"),
        ("- a", "1:1 not-a-mapping"),
        ("just words", "1:1 not-a-mapping"),
        ("deck:d\ntitle:x", "1:1 no-space"),
        ("deck：x\ntitle：y", "1:5 full-width-colon"),
        ("deck: x\ntitle：y\nabout: z", "2:6 full-width-colon"),
        ("cards:\n  - id：a\n    front: b", "2:7 full-width-colon"),
        ("a:\n\tb: c", "2:1 tab"),
        ("a: b: c", "1:5 colon-in-text"),
        ("a: 'b\nc: d", "1:4 unclosed-quote"),
        ('a: "\\q"', None),
        ("a: [b, c\nd: e", "1:4 unclosed-bracket"),
        ("a: [", "1:5 unclosed-bracket"),
        ("a: @b", "1:4 quote-needed"),
        ("a: `b", "1:4 quote-needed"),
        ("a: 100%\nb: %5", "2:4 quote-needed"),
        ("text: {{c1::x}} and more", "1:7 quote-needed"),
        ("a: 'it's'", "1:8 text-after-quote"),
        ("a: - b", "1:4 list-in-line"),
        ("a: b\nnothing\nc: d", "2:1 no-colon"),
        ("a:\n - b: c\n  - d: e", "3:3 indentation"),
        ("a: b\n  c: d", "2:3 indentation"),
        ("a: |b\n  c", "1:4 block-text"),
        ("a: order #12 is late", "1:10 comment-after-text"),
        ("a: order # 12", "1:10 comment-after-text"),
        ("a: " + "[" * 30, None),
    ],
)
def test_what_is_no_deck_is_refused_with_its_place(text: str, expected: str | None, loader: Any) -> None:
    found = problems(text, loader)
    assert found
    assert expected is None or found[0] == expected


def test_a_text_that_is_no_key_is_not_blamed_for_its_full_width_colon() -> None:
    assert problems("a: 注意：先核对\nb: c") == []


@pytest.mark.parametrize("text", ["a: b  # a remark", "a: 'b # c'", "# x # y\na: b", "a: b#c", "a: [b] # c"])
def test_a_remark_that_is_meant_as_one_is_no_warning(text: str, loader: Any) -> None:
    assert problems(text, loader) == []


def test_conflict_marks_are_named_before_anything_else() -> None:
    text = "deck: x\n<<<<<<< HEAD\ntitle: a\n=======\ntitle: b\n>>>>>>> branch\n"
    assert problems(text) == ["2:1 conflict-marker"]


def test_a_file_saved_as_gbk_says_so_with_the_line() -> None:
    (finding,) = read("f.yaml", "deck: x\ntitle: 退换货规则\n".encode("gbk")).findings
    assert (finding.line, finding.column, finding.code) == (2, 8, "not-utf-8")
    assert "GBK" in str(finding.message)


@pytest.mark.parametrize("data", ["a: b".encode("utf-16"), b"a: b\nc: \xff\xfe", b"a: \xc3", b"\x89PNG\r\n\x1a\n"])
def test_other_encodings_are_refused(data: bytes) -> None:
    result = read("f.yaml", data)
    assert result.tree is None
    assert [finding.code for finding in result.findings] == ["not-utf-8"]


@pytest.mark.parametrize("raw", ["\x1b]52;c;AAAA\x07", "\x00", "\x7f", "a\x08b"])
def test_a_control_character_is_an_error_and_does_not_get_through(raw: str, loader: Any) -> None:
    result = read("f.yaml", f"a: b\nc: x{raw}\n".encode(), loader)
    assert result.tree is not None
    assert places(result.findings)[0].endswith("control-character")
    assert "\ufffd" in str(result.tree[Text("c")])


@pytest.mark.parametrize("escape", ["\\e]52;c;AAAA\\a", "\\0", "\\x9b31m"])
def test_a_control_character_written_as_an_escape_does_not_get_through_either(escape: str, loader: Any) -> None:
    result = read("f.yaml", f'a: "{escape}"'.encode(), loader)
    assert result.tree is not None
    assert result.findings
    assert str(result.tree[Text("a")])[0] == "\ufffd"


@pytest.mark.parametrize("invisible", ["\u202e", "\u2028", "\x9b", "\x85", "\u2066"])
def test_invisible_characters_are_shown_and_do_not_shift_the_lines(invisible: str, loader: Any) -> None:
    result = read("f.yaml", f"a: x{invisible}y\nb: &z c\n".encode(), loader)
    assert places(result.findings) == ["1:5 invisible-character", "2:4 anchor"]
    assert result.tree is not None
    assert result.tree[Text("a")] == "x\ufffdy"


def test_depth_is_bounded(loader: Any) -> None:
    def nested(depth: int) -> str:
        return "a: " + "[" * (depth - 1) + "]" * (depth - 1)

    assert problems(nested(MAX_DEPTH), loader) == []
    assert problems(nested(MAX_DEPTH + 1), loader)[0].endswith("too-deep")


def test_the_two_parsers_read_the_same_tree() -> None:
    text = (
        "deck: a\ncards:\n- id: x\n  front: >\n    several\n    lines\n  back: {a: [b, 'c', \"d\\n\"]}\n- ? k\n  : v\n"
    )
    assert tree_of(text, FAST) == tree_of(text, PLAIN)
