from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from kdeck.core.errors import LibraryError
from kdeck.decks import discover as module
from kdeck.decks.discover import Found, choose, default_library, discover, editions
from tests.decks.folders import card, deck, shop, write

links = pytest.mark.skipif(sys.platform == "win32", reason="making links needs a privilege there")


def names(found: Found) -> list[str]:
    return [file.name for file in found.files]


def codes(found: Found) -> list[tuple[str, str]]:
    return [(finding.file, finding.code) for finding in found.findings]


def refusal(path: Path | str) -> str:
    with pytest.raises(LibraryError) as caught:
        discover(str(path))
    message = str(caught.value.message)
    assert "\n" not in message
    return message


def small(root: Path, **more: Any) -> Path:
    return write(root, {"shop.yaml": shop(), "a.yaml": deck("a", card("one")), **more})


def test_decks_are_found_in_all_folders_in_the_order_of_their_names(tmp_path: Path) -> None:
    write(
        tmp_path, {"shop.yaml": shop(), "z.yaml": "", "b/c/d.yml": "", "b/a.YAML": "", "b/notes.md": "", "README": ""}
    )
    found = discover(str(tmp_path))
    assert names(found) == ["b/a.YAML", "b/c/d.yml", "z.yaml"]
    assert found.shop is not None
    assert [file.name for file in found.everything] == ["shop.yaml", *names(found)]
    assert found.findings == ()


def test_a_stamp_tells_size_time_and_inode(tmp_path: Path) -> None:
    status = (small(tmp_path) / "a.yaml").stat()
    assert discover(str(tmp_path)).files[0].stamp == (status.st_size, status.st_mtime_ns, status.st_ino)


def test_hidden_decks_are_passed_over_with_a_warning_and_other_hidden_things_without(tmp_path: Path) -> None:
    small(tmp_path, **{".draft.yaml": "", ".old/b.yaml": "", ".git/config": "", ".gitignore": ""})
    found = discover(str(tmp_path))
    assert names(found) == ["a.yaml"]
    assert sorted(codes(found)) == [(".draft.yaml", "hidden"), (".old", "hidden")]
    assert {finding.level for finding in found.findings} == {"warning"}


@links
def test_links_that_leave_the_library_are_passed_over_with_a_warning(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"b.yaml": "", "c/d.yaml": ""})
    root = small(tmp_path / "in")
    (root / "b.yaml").symlink_to(outside / "b.yaml")
    (root / "c").symlink_to(outside / "c")
    found = discover(str(root))
    assert names(found) == ["a.yaml"]
    assert codes(found) == [("b.yaml", "link-outside"), ("c", "link-outside")]


@links
def test_links_in_a_circle_end_and_read_nothing_twice(tmp_path: Path) -> None:
    root = small(tmp_path, **{"b/c.yaml": ""})
    (root / "b" / "again").symlink_to(root)
    (root / "b" / "self").symlink_to(root / "b")
    (root / "copy.yaml").symlink_to(root / "a.yaml")
    assert names(discover(str(root))) == ["a.yaml", "b/c.yaml"]
    (root / "loop.yaml").symlink_to(root / "loop.yaml")
    assert codes(discover(str(root))) == [("loop.yaml", "unreadable")]


@links
def test_a_link_shows_a_file_that_would_not_be_read_in_its_own_place(tmp_path: Path) -> None:
    root = small(tmp_path, **{".data/b.yaml": ""})
    (root / "b.yaml").symlink_to(root / ".data" / "b.yaml")
    assert names(discover(str(root))) == ["a.yaml", "b.yaml"]


@links
def test_the_library_itself_may_be_a_link(tmp_path: Path) -> None:
    small(tmp_path / "real")
    (tmp_path / "decks").symlink_to(tmp_path / "real")
    assert names(discover(str(tmp_path / "decks"))) == ["a.yaml"]


@links
def test_a_link_to_nowhere_is_an_error_and_hides_nothing(tmp_path: Path) -> None:
    root = small(tmp_path)
    (root / "gone.yaml").symlink_to(root / "nowhere.yaml")
    found = discover(str(root))
    assert names(found) == ["a.yaml"]
    assert [(finding.file, finding.level) for finding in found.findings] == [("gone.yaml", "error")]


def test_a_folder_that_cannot_be_read_is_an_error_and_hides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(tmp_path, **{"locked/b.yaml": ""})
    scandir = os.scandir

    def refuse(path: str) -> Any:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = discover(str(tmp_path))
    assert names(found) == ["a.yaml"]
    assert [(finding.file, finding.level, finding.code) for finding in found.findings] == [
        ("locked", "error", "unreadable")
    ]
    assert "the system does not allow it" in str(found.findings[0].message)
    monkeypatch.setattr(os, "scandir", lambda path: refuse("locked"))
    assert "the system does not allow it" in refusal(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes there")
def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    small(tmp_path)
    os.mkfifo(tmp_path / "pipe.yaml")
    found = discover(str(tmp_path))
    assert names(found) == ["a.yaml"]
    assert codes(found) == [("pipe.yaml", "no-file")]
    assert "neither a folder nor a deck file" in refusal(tmp_path / "pipe.yaml")


def test_a_path_without_decks_is_refused_in_one_line(tmp_path: Path) -> None:
    write(tmp_path, {"notes.txt": "", "empty/shop.yaml": shop()})
    assert "no folder or file" in refusal(tmp_path / "missing")
    assert "no folder or file" in refusal(tmp_path / "notes.txt" / "below")
    assert "no folder or file" in refusal("a\0b")
    assert "not a deck file" in refusal(tmp_path / "notes.txt")
    assert "no deck in" in refusal(tmp_path / "empty")
    assert "no deck in" in refusal(tmp_path / "empty" / "shop.yaml")


def test_far_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ENTRIES", 10)
    write(tmp_path, {f"{number}/x.txt": "" for number in range(6)})
    assert "too many files" in refusal(tmp_path)


def test_a_library_without_shop_is_read_with_a_warning(tmp_path: Path) -> None:
    found = discover(str(write(tmp_path, {"a.yaml": deck("a")})))
    assert found.shop is None
    assert codes(found) == [("shop.yaml", "no-shop")]
    assert found.findings[0].level == "warning"


def test_a_second_shop_is_an_error(tmp_path: Path) -> None:
    found = discover(str(small(tmp_path, **{"more/shop.yaml": shop(), "shop.yml": shop()})))
    assert found.shop is not None
    assert found.shop.name == "shop.yaml"
    assert sorted(codes(found)) == [("more/shop.yaml", "second-shop"), ("shop.yml", "second-shop")]


@pytest.mark.skipif(sys.platform == "win32", reason="such names cannot exist there")
def test_control_characters_in_a_name_never_reach_the_terminal(tmp_path: Path) -> None:
    small(tmp_path, **{"b\x1b[31m\n.yaml": ""})
    os.close(os.open(os.fsencode(tmp_path) + b"/c\xff.yaml", os.O_CREAT))
    found = discover(str(tmp_path))
    assert names(found) == ["a.yaml", "b\ufffd[31m .yaml", "c\ufffd.yaml"]
    assert "\x1b" not in refusal(f"{tmp_path}/\x1b[31m")


def test_one_file_is_a_library_with_the_shop_of_a_parent_near_by(tmp_path: Path) -> None:
    write(tmp_path, {"shop.yaml": shop(), "b/c/near.yaml": "", "b/c/d/far.yaml": ""})
    near = discover(str(tmp_path / "b" / "c" / "near.yaml"))
    assert names(near) == ["b/c/near.yaml"]
    assert near.shop is not None
    assert near.alone
    far = discover(str(tmp_path / "b" / "c" / "d" / "far.yaml"))
    assert names(far) == ["far.yaml"]
    assert far.shop is None
    assert far.findings == ()


def test_naming_the_shop_names_its_library(tmp_path: Path) -> None:
    assert names(discover(str(small(tmp_path) / "shop.yaml"))) == ["a.yaml"]


def test_of_several_editions_the_one_that_speaks_the_language_is_chosen(tmp_path: Path) -> None:
    for name, lang in (("cloud", "zh-Hans"), ("alpine", "en")):
        write(tmp_path / name, {"shop.yaml": f"\ufeff# a shop\nshop: s\nlang: '{lang}'\n", "a.yaml": ""})
    write(tmp_path / "fr", {"shop.yaml": "shop: s\n", "a.yaml": ""})
    write(tmp_path / "notes", {"a.yaml": ""})
    assert [Path(folder).name for folder in editions(str(tmp_path))] == ["alpine", "cloud", "fr"]
    for language, expected in (("zh", "cloud"), ("en", "alpine"), ("fr", "fr"), ("de", "alpine"), (None, "alpine")):
        assert Path(choose(str(tmp_path), language)).name == expected


def test_a_library_with_a_shop_has_no_editions(tmp_path: Path) -> None:
    small(tmp_path, **{"zh/shop.yaml": shop()})
    assert editions(str(tmp_path)) == []
    assert choose(str(tmp_path), "zh") == str(tmp_path)
    assert editions(str(tmp_path / "missing")) == []


def test_the_library_is_the_named_one_else_decks_else_the_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cwd = str(tmp_path)
    assert default_library("shops/one", cwd) == str(tmp_path / "shops" / "one")
    checkout = Path(__file__).parents[2]
    assert default_library(None, cwd) == str(checkout / "decks")
    installed = tmp_path / "site" / "kdeck"
    (installed / "demo").mkdir(parents=True)
    monkeypatch.setattr(module, "__file__", str(installed / "decks" / "discover.py"))
    assert default_library(None, cwd) == str(installed / "demo")
    (tmp_path / "decks").mkdir()
    assert default_library(None, cwd) == str(tmp_path / "decks")
