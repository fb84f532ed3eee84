"""Files as bytes and characters: safe reading, encodings, characters that do not belong, line counting."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from threecards.problems import Finding, Position, finding
from threecards.records.text import (
    Limits,
    Lines,
    character_traps,
    decode,
    has_odd_characters,
    is_ordinary,
    read_file,
    readable,
)

MEMBER = "members/t01/b001/m000001.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Make a repository with one member's file, beside a file that does not belong to it."""
    (tmp_path / "outside.yaml").write_bytes(b"secret: 1\n")
    folder = tmp_path / "repository"
    (folder / MEMBER).parent.mkdir(parents=True)
    (folder / MEMBER).write_bytes(b"name: x\n")
    return folder


def code(result: bytes | list[Finding]) -> str:
    """Give the only code of a refusal."""
    assert isinstance(result, list)
    (item,) = result
    return item.code


def test_a_regular_file_is_read(root: Path) -> None:
    assert read_file(root, MEMBER) == b"name: x\n"


@pytest.mark.parametrize(
    "name",
    ["../outside.yaml", "members/../../outside.yaml", "/etc/passwd", "", ".", "members\\t01", "a\0b", "members/t01/.."],
)
def test_names_that_lead_out_are_refused(root: Path, name: str) -> None:
    assert code(read_file(root, name)) in {"YAML-003", "YAML-004"}
    assert code(read_file(root, "../outside.yaml")) == "YAML-003"


def test_links_are_followed_only_inside(root: Path) -> None:
    branch = root / "members/t01/b001"
    (branch / "m000002.yaml").symlink_to("m000001.yaml")
    (branch / "m000003.yaml").symlink_to("../../../../outside.yaml")
    (branch / "m000004.yaml").symlink_to(root.parent / "outside.yaml")
    (branch / "m000005.yaml").symlink_to("m000005.yaml")
    (branch / "m000006.yaml").symlink_to("nowhere.yaml")
    (root / "members/t02").symlink_to("t01")
    (root / "members/t03").symlink_to(root.parent)
    assert read_file(root, "members/t01/b001/m000002.yaml") == b"name: x\n"
    assert code(read_file(root, "members/t01/b001/m000003.yaml")) == "YAML-003"
    assert code(read_file(root, "members/t01/b001/m000004.yaml")) == "YAML-003"
    assert read_file(root, "members/t01/b001/m000005.yaml") == [
        finding("YAML-002", "members/t01/b001/m000005.yaml", reason="ELOOP")
    ]
    assert code(read_file(root, "members/t01/b001/m000006.yaml")) == "YAML-001"
    assert read_file(root, "members/t02/b001/m000001.yaml") == b"name: x\n"
    assert code(read_file(root, "members/t03/outside.yaml")) == "YAML-003"


def test_the_repository_itself_may_be_a_link(root: Path) -> None:
    link = root.parent / "link"
    link.symlink_to(root)
    (root / "a.yaml").symlink_to(MEMBER)
    assert read_file(link, MEMBER) == b"name: x\n"
    assert read_file(link, "a.yaml") == b"name: x\n"


def test_only_regular_files_are_opened(root: Path) -> None:
    os.mkfifo(root / "pipe.yaml")
    assert code(read_file(root, "pipe.yaml")) == "YAML-004"
    assert code(read_file(root, "members")) == "YAML-004"
    (root / "device.yaml").symlink_to("/dev/zero")
    assert code(read_file(root, "device.yaml")) == "YAML-003"


def test_missing_and_unreadable_files(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_file(root, "missing.yaml") == [finding("YAML-001", "missing.yaml")]
    assert code(read_file(root, f"{MEMBER}/deeper.yaml")) == "YAML-001"
    assert code(read_file(root, "x" * 300)) == "YAML-002"

    def denied(*args: object) -> int:
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "open", denied)
    assert read_file(root, MEMBER) == [finding("YAML-002", MEMBER, reason="EACCES")]


def test_size_is_looked_at_before_reading(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(member_bytes=2048, file_bytes=4096)
    (root / MEMBER).write_bytes(b"x" * 2049)
    (root / "big.yaml").write_bytes(b"x" * 4096)
    assert read_file(root, "big.yaml", limits) == b"x" * 4096
    (root / "big.yaml").write_bytes(b"x" * 4097)
    monkeypatch.setattr(os, "read", lambda *args: pytest.fail("was read"))
    assert read_file(root, MEMBER, limits) == [finding("YAML-005", MEMBER, size_kib=3, limit_kib=2)]
    assert read_file(root, "big.yaml", limits) == [finding("YAML-005", "big.yaml", size_kib=5, limit_kib=4)]


def test_a_file_that_grows_while_it_is_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chunks = [b"x" * 1000, b"x" * 1000, b"x" * 1000, b""]
    monkeypatch.setattr(os, "read", lambda handle, size: chunks.pop(0)[:size])
    assert code(read_file(root, MEMBER, Limits(member_bytes=2500))) == "YAML-005"


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        (MEMBER, 1), ("members/t01/b001/branch.yaml", 2), ("members/t01/b001/2026.yaml", 2), ("content/m1.yaml", 2),
        ("members/t01/township.yaml", 2), ("m000001.yaml", 2),
    ],
)  # fmt: skip
def test_limits_by_kind_of_file(path: str, limit: int) -> None:
    assert Limits(member_bytes=1, file_bytes=2).bytes_for(path) == limit


# --- encodings


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("name: 张三".encode(), "name: 张三"),
        (b"\xef\xbb\xbfname: x", "name: x"),
        ("name: 张三".encode("gbk"), finding("YAML-006", at=Position(1, 7))),
        ("# x\n姓名: 张三丰，柳湾村\n".encode("gb18030"), finding("YAML-006", at=Position(2, 1))),
        ("name: 张一".encode("utf-16"), finding("YAML-007", at=Position(1, 1), encoding="UTF-16")),
        ("name: 一一一一".encode("utf-16-le"), finding("YAML-007", at=Position(1, 1), encoding="UTF-16")),
        ("name: 一一一一".encode("utf-16-be"), finding("YAML-007", at=Position(1, 1), encoding="UTF-16")),
        ("name: 张".encode("utf-32"), finding("YAML-007", at=Position(1, 1), encoding="UTF-32")),
        ("name: 张三\nx".encode() + b"\xff", finding("YAML-008", at=Position(2, 2))),
        ("name: 張三豐，劉家灣村".encode("big5"), finding("YAML-008", at=Position(1, 7))),
        (b"\xed\xa0\xbd\xed\xb8\x80", finding("YAML-008", at=Position(1, 1))),
        (b"a\0b: \0", "a\0b: \0"),
        (b"\0" * 100, "\0" * 100),
        (b"name: " + b"b" * 100 + b"\0\n", "name: " + "b" * 100 + "\0\n"),
        (b"name: " + b"b" * 100 + "张".encode("gbk"), finding("YAML-006", at=Position(1, 107))),
        (b"name: " + b"b" * 100 + b"\xff\n", finding("YAML-008", at=Position(1, 107))),
    ],
)
def test_decode(data: bytes, expected: str | Finding) -> None:
    assert decode(data) == expected


@given(st.text(alphabet="张三李四柳湾村党员ab: \n", min_size=4).filter(lambda text: any(c > "z" for c in text)))
@settings(deadline=None)
def test_gbk_is_told_from_utf8(text: str) -> None:
    data = ("name: " + text).encode("gbk")
    assert decode(text.encode()) == text
    try:
        data.decode("utf-8")  # two bytes of GBK may be a letter of UTF-8
    except UnicodeDecodeError:
        result = decode(data)
        assert isinstance(result, Finding)
        assert result.code == "YAML-006"


# --- characters


@given(st.text())
@settings(deadline=None)
def test_ordinary_texts_are_never_odd(text: str) -> None:
    if is_ordinary(text):
        assert not has_odd_characters(text)
    if not has_odd_characters(text):
        assert not list(character_traps(text))
    assert len(readable(text)) == len(text)
    assert not any(trap.code in {"YAML-010", "YAML-015"} for trap in character_traps(readable(text)))


@pytest.mark.parametrize(
    "text", ["㐀𠮷龘", "买买提·艾力", "ᠪᠢᠴᠢᠭ᠌", "བོད་", "نامه\u200cها", "葛\U000e0100城", "é\u0301", "①㎡℃", "张\u3000三"]
)
def test_writing_of_all_peoples_is_fine(text: str) -> None:
    assert not list(character_traps(text))


def test_runs_are_one_trap() -> None:
    assert [(t.code, t.offset) for t in character_traps("a\0\0\x1bb\u200b\ufeffc\ufffd\ufffd\u202e\u202c")] == [
        ("YAML-010", 1), ("YAML-011", 5), ("YAML-013", 8), ("YAML-012", 10),
    ]  # fmt: skip


# --- lines


@given(st.text(alphabet="a𠮷\n\r\u2028\x85\x0b"))
@settings(deadline=None)
def test_lines_count_as_an_editor_does(text: str) -> None:
    lines = Lines(text)
    plain = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert [lines.line(n) for n in range(1, len(lines) + 1)] == plain
    for offset in range(len(text) + 1):
        at = lines.position(offset)
        assert lines.start(at.line) + at.column - 1 == offset
        assert lines.number(offset) == at.line
