"""Problems as values: order, text, JSON, SARIF; the catalogue is complete in both languages."""

from __future__ import annotations

import json
import re
import string
import tomllib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from threecards import problems
from threecards.problems import (
    Finding,
    Position,
    Problem,
    Severity,
    advice,
    as_json,
    as_sarif,
    as_text,
    catalogue,
    finding,
    has_errors,
    message,
    place,
    severity,
)

DUPLICATE = Problem(
    "members/t01/b001/m000123.yaml",
    Position(12, 5),
    "YAML-032",
    ("post", "name"),
    (("key", "name"),),
    "    name: □□\n    ^",
    (("members/t01/b001/m000123.yaml", Position(9, 5)), ("content/posts.yaml", Position())),
)


def entries() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Give file, code and raw entry of everything in the catalogue."""
    for file in sorted((resources.files("threecards") / "catalogue").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            for code, raw in tomllib.loads(file.read_text(encoding="utf-8")).items():
                yield file.name, code, raw


def fields(text: str) -> set[str]:
    """Give the names in braces of a format text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


# --- the catalogue


@pytest.mark.parametrize(
    ("file", "code", "raw"), list(entries()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_every_entry_is_complete_in_both_languages(file: str, code: str, raw: dict[str, Any]) -> None:
    assert re.fullmatch(r"[A-Z]+-\d{3}", code), file
    wanted = {"severity", "rule_zh", "rule_en", "zh", "en"}
    assert wanted <= set(raw) <= wanted | {"do_zh", "do_en", "internal"}
    assert not raw.get("internal") or raw["severity"] != Severity.ERROR, "an error has to be told where it is"
    assert raw["severity"] in set(Severity)
    assert ("do_zh" in raw) == ("do_en" in raw)
    if raw["severity"] == Severity.ERROR:
        assert raw.get("do_zh"), "who reads of an error wants to know what to do"
    for name in ("rule", "", "do"):
        zh, en = raw.get(f"{name}_zh".strip("_"), ""), raw.get(f"{name}_en".strip("_"), "")
        # a Chinese sentence names a field by its title, an English one by its key; both are always given
        assert fields(zh.replace("{title}", "{field}")) == fields(en.replace("{title}", "{field}")), name or "message"
        assert bool(zh) == bool(en)
        assert not zh or re.search(r"[\u4e00-\u9fff]", zh), zh
        assert zh == zh.strip()
        assert en == en.strip()
        if code.startswith("YAML-"):
            assert not zh.endswith(("。", "！", "."))
            assert not en.endswith((".", "!"))
    assert fields(raw["rule_zh"]) == set()
    for text in (raw["zh"], raw["en"], raw.get("do_zh", ""), raw.get("do_en", "")):
        assert all(name.isidentifier() for name in fields(text)), text


def test_messages_can_be_filled_in() -> None:
    for code, entry in catalogue().items():
        params = dict.fromkeys(fields("".join([*entry.message.values(), *entry.advice.values()])), "X")
        item = Finding(code, params=tuple(params.items()))
        for lang in ("zh", "en"):
            assert "{" not in message(item, lang).replace("[ or {", "").replace("[ 或 {", "")
            assert isinstance(advice(item, lang), str)


def test_codes_used_in_the_package_stand_in_the_catalogue_and_the_other_way_round() -> None:
    package = Path(problems.__file__).parent
    used: set[str] = set()
    for file in package.rglob("*.py"):
        used |= set(re.findall(r"\bYAML-\d{3}\b", file.read_text(encoding="utf-8")))
    listed = {code for code in catalogue() if code.startswith("YAML-")}
    assert used - {"YAML-020", "YAML-021", "YAML-022", "YAML-023", "YAML-024", "YAML-025"} <= listed
    assert listed - used <= {f"YAML-{n:03d}" for n in range(20, 26)}  # traps.py numbers these in one line


def test_a_code_stands_in_the_file_of_its_family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    entry = '[A-001]\nseverity = "E"\nrule_zh = "甲"\nrule_en = "a"\nzh = "甲"\nen = "a"\n'
    (folder / "a.toml").write_text(entry, encoding="utf-8")
    (folder / "b.txt").write_text("no entry", encoding="utf-8")
    monkeypatch.setattr(resources, "files", lambda name: tmp_path)

    def forget() -> None:
        problems.catalogue.cache_clear()
        problems._family.cache_clear()

    forget()
    try:
        assert catalogue()["A-001"].advice == problems.entry_of("A-001").advice == {"zh": "", "en": ""}
        with pytest.raises(KeyError):
            problems.entry_of("A-002")
        forget()
        (folder / "b.toml").write_text(entry, encoding="utf-8")
        with pytest.raises(ValueError, match=r"A-001 stands in b\.toml"):
            catalogue()
    finally:
        monkeypatch.undo()
        forget()
    assert "YAML-001" in catalogue()


# --- values


def test_finding_takes_params_in_order_as_text() -> None:
    item = finding("YAML-005", "a.yaml", size_kib=300, limit_kib=256)
    assert item.params == (("size_kib", "300"), ("limit_kib", "256"))
    assert item == Finding("YAML-005", "a.yaml", (), (("size_kib", "300"), ("limit_kib", "256")))
    assert message(item) == "文件有 300 KiB，超过上限 256 KiB，没有读取"
    assert "300 KiB" in message(item, "en")


def test_severity_comes_from_the_catalogue() -> None:
    assert DUPLICATE.severity is Severity.ERROR
    assert severity("YAML-014") is Severity.WARNING
    assert has_errors([finding("YAML-014"), DUPLICATE])
    assert not has_errors([finding("YAML-014"), finding("YAML-099", listed="YAML-014", more=1)])
    assert not has_errors([])
    with pytest.raises(KeyError):
        severity("NONE-000")


def test_report_order() -> None:
    def at(path: str, line: int, column: int, code: str = "YAML-061", **params: str) -> Problem:
        return Problem(path, Position(line, column), code, (), tuple(params.items()))

    ordered = [
        at("", 0, 0), at("a.yaml", 0, 0), at("a.yaml", 2, 9), at("a.yaml", 10, 1),
        at("a.yaml", 10, 2, "YAML-032", key="a"), at("a.yaml", 10, 2, "YAML-032", key="b"),
        at("a.yaml", 10, 2, "YAML-061"), at("b.yaml", 1, 1),
    ]  # fmt: skip
    assert sorted(ordered[3:] + ordered[:3], key=lambda p: p.sort_key) == ordered


@pytest.mark.parametrize(
    ("path", "position", "text"),
    [
        ("a.yaml", Position(3, 4), "a.yaml:3:4"), ("a.yaml", Position(3), "a.yaml:3"), ("a.yaml", Position(), "a.yaml"),
        ("", Position(), "-"), ("a.yaml", Position(0, 7), "a.yaml"),
    ],
)  # fmt: skip
def test_place(path: str, position: Position, text: str) -> None:
    assert place(path, position) == text


# --- forms


def test_text_for_a_clerk() -> None:
    assert as_text(DUPLICATE) == (
        "members/t01/b001/m000123.yaml:12:5: 错误 YAML-032 键 name 在同一层写了两次\n"
        "        name: □□\n"
        "        ^\n"
        "  另见 members/t01/b001/m000123.yaml:9:5\n"
        "  另见 content/posts.yaml\n"
        "  怎么办：请只保留一个，另一个删除或改名"
    )
    assert as_text(DUPLICATE, "en").splitlines()[0] == (
        "members/t01/b001/m000123.yaml:12:5: error YAML-032 the key name stands twice on the same level"
    )
    assert as_text(DUPLICATE, "en").splitlines()[-1] == "  To do: keep one of them; delete or rename the other"
    assert as_text(Problem("", Position(), "YAML-014")).splitlines()[0] == "提醒 YAML-014 这里的数字是全角的"


def test_json_for_machines() -> None:
    rows = json.loads(as_json([DUPLICATE, Problem("a.yaml", Position(), "YAML-014")]))
    assert rows == [
        {
            "path": "members/t01/b001/m000123.yaml", "line": 12, "column": 5, "severity": "error", "code": "YAML-032",
            "message": "键 name 在同一层写了两次", "advice": "请只保留一个，另一个删除或改名",
            "related": [
                {"path": "members/t01/b001/m000123.yaml", "line": 9, "column": 5},
                {"path": "content/posts.yaml", "line": 0, "column": 0},
            ],
        },
        {
            "path": "a.yaml", "line": 0, "column": 0, "severity": "warning", "code": "YAML-014",
            "message": "这里的数字是全角的", "advice": "请改用半角数字 0-9", "related": [],
        },
    ]  # fmt: skip
    assert json.loads(as_json([], "en")) == []
    assert "键" in as_json([DUPLICATE]), "Chinese stays readable"


def test_sarif_for_code_hosts() -> None:
    found = [DUPLICATE, Problem("a.yaml", Position(3), "YAML-014"), Problem("", Position(), "YAML-014")]
    log = json.loads(as_sarif(found, "en"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["YAML-014", "YAML-032"]
    assert run["tool"]["driver"]["rules"][1]["shortDescription"]["text"] == "A key stands only once on its level"
    assert [result["level"] for result in run["results"]] == ["error", "warning", "warning"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert places[0] == {
        "artifactLocation": {"uri": "members/t01/b001/m000123.yaml"},
        "region": {"startLine": 12, "startColumn": 5},
    }
    assert places[1]["region"] == {"startLine": 3, "startColumn": 1}
    assert places[2] == {"artifactLocation": {"uri": "."}}
    assert run["results"][0]["message"]["text"].startswith("the key name stands twice")
    assert json.loads(as_sarif([]))["runs"][0]["results"] == []
