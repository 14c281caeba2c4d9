import subprocess
import sys
import time
import tracemalloc

import pytest

from kdeck.decks.events import FAST, PLAIN
from kdeck.decks.expand import compile_deck
from kdeck.decks.parse import parse, read, shop_of
from tests.chaos.fuzz_decks import fuzz
from tests.decks.making import compiled

CHILD = """
import sys
from kdeck.decks import events
from kdeck.decks import parse
sys.setrecursionlimit(300)
loader = {"fast": events.FAST, "plain": events.PLAIN}.get(sys.argv[1])
for opening in ("[", "{a: ", "- ", "? ", "[{a: "):
    for before in ("", "cards: "):
        result = parse.read("f.yaml", (before + opening * 25_000).encode(), loader)
        assert (result.tree is None or result.guessed) and result.findings, opening
print("alive")
"""


@pytest.mark.parametrize("loader", ["fast", "plain", "the one that fits"])
def test_nesting_without_end_kills_no_process(loader: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, loader], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "alive"), done.stderr


@pytest.mark.parametrize("loader", [FAST, PLAIN])
def test_a_billion_laughs_are_refused_at_the_first(loader: object) -> None:
    text = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    began = time.perf_counter()
    codes = {finding.code for finding in read("f.yaml", text.encode(), loader).findings}
    assert codes == {"anchor", "alias"}
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a" * 8_000_001, "file-too-large"),
        (b"a: " + b"x" * 7_000_000, "unknown-key"),
        (b"- a\n" * 1_050_000, "too-many-values"),
        (b"a:\n" * 200_000, "missing-deck"),
        (b"deck: d\ncards: [" + b"{}, " * 20_000 + b"{}]", "missing-id"),
        (b"deck: d\n" + b"".join(b"k%d: x\n" % n for n in range(20_000)), "too-many-problems"),
        (b"deck: d\ncards:\n" + b"- x\n" * 30_000, "too-many-problems"),
        (b"a: " + b"\xe2\x80\xae" * 500_000, "invisible-character"),
        (b"deck: d\ncards:\n" + b"- {id: a, front: q, back: b}\n" * 30_000, "duplicate-id"),
        (b'a: "' + b"\\e" * 500_000 + b'"', "control-character"),
        (b"deck: x #" + b" #" * 200_000, "comment-after-text"),
        (b"deck: x #y\n" * 100_000, "duplicate-key"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_monster_is_refused_in_seconds(data: bytes, code: str) -> None:
    began = time.perf_counter()
    findings = parse("f.yaml", data).findings
    assert code in {finding.code for finding in findings}
    assert len(findings) < 2000
    assert time.perf_counter() - began < 20


def test_a_category_of_thousands_is_compiled_in_seconds() -> None:
    rows = "".join(f"- {{id: p{n}, name: P {n}, category: c, facts: {{a: v{n}, b: w{n % 7}}}}}\n" for n in range(3000))
    began = time.perf_counter()
    result = compiled("deck: d\nproducts:\n" + rows)
    assert len(result.cards) == 3 * 3000
    assert time.perf_counter() - began < 20


def test_gaps_that_never_close_do_not_hang() -> None:
    began = time.perf_counter()
    result = compiled('deck: d\ncards: [{id: a, kind: cloze, text: "' + "{{c1::" * 1600 + '"}]')
    assert [finding.code for finding in result.findings] == ["bad-gap"]
    assert time.perf_counter() - began < 5


def test_terms_cannot_fill_the_memory() -> None:
    shop = shop_of(parse("shop.yaml", b"terms: {t: " + b"x" * 200 + b"}"))
    entries = b"".join(b"- {id: c%d, front: %s, back: b}\n" % (n, b"$t " * 3000) for n in range(100))
    source = parse("f.yaml", b"deck: d\ncards:\n" + entries)
    tracemalloc.start()
    result = compile_deck(source, shop, {})
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result.cards == ()
    assert peak < 50_000_000


def test_thousands_of_mutants_do_no_harm() -> None:
    assert fuzz(1500, seed=1) < 5
