"""``kdeck certificate`` and ``kdeck verify``: from a journal to a page, and back again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kdeck import __version__
from tests.cli.conftest import Kdeck, Ran, one_clear_error

DANS = """
dans:
  - {dan: 1, title: 基础功, needs: [{witness: yes}]}
  - {dan: 2, title: 话术, needs: [{witness: yes}]}
"""


@pytest.fixture
def certified(kdeck: Kdeck, decks: Path) -> Kdeck:
    """A learner who has reached the first level."""
    shop = decks / "shop.yaml"
    shop.write_text(shop.read_text(encoding="utf-8") + DANS, encoding="utf-8")
    assert kdeck("study", "--plain", "--learner", "学员甲", stdin="\n3\n").code == 0
    assert kdeck("witness", "王老师").code == 0
    return kdeck


def test_it_is_shown_with_what_it_proves_and_what_not(certified: Kdeck) -> None:
    out = certified("certificate", "--lang", "en").out
    *title, career = out.splitlines()[:5]
    about, day = career.split(" · ")
    assert title == ["Certificate · 测试店", "学员甲", "has reached", "Dan 1: 基础功"]
    assert about == "Junior: service as typing"
    assert f"✓ Trainer's word: confirmed by 王老师 · {day}\n" in out
    assert "Head of the chain: " in out
    assert "no electronic signature" in out
    zh = certified("certificate", "--lang", "zh").out
    assert zh.startswith("证书 · 测试店\n学员甲\n已达到\n1 段：基础功\n")


def test_a_page_is_written_and_holds_against_the_journal_file_and_its_log(
    certified: Kdeck, home: Path, tmp_path: Path
) -> None:
    page, log = tmp_path / "page.html", tmp_path / "log.jsonl"
    assert certified("certificate", "--html", str(page), "--lang", "zh").out == f"已写入：{page}\n"
    log.write_text(certified("log", "--format", "json").out, encoding="utf-8")
    (journal,) = [file for file in home.glob("**/*.db") if "backups" not in file.parts]
    for where in ([str(journal)], [str(log)], []):
        ran = certified("verify", str(page), *where)
        assert ran.code == 0, ran.out
        assert "✓ The page says what its data say." in ran.out
        assert ran.out.splitlines()[-1].startswith("This certificate matches the journal. No journal can prove")


def test_json_data_are_a_certificate_too(certified: Kdeck, tmp_path: Path) -> None:
    data = tmp_path / "data.json"
    data.write_text(certified("certificate", "--format", "json").out, encoding="utf-8")
    found = json.loads(certified("verify", str(data), "--format", "json").out)
    assert {each["check"]: each["holds"] for each in found} == {
        "page": None,
        "learner": True,
        "level": True,
        "chain": True,
        "issued": True,
        "witness": True,
        "shop": True,
        "deck": True,
    }


def test_decks_that_have_changed_since_are_told_and_fail_nothing(certified: Kdeck, decks: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    certified("certificate", "--html", str(page))
    assert "✓ shop.yaml is as it was." in certified("verify", str(page)).out
    (decks / "shop.yaml").write_text("shop: test\nname: 新店\n", encoding="utf-8")
    ran = certified("verify", str(page))
    assert ran.code == 0
    assert "· shop.yaml is no longer what it was." in ran.out


def test_an_edited_log_is_found_out_with_exit_code_1(certified: Kdeck, tmp_path: Path) -> None:
    page, log = tmp_path / "page.html", tmp_path / "log.jsonl"
    certified("certificate", "--html", str(page))
    lines = certified("log", "--format", "json").out
    log.write_text(lines.replace("王老师", "李老师"), encoding="utf-8")
    ran = certified("verify", str(page), str(log))
    assert ran.code == 1
    told = ran.out.splitlines()
    assert "✗ The journal says something else of dan 1." in told
    assert any(line.startswith("✗ The chain differs") for line in told)
    assert told[-1] == "This certificate does not hold."


def last(ran: Ran) -> str:
    """The sentence at the end."""
    return ran.out.splitlines()[-1]


def test_a_page_of_another_version_does_not_hold_whatever_else_was_changed(certified: Kdeck, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    certified("certificate", "--html", str(page), "--lang", "en")
    other = page.read_text(encoding="utf-8").replace(f'"kdeck":"{__version__}"', '"kdeck":"9.9"')
    for text in (other, other.replace('"level">Dan 1', '"level">Dan 9')):
        page.write_text(text, encoding="utf-8")
        ran = certified("verify", str(page))
        assert ran.code == 1
        assert "! The page says it was made by kdeck 9.9." in ran.out
        assert "kdeck certificate --dan 1 --html FILE" in ran.out
        assert last(ran) == "Not everything was compared, so kdeck cannot say that this certificate holds."
        found = {each["check"]: each for each in json.loads(certified("verify", str(page), "--format", "json").out)}
        assert (found["page"]["holds"], found["page"]["compared"]) == (None, False)
        assert found["chain"]["compared"]


def test_an_issue_date_of_2017_does_not_hold(certified: Kdeck, tmp_path: Path) -> None:
    data = tmp_path / "data.json"
    plain = json.loads(certified("certificate", "--format", "json").out)
    plain["issued"] = [1_500_000_000_000_000, 28_800]
    data.write_text(json.dumps(plain), encoding="utf-8")
    ran = certified("verify", str(data))
    assert ran.code == 1
    assert "✗ It cannot have been issued on 2017-07-14: it covers events up to 2" in ran.out
    assert last(ran) == "This certificate does not hold."


def test_a_merged_level_without_requirements_is_no_certificate(certified: Kdeck, tmp_path: Path) -> None:
    lines = [json.loads(line) for line in certified("log", "--format", "json").out.splitlines()]
    level = next(line for line in lines if line["kind"] == "dan")
    merged = {**level, "id": "merged", "body": {**level["body"], "dan": 2, "needs": []}}
    log, data = tmp_path / "log.jsonl", tmp_path / "data.json"
    log.write_text(json.dumps(merged), encoding="utf-8")
    made = json.loads(certified("certificate", "--format", "json").out)
    certified("log", "--merge", str(log))
    data.write_text(json.dumps({**made, "event": "merged", "record": merged["body"]}), encoding="utf-8")
    ran = certified("verify", str(data))
    assert ran.code == 1
    assert "✗ The certificate names no requirement: nothing proves dan 2." in ran.out
    assert certified("certificate", "--dan", "2").code != 0


def test_a_shop_made_easier_is_found_out_with_the_decks_and_else_said_to_be_unknown(
    certified: Kdeck, decks: Path, home: Path, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    certified("certificate", "--html", str(page), "--lang", "en")
    shop = decks / "shop.yaml"
    text = shop.read_text(encoding="utf-8")
    shop.write_text(
        text.replace("needs: [{witness: yes}]", "needs: [{witness: yes}, {typing: {speed: 50}}]", 1), "utf-8"
    )
    ran = certified("verify", str(page))
    assert ran.code == 1
    assert "✗ Typing: these decks ask for more than the certificate: 50 字/分 at 97%" in ran.out
    ran = certified("verify", str(page), "--home", str(home), where=False)
    assert ran.code == 0, ran.out
    assert "· The shop's own requirements were not at hand; --decks DIR compares them." in ran.out
    assert last(ran).startswith("This certificate matches the journal.")


def test_an_edited_page_is_found_out(certified: Kdeck, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    certified("certificate", "--html", str(page))
    page.write_text(page.read_text(encoding="utf-8").replace('"name">学员甲', '"name">学员乙'), encoding="utf-8")
    ran = certified("verify", str(page))
    assert ran.code == 1
    assert "✗ The text of the page was altered" in ran.out


def test_the_same_certificate_is_written_twice_as_the_same_page(certified: Kdeck, tmp_path: Path) -> None:
    for name in "ab":
        certified("certificate", "--html", str(tmp_path / name), "--at", "2099-11-11T10:00+08:00")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert b"\r" not in (tmp_path / "a").read_bytes()


def test_what_cannot_be_done_is_one_clear_line(certified: Kdeck, tmp_path: Path) -> None:
    assert "Dan 2 is not reached yet" in one_clear_error(certified("certificate", "--dan", "2"))
    ran = certified("certificate", "--html", str(tmp_path / "no" / "page.html"))
    assert ran.code == 1
    assert "cannot be written" in one_clear_error(ran)
    junk = tmp_path / "junk"
    junk.write_bytes(b"\xff\xfe<html>")
    assert "no certificate" in one_clear_error(certified("verify", str(junk)))
    assert "cannot be read" in one_clear_error(certified("verify", str(tmp_path / "nowhere")))
    page = tmp_path / "page.html"
    certified("certificate", "--html", str(page))
    assert "There is no file" in one_clear_error(certified("verify", str(page), str(tmp_path / "nowhere.db")))


def test_before_any_level_there_is_nothing_to_certify(kdeck: Kdeck) -> None:
    ran = kdeck("certificate")
    assert ran.code == 2
    assert "No level is reached yet" in one_clear_error(ran)
