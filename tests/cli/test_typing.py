"""``kdeck typing score``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kdeck.cli.main import main


def scored(folder: Path, passage: str, typed: str, *words: str) -> list[str]:
    (folder / "passage.txt").write_text(passage, encoding="utf-8-sig")
    (folder / "typed.txt").write_text(typed, encoding="utf-8")
    files = ["--passage", str(folder / "passage.txt"), "--typed", str(folder / "typed.txt")]
    return ["--lang", "en", "typing", "score", *files, *words]


def test_the_json_is_the_stable_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = scored(
        tmp_path, "顾客您好，有货的，今天发。\n", "顾客你好,有货的，今天\n", "--seconds", "10", "--format", "json"
    )
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out) == {
        "correct": 9,
        "substituted": 2,
        "inserted": 0,
        "omitted": 0,
        "net": 54.0,
        "gross": 66.0,
        "accuracy": 0.8182,
        "unit": "字/分",
    }


def test_english_is_scored_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(scored(tmp_path, "Your order ships", "Your order ships", "--seconds", "12")) == 0
    assert "16.0 WPM net" in capsys.readouterr().out


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "x", "1e9"])
def test_a_time_that_is_none_is_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str], seconds: str) -> None:
    assert main(scored(tmp_path, "a", "a", f"--seconds={seconds}")) == 2
    assert seconds in capsys.readouterr().err


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = scored(tmp_path, "a", "a", "--seconds", "1")
    (tmp_path / "typed.txt").write_bytes("拍下".encode("gbk"))
    assert main(words) == 2
    assert "typed.txt is not UTF-8 text" in capsys.readouterr().err
    (tmp_path / "typed.txt").unlink()
    assert main(words) == 2
    assert "typed.txt cannot be read" in capsys.readouterr().err
