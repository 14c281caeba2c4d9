"""Mutates decks and checks that reading, compiling and mending them never raises, hangs or lets a control through.

``python -m tests.chaos.fuzz_decks --runs 1000000`` is the full run; the suite does a few thousand.
"""

import argparse
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from kdeck.core.errors import Finding
from kdeck.core.strings import clean
from kdeck.decks.check import check_library
from kdeck.decks.editing import fix_ids
from kdeck.decks.expand import compile_deck
from kdeck.decks.parse import parse, shop_of

CORPUS = Path(__file__).parent.parent / "decks" / "corpus"
SLOWEST = 5.0
"""Seconds that one small file may take on a busy machine."""

TOKENS = [
    *(b": ", b"- ", b"\n", b"\n  - ", b"\t", b"[", b"]", b"{", b"}", b"'", b'"', b"#", b" #", b"|", b"~", b"? ", b"> "),
    *(
        b"&a ",
        b"*a",
        b"!x ",
        b"<<: ",
        b"%YAML 1.9\n",
        b"---\n",
        b"...\n",
        b"[[[[[[[[[[",
        b"\\e",
        b"\\ud83d",
        b"9" * 400,
    ),
    *(b"$", b"${", b"$$", b"{{c1::", b"}}", b"::", b"..", b"id", b"kind", b"back: ", b"kind: choice\n"),
    *(b"cards:\n", b"products:\n", b"rules:\n", b"phrases:\n", b"<<<<<<< a\n"),
    *(b"\x00", b"\x1b", b"\xff", b"\xe4\xbd", b"\xef\xbb\xbf", b"\xc2\x9b", b"\r"),
    *("：".encode(), "\u202e".encode(), "\u2028".encode()),
]


def seeds() -> list[bytes]:
    """What is mutated: the corpus, good and hostile."""
    return [path.read_bytes() for path in sorted(CORPUS.rglob("*.yaml"))]


def mutate(rng: random.Random, seeds: list[bytes]) -> bytes:
    """One mutant of a seed: some bytes changed, cut, doubled, moved, or joined with another seed's."""
    data = bytearray(rng.choice(seeds))
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data) + 1)
        length = rng.randint(0, 24)
        choice = rng.randrange(6)
        if choice == 0:
            data[at : at + length] = b""
        elif choice == 1:
            data[at:at] = rng.choice(TOKENS)
        elif choice == 2:
            data[at:at] = data[at : at + length] * rng.randint(1, 4)
        elif choice == 3 and at < len(data):
            data[at] = rng.randrange(256)
        elif choice == 4:
            other = rng.choice(seeds)
            start = rng.randrange(len(other) + 1)
            data[at:at] = other[start : start + length * 4]
        else:
            data[at : at + length] = rng.choice(TOKENS)
    return bytes(data)


def exercise(data: bytes) -> None:
    """Do with a file all that kdeck does with one; ``AssertionError`` when a promise is broken."""
    for name in ("deck.yaml", "shop.yaml"):
        source = parse(name, data)
        shop = shop_of(source if source.role == "shop" else None)
        catalogue: dict[str, list[object]] = {}
        for row in source.products:
            catalogue.setdefault(row.category, []).append(row)
        result = compile_deck(source, shop, catalogue)  # type: ignore[arg-type]
        findings = (*source.findings, *result.findings, *check_library([source]))
        assert source.model is not None or source.findings, "refused without a reason"
        _check_findings(findings, data)
        for text in _texts(result.cards):
            assert clean(text) == text, f"a control character got through: {text!r}"
        assert len({card.id for card in result.cards}) == len(result.cards), "two cards of one id"
    fixed = fix_ids(data)
    assert fixed.data == data or fixed.written
    assert fix_ids(fixed.data).data == fixed.data, "mending is not idempotent"


def _check_findings(findings: tuple[Finding, ...], data: bytes) -> None:
    lines = data.count(b"\n") + data.count(b"\r") + 1
    for finding in findings:
        assert 1 <= finding.line <= lines, finding
        assert finding.column >= 1, finding
        for message in (finding.message, finding.hint):
            if message is not None:
                assert clean(str(message)) == str(message), finding


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


def fuzz(runs: int, seed: int) -> float:
    """Exercise ``runs`` mutants; the seconds that the slowest took. Names the mutant that breaks a promise."""
    rng = random.Random(seed)
    files = seeds()
    slowest = 0.0
    for run in range(runs):
        data = mutate(rng, files)
        began = time.perf_counter()
        try:
            exercise(data)
        except BaseException:
            sys.stderr.write(f"run {run} of seed {seed}: {data!r}\n")
            raise
        slowest = max(slowest, time.perf_counter() - began)
    assert slowest < SLOWEST, f"one file took {slowest:.1f} s"
    return slowest


def main() -> None:
    """The full run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=20261111)
    arguments = parser.parse_args()
    slowest = fuzz(arguments.runs, arguments.seed)
    sys.stdout.write(f"{arguments.runs} runs, slowest {slowest:.3f} s\n")


if __name__ == "__main__":
    main()
