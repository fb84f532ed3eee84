"""Open data: the same as the pages, as the schema says, safe in a spreadsheet, with check sums that hold."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import textwrap
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import county_views
from tests import web_fixture as small
from tests.values import replace
from threecards.publish.scan import scan_text
from threecards.publish.views.common import Counts
from threecards.publish.views.web import WebMember, WebTownship
from threecards.web.dataschema import COUNT_WORDS, MEMBER_HEADS, PROMISE_HEADS, schema
from threecards.web.opendata import UNREAD, DataRows, branch_data, cell, county_data, data_pages, township_page
from threecards.web.render import MAX_PAGE, Artifact, render

SITE = replace(small.SITE, address="https://sanka.example.cn/")
TOWNSHIPS: tuple[WebTownship, ...] = (small.TOWNSHIP, small.EMPTY_TOWNSHIP)
SCHEMA = schema()


def branches() -> list[tuple[DataRows, tuple[Artifact, ...]]]:
    return [
        branch_data(SITE, "t01", small.BRANCH, small.BRANCH_MEMBERS),
        branch_data(SITE, "t01", small.JOINT, (small.HILL,)),
        branch_data(SITE, "t02", small.EMPTY, ()),
    ]


def everything() -> dict[str, bytes]:
    """All files of the small county: path below data/ -> bytes."""
    made = branches()
    files = [a for _, artifacts in made for a in artifacts]
    files += county_data(SITE, small.COUNTY, TOWNSHIPS, [r for r, _ in made])
    found = {a.path.removeprefix("data/"): a.data for a in files}
    assert len(found) == len(files)
    return found


def valid(value: Any, rule: dict[str, Any], place: str = "$") -> None:
    """Check a value against the parts of JSON Schema that we use; unknown parts fail, so that none is passed over."""
    known = {
        "$ref", "$schema", "title", "description", "type", "properties", "required", "additionalProperties", "items", "enum", "const",
        "pattern", "minimum", "maximum", "anyOf", "oneOf", "$defs",
    }  # fmt: skip
    assert set(rule) <= known, place
    if "$ref" in rule:
        valid(value, SCHEMA["$defs"][rule["$ref"].removeprefix("#/$defs/")], place)
    for choice in ("anyOf", "oneOf"):
        if choice in rule:
            fits = [r for r in rule[choice] if fitting(value, r)]
            assert len(fits) == 1, (place, choice)
    names: dict[str, Any] = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "boolean": bool,
        "null": type(None),
    }
    if "type" in rule:
        kinds = [rule["type"]] if isinstance(rule["type"], str) else rule["type"]
        assert any(type(value) is names[kind] for kind in kinds), (place, value)
    assert "const" not in rule or value == rule["const"], place
    assert "enum" not in rule or value in rule["enum"], (place, value)
    if isinstance(value, str) and "pattern" in rule:
        assert re.search(rule["pattern"], value), (place, value)
    if type(value) is int:
        assert rule.get("minimum", value) <= value <= rule.get("maximum", value), (place, value)
    if isinstance(value, dict) and "properties" in rule:
        assert set(rule["required"]) == set(value) == set(rule["properties"]), place
        for key, item in value.items():
            valid(item, rule["properties"][key], f"{place}.{key}")
    if isinstance(value, list) and "items" in rule:
        for n, item in enumerate(value):
            valid(item, rule["items"], f"{place}[{n}]")


def fitting(value: Any, rule: dict[str, Any]) -> bool:
    try:
        valid(value, rule)
    except AssertionError:
        return False
    return True


def table(data: bytes) -> list[list[str]]:
    """Lines of a CSV as a spreadsheet reads them."""
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


# --- documents -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", ["t01/b001.json", "t01/b002.json", "t02/b003.json", "t01/township.json", "t02/township.json", "county.json", "index.json"]
)  # fmt: skip
def test_every_document_is_as_the_schema_says(path: str) -> None:
    valid(json.loads(everything()[path]), SCHEMA)


def test_the_schema_finds_faults() -> None:
    document = json.loads(everything()["t01/b001.json"])
    for change in ({"members": None}, {"year": "2026"}, {"more": 1}, {"kind": "county"}, {"as_of": "24.12."}):
        assert not fitting({**document, **change}, SCHEMA), change
    document["members"][0]["commitments"][0]["status"] = "erledigt"
    assert not fitting(document, SCHEMA)


def test_every_field_of_the_schema_has_a_title_a_clerk_can_read() -> None:
    for name, rule in SCHEMA["$defs"].items():
        assert rule["title"], name
        for field, inner in rule["properties"].items():
            assert field == "by_star" or re.search("[\u4e00-\u9fff]", inner["title"]), (name, field)


def test_the_counts_are_all_told() -> None:
    assert {"branches", "joint", "by_star", *COUNT_WORDS} == set(Counts.__struct_fields__)


def test_a_member_stands_in_the_data_as_on_the_page() -> None:
    document = json.loads(everything()["t01/b001.json"])
    rich = next(m for m in document["members"] if m["key"] == "m000001")
    assert rich["commitments"][2]["reason"].startswith("七月洪水")
    assert [s["star"] for s in rich["stars"]] == ["learning", "prosperity", "dedication", "morality"]
    assert rich["honours"][0]["title"] == "优秀共产党员"
    assert [m["key"] for m in document["members"]] == sorted(m.key for m in small.BRANCH_MEMBERS)
    assert document["goal_card"]["areas"][3]["goals"] == []
    assert document["notices"][0]["people"][0] == {"name": "李柏川", "about": "学习星、致富星、奉献星、道德星"}


def test_what_is_only_on_the_page_stays_there() -> None:
    """No photo, no pinyin, no short code, no unlit star, no type of member."""
    member = replace(
        small.RICH, photo="m/000/m000001.jpg", pinyin="MARKPINYIN", short_code="MARKCODE", motto="MARKMOTTO",
        stars=small.stars(declared=("学习",)), show_unlit=True,
    )  # fmt: skip
    rows, files = branch_data(SITE, "t01", small.BRANCH, (member,))
    text = b"".join(f.data for f in files).decode()
    assert "MARK" not in text
    assert ".jpg" not in text
    assert json.loads(files[0].data)["members"][0]["stars"] == []
    assert rows.members == 1


def test_one_member_on_one_line() -> None:
    """A change of one member changes one line, also for whoever keeps the data in git."""
    before = branch_data(SITE, "t01", small.BRANCH, small.BRANCH_MEMBERS)[1][0].data.splitlines()
    changed = tuple(replace(m, score="1.00") if m.key == "m000003" else m for m in small.BRANCH_MEMBERS)
    after = branch_data(SITE, "t01", small.BRANCH, changed)[1][0].data.splitlines()
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


# --- tables ----------------------------------------------------------------------------------------------------------


def test_the_tables_hold_one_line_for_each_member_promise_and_branch() -> None:
    files = everything()
    members, promises, lines = (table(files[n]) for n in ("members.csv", "t01/b001-commitments.csv", "branches.csv"))
    assert tuple(members[0]) == MEMBER_HEADS
    assert tuple(promises[0]) == PROMISE_HEADS
    assert [m[0] for m in members[1:]] == [*sorted(m.key for m in small.BRANCH_MEMBERS), "m000021"]
    assert len(promises) - 1 == sum(len(m.commitments) for m in small.BRANCH_MEMBERS)
    assert [(line[0], line[2]) for line in lines[1:]] == [("t01", "b001"), ("t01", "b002"), ("t02", "b003")]
    for rows in (members, promises, lines):
        assert {len(r) for r in rows} == {len(rows[0])}
    rich = dict(zip(MEMBER_HEADS, members[1], strict=True))
    assert rich["姓名或代号"] == "李柏川"
    assert rich["点亮的星"] == "学习、致富、奉献、道德"
    assert (rich["承诺"], rich["已完成"], rich["履诺得分"], rich["优秀"]) == ("4", "2", "92.50", "是")
    assert rich["网页"] == "https://sanka.example.cn/m/000/m000001.html"
    coded = dict(zip(MEMBER_HEADS, next(m for m in members if m[0] == "m000017"), strict=True))
    assert (coded["姓名或代号"], coded["是代号"]) == ("党员 017", "是")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"), ("+86", "+86"), ("-3.5", "-3.5"), ("-养猪", "'-养猪"), ("@SUM(A1)", "'@SUM(A1)"), ("＝1", "'＝1"), ("\t=1", "'=1"),
        ("\r\n=1", "'=1"), ("－１", "'－１"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"), ("3 户", "3 户"), ("", ""), (7, "7"), ("--1", "'--1"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(text: str | int, shown: str) -> None:
    assert cell(text) == shown


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=20), st.text("=+-@＝,\"'\n\r\t;|0a. ", max_size=12))
def test_any_text_stays_in_its_cell_and_out_of_formulas(name: str, what: str) -> None:
    promise = replace(small.DONE_PROMISE, what=what, for_whom=name)
    member: WebMember = replace(small.RICH, name=name, commitments=(promise,))
    made = [branch_data(SITE, "t01", small.BRANCH, (member,))]
    files = {a.path: a.data for _, artifacts in made for a in artifacts}
    files |= {a.path: a.data for a in county_data(SITE, small.COUNTY, TOWNSHIPS, [r for r, _ in made])}
    lines = table(files["data/t01/b001-commitments.csv"])
    assert len(lines) == 2
    assert len(table(files["data/members.csv"])) == 2
    row = dict(zip(PROMISE_HEADS, lines[1], strict=True))
    for field, text in (("承诺", what), ("服务对象", name)):
        assert row[field].removeprefix("'") == " ".join(text.split()).removeprefix("'")
        assert not row[field].startswith(tuple("=@＝＋－＠")) or not row[field]
        assert not row[field].startswith(("+", "-")) or re.fullmatch(r"[+-][0-9]+(\.[0-9]+)?", row[field])
    assert json.loads(files["data/t01/b001.json"])["members"][0]["commitments"][0]["what"] == what


# --- the whole -------------------------------------------------------------------------------------------------------


def test_the_check_sums_and_the_list_cover_every_file() -> None:
    files = everything()
    sums = {line[66:]: line[:64] for line in files["SHA256SUMS"].decode().splitlines()}
    assert sums == {p: hashlib.sha256(d).hexdigest() for p, d in files.items() if p != "SHA256SUMS"}
    index = json.loads(files["index.json"])["files"]
    told = {f["path"]: (f["bytes"], f["sha256"]) for f in index}
    assert told == {p: (len(files[p]), sums[p]) for p in sums if p != "index.json"}
    records = {f["path"]: f["records"] for f in index}
    assert (records["members.csv"], records["t01/b001-commitments.csv"], records["branches.csv"]) == (7, 12, 3)


def test_the_order_of_members_and_branches_changes_no_byte() -> None:
    again = branch_data(SITE, "t01", small.BRANCH, tuple(reversed(small.BRANCH_MEMBERS)))
    made = branches()
    assert again == made[0]
    rows = [r for r, _ in made]
    forth = list(county_data(SITE, small.COUNTY, TOWNSHIPS, rows))
    assert forth == list(county_data(SITE, small.COUNTY, TOWNSHIPS, rows[::-1]))


def test_the_readme_says_where_the_data_come_from_and_how_to_join_them(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    files = everything()
    text = files["README.txt"].decode("utf-8-sig")
    assert "来源：云岭县（县委组织部）" in text
    assert "数据截至：2026-12-24" in text
    preview = replace(SITE, release="")
    again = list(county_data(preview, small.COUNTY, TOWNSHIPS, []))
    assert "预览，尚未正式公布" in next(a for a in again if a.path.endswith("README.txt")).data.decode()
    folder = tmp_path_factory.mktemp("data")
    county_views.write(folder, files)
    recipe = textwrap.dedent(text[text.index("  import csv") :])
    found: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        exec(recipe, found)
    assert len(found["table"]) == 1 + sum(len(m.commitments) for m in (*small.BRANCH_MEMBERS, small.HILL))


def test_the_last_scan_finds_no_personal_number() -> None:
    for path, data in everything().items():
        if f"data/{path}" not in UNREAD:
            assert not list(scan_text(path, data.decode())), path
    assert set(UNREAD) == {"data/index.json", "data/SHA256SUMS"}


def test_what_travels_is_a_few_kilobytes() -> None:
    county = county_views.make_county(2, 4, 204)
    village = county.villages[0]
    rows, files = branch_data(SITE, village.township, village.branch, village.members)
    assert len(rows.lines) < 60 * rows.members
    assert sum(len(f.data) for f in files) > 50_000


def test_a_county_without_branches_has_whole_data() -> None:
    made = {a.path: a.data for a in county_data(SITE, small.EMPTY_COUNTY, (), [])}
    assert table(made["data/members.csv"]) == [list(MEMBER_HEADS)]
    valid(json.loads(made["data/county.json"]), SCHEMA)


def test_the_pages_link_every_file_of_a_branch() -> None:
    rows = [r for r, _ in branches()]
    files = set(everything())
    linked = set()
    for page in render(small.theme(), data_pages(SITE, TOWNSHIPS, rows)):
        assert isinstance(page, Artifact), page
        assert len(page.data) <= MAX_PAGE
        root = "../" * page.path.count("/")
        targets = re.findall(rf'href="{re.escape(root)}data/([^"#]*)"', page.data.decode())
        linked |= {t for t in targets if not t.endswith("index.html")}
        assert {t for t in targets if t.endswith("index.html")} <= {"index.html", "t01/index.html", "t02/index.html"}
    assert linked == files
    assert township_page("t01") == "data/t01/index.html"
