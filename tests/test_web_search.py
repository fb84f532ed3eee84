"""The search index and the pages by surname: what they hold, what they hide, how much they weigh."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import county_views
from tests import web_fixture as small
from tests.values import replace
from threecards.publish.names import pinyin_of, short_code
from threecards.publish.scan import scan_text
from threecards.publish.strokes import TABLE, strokes_of
from threecards.publish.views.web import WebCounty, WebMember
from threecards.web.pages import STAR_NAMES, STATUS_ORDER
from threecards.web.render import MAX_PAGE, Artifact, render
from threecards.web.search import (
    NAMES,
    NOW,
    OVERDUE,
    PAGE,
    SearchRows,
    names_part,
    now_part,
    places_of,
    search_pages,
    search_part,
)
from threecards.web.spelling import BASE, MARKED_SIZE, column, plain_pinyin, readings_of, runs, sets, word_pinyin
from threecards.web.surnames import family_of
from threecards.web.variants import forms_of, varied

FIRST = county_views.TABLE.split()[0]


# --- reading back what was written -----------------------------------------------------------------------------------


def call(data: bytes, name: str) -> list[Any]:
    """Arguments of the one call of a part."""
    found = re.fullmatch(r"threeCards\.([a-z]+)\((.*)\);\n", data.decode(), re.DOTALL)
    assert found
    assert found[1] == name
    return json.loads(f"[{found[2]}]")  # type: ignore[no-any-return]


def number(letter: str) -> int:
    """The number that a letter of a column stands for."""
    code = ord(letter)
    if code >= 0xAC00:
        return code - 0xAC00 + BASE + MARKED_SIZE
    if code >= 0x100:
        return code - 0x100 + BASE
    return code - 97 if code >= 97 else code - 65 + 26


def numbers(text: str) -> list[int]:
    return [number(letter) for letter in text]


def unrun(found: list[int]) -> list[int]:
    keys: list[int] = []
    expected = 0
    for distance, length in zip(found[::2], found[1::2], strict=True):
        expected += distance
        keys += range(expected, expected + length)
        expected += length
    return keys


def people(data: dict[str, Any]) -> list[tuple[int, str, str]]:
    """(key, name, pinyin) of everybody in a names part."""
    keys, coded, odd = unrun(data["keys"]), set(unrun(data["coded"])), dict(data["odd"])
    chars, syllables = data["chars"].split("\n"), data["syllables"].split(" ")
    sound = [syllables[n] for n in numbers(data["reading"])]
    at, found = 0, []
    for row, key in enumerate(keys):
        family, told = data["surnames"][number(data["surname"][row])]
        rest = []
        for _ in range(number(data["length"][row])):
            rest.append(number(data["high"][at]) * BASE + number(data["low"][at]))
            at += 1
        name = family + "".join(chars[place] for place in rest)
        name += f"{key:06d}"[-3:] if name.endswith(" ") else ""
        spoken = [told, *(sound[p] for p in rest[: next((i for i, p in enumerate(rest) if chars[p] == "（"), None)])]
        pinyin = odd.get(row, "" if row in coded else " ".join(s for s in spoken if s))
        found.append((key, name, pinyin))
    return found


def names_of(county: WebCounty, rows: list[SearchRows]) -> dict[str, Any]:
    (artifact,) = names_part(places_of(county), rows)
    assert artifact.path == NAMES
    return call(artifact.data, "names")[0]  # type: ignore[no-any-return]


def now_of(county: WebCounty, rows: list[SearchRows]) -> dict[str, Any]:
    (artifact,) = now_part(places_of(county), rows)
    assert artifact.path == NOW
    return call(artifact.data, "now")[0]  # type: ignore[no-any-return]


def county_parts(county: WebCounty, rows: Iterable[SearchRows]) -> list[Artifact]:
    known, places = list(rows), places_of(county)
    return [*names_part(places, known), *now_part(places, known)]


def small_rows() -> list[SearchRows]:
    found = []
    for town, branch, members in (
        ("t01", small.BRANCH, small.BRANCH_MEMBERS),
        ("t01", small.JOINT, (small.HILL,)),
        ("t02", small.EMPTY, ()),
    ):
        found.append(search_part(town, branch, members)[0])
    return found


@cache
def big() -> tuple[county_views.County, tuple[SearchRows, ...], tuple[Artifact, ...]]:
    """The real county's size, and what its branch jobs make."""
    county = county_views.make_county(13, 181, 9263)
    parts = [search_part(v.township, v.branch, v.members) for v in county.villages]
    return county, tuple(r for r, _ in parts), tuple(p for _, p in parts if p)


def village(members: tuple[WebMember, ...]) -> tuple[SearchRows, Artifact | None]:
    return search_part("t01", small.BRANCH, members)


# --- what the parts hold ---------------------------------------------------------------------------------------------


def test_the_names_part_holds_what_the_views_show() -> None:
    data = names_of(small.COUNTY, small_rows())
    members = sorted(small.BRANCH_MEMBERS, key=lambda m: m.key)
    everybody = people(data)
    assert [(k, n) for k, n, _ in everybody] == [(int(m.key[1:]), m.name) for m in (*members, small.HILL)]
    assert data["townships"] == [["t01", "清溪镇"], ["t02", "石桥乡"]]
    assert [b[:4] for b in data["branches"]] == [
        [0, "b001", small.B1.name, 6], [0, "b002", small.B2.name, 1], [1, "b003", small.B3.name, 0],
    ]  # fmt: skip
    assert data["branches"][1][4:] == ["上坪村", small.V2.path, "下坪村", small.V3.path]
    assert [data["posts"][p][0] for p in data["posted"][number(data["post"][0])]] == ["政策宣传岗", "护林防火岗"]
    now = now_of(small.COUNTY, small_rows())
    lit = now["lit"][number(now["star"][0])]
    assert [s for i, s in enumerate(STAR_NAMES) if lit >> i & 1] == ["学习", "致富", "奉献", "道德"]
    stood = now["stood"][number(now["state"][1])]
    assert [s for i, s in enumerate(STATUS_ORDER) if stood >> i & 1] == [
        "partly", "in_progress", "planned", "not_done", "withdrawn",
    ]  # fmt: skip
    assert stood >> OVERDUE & 1
    assert data["offices"][number(data["office"][0])] == "支部书记"
    assert numbers(data["village"])[-1] == 1


def test_a_code_name_is_all_there_is_of_a_member_without_consent() -> None:
    rows, part = village((replace(small.CODED, pinyin=""), small.RICH))
    assert part is not None
    data = names_of(small.COUNTY, [rows])
    assert people(data)[1] == (17, "党员 017", "")
    assert unrun(data["coded"]) == [1]
    assert set(rows.named) == {True, False}


def test_the_number_of_a_usual_code_name_is_not_written_down() -> None:
    rows, _ = village((replace(small.CODED, pinyin=""), small.member("m123456", "党员 123456")))
    data = names_of(small.COUNTY, [rows])
    assert [name for _, name, _ in people(data)] == ["党员 017", "党员 123456"]
    assert numbers(data["length"]) == [0, len("党员 123456")]


def test_short_codes_travel_only_when_they_do_not_follow_from_the_key() -> None:
    usual = replace(small.RICH, short_code=short_code(small.RICH.key))
    assert village((usual,))[0].codes == ()
    assert village((replace(small.RICH, short_code="ZZ9Z"),))[0].codes == ((0, "ZZ9Z"),)


@pytest.mark.parametrize(("key", "path"), [("m12", "m/12.html"), ("x000001", "m/000/x000001.html"), ("m000001", "a")])
def test_a_member_with_a_strange_key_or_page_is_a_bug(key: str, path: str) -> None:
    with pytest.raises(ValueError, match="not the key"):
        village((replace(small.RICH, key=key, path=path),))


def test_the_promise_part_holds_texts_numbers_and_states() -> None:
    rows, part = village((small.RARE, small.RICH, small.BARE))
    assert part is not None
    assert part.path == "search/t01/b001.js"
    folder, data = call(part.data, "promises")
    assert folder == "t01/b001"
    assert unrun(data["keys"]) == [1, 2]
    assert numbers(data["count"]) == [4, 5]
    assert numbers(data["n"]) == [1, 2, 3, 4, 1, 2, 3, 4, 5]
    assert data["text"].split("\n")[:2] == [
        "带动本组 3 户农户种黄芪，统一供苗、统一卖货（本组农户）",
        "修好从河口到祠堂的 600 米机耕路边沟，雨天不再漫水（全村）",
    ]  # fmt: skip
    first_open = number(data["state"][4])
    assert (STATUS_ORDER[first_open // 2], first_open % 2) == ("in_progress", 1)
    assert (rows.promises, rows.promise_bytes) == (8, len(part.data)), "one of them was withdrawn"


def test_a_branch_without_promises_has_no_part() -> None:
    rows, part = village((small.BARE,))
    assert part is None
    assert (rows.promises, rows.promise_bytes) == (0, 0)


def test_a_promise_changed_leaves_the_names_part_alone() -> None:
    changed = tuple(replace(c, what=f"{c.what}，年底前", status_code="done") for c in small.RICH.commitments)
    rows = [
        village((small.RARE, replace(small.RICH, commitments=given)))[0] for given in (small.RICH.commitments, changed)
    ]
    assert names_of(small.COUNTY, rows[:1]) == names_of(small.COUNTY, rows[1:])
    before, after = (now_of(small.COUNTY, [row]) for row in rows)
    assert before["bytes"] != after["bytes"]
    assert before["stood"] != after["stood"]


def test_the_order_of_members_and_branches_changes_no_byte() -> None:
    one, two = village(small.BRANCH_MEMBERS), village(tuple(reversed(small.BRANCH_MEMBERS)))
    assert one == two
    rows = small_rows()
    assert county_parts(small.COUNTY, rows) == county_parts(small.COUNTY, reversed(rows))


def test_a_county_without_branches_has_no_index_and_still_a_page() -> None:
    assert county_parts(small.EMPTY_COUNTY, []) == []
    pages = list(
        render(small.theme(), search_pages(small.EMPTY_SITE, places_of(small.EMPTY_COUNTY), [], county_views.TABLE))
    )
    assert [p.path for p in pages if isinstance(p, Artifact)] == [PAGE]
    assert isinstance(pages[0], Artifact)
    assert b'<script src="assets/search.js' not in pages[0].data


# --- spelling --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("typed", "plain"), [
    ("Lǚ Xī'ān", "lv xi an"), ("shan xiong", "shan xiong"), ("LÜE nve", "lue nue"),
    ("zhāng  sān-fēng", "zhang san feng"), ("", ""),
])  # fmt: skip
def test_pinyin_as_it_is_typed(typed: str, plain: str) -> None:
    assert plain_pinyin(typed) == plain


@given(st.lists(st.integers(0, 999_999), unique=True).map(sorted))
def test_runs_of_keys_can_be_read_back(keys: list[int]) -> None:
    assert unrun(runs(keys)) == keys


@given(st.lists(st.integers(0, 11_735)))
def test_columns_can_be_read_back_and_hold_no_digit_and_nothing_chinese(values: list[int]) -> None:
    text = column(values)
    assert numbers(text) == values
    assert not re.search('[0-9\u3400-\u9fff\ud800-\udfff\\s"\\\\]', text)


def test_a_column_has_an_end() -> None:
    with pytest.raises(ValueError, match="too many"):
        column([11_736])


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))))
def test_sets_can_be_read_back(values: list[tuple[int, int]]) -> None:
    known, text = sets(values)
    assert [known[n] for n in numbers(text)] == values


def test_surnames_have_readings_of_their_own() -> None:
    names = [("单雄", "shan xiong"), ("李单", "li dan"), ("王单", "wang dan"), ("尉迟单", "yu chi dan")]
    readings = readings_of(names, [("单家村", "dan jia cun")])
    assert [readings.name(n) for n, _ in names] == [p for _, p in names]
    assert word_pinyin("单家村") == ("dan jia cun", "shan jia cun")


HAN = st.sampled_from("王李张单仇解尉迟欧阳伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂𬭎𠮷")
NAME = st.one_of(
    st.text(HAN, min_size=2, max_size=4),
    st.lists(st.text(HAN, min_size=1, max_size=4), min_size=2, max_size=3).map("·".join),
    st.tuples(st.text(HAN, min_size=2, max_size=3), st.text(HAN, max_size=3)).map(lambda t: f"{t[0]}（{t[1]}）"),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(NAME, st.one_of(st.none(), st.text("abcluvü 'é", max_size=12)), st.booleans()), max_size=12))
def test_every_name_and_its_pinyin_come_back(rows: list[tuple[str, str | None, bool]]) -> None:
    members = []
    for i, (name, pinyin, coded) in enumerate(rows):
        told = "" if coded else pinyin_of(name) if pinyin is None else pinyin
        members.append(small.member(f"m{i * 3:06d}", name, named=not coded, pinyin=told))
    data = names_of(small.COUNTY, [village(tuple(members))[0]])
    for member, (key, name, pinyin) in zip(members, people(data), strict=True):
        assert member.key == f"m{key:06d}"
        assert name == " ".join(member.name.split())
        assert not member.pinyin or pinyin == plain_pinyin(member.pinyin) or not plain_pinyin(member.pinyin)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_promises_of_any_text_come_back_one_line_each(texts: list[str]) -> None:
    promises = tuple(replace(small.DONE_PROMISE, n=n, what=text, for_whom="") for n, text in enumerate(texts, start=1))
    part = village((replace(small.RICH, commitments=promises),))[1]
    assert part is not None
    assert call(part.data, "promises")[1]["text"].split("\n") == [" ".join(t.split()) for t in texts]


# --- size and the last scan ------------------------------------------------------------------------------------------


def test_the_names_of_a_real_county_are_small() -> None:
    county, rows, _ = big()
    parts = county_parts(county.county, rows)
    assert sum(len(gzip.compress(part.data, 9, mtime=0)) for part in parts) <= 65 * 1024
    assert len(people(names_of(county.county, list(rows)))) == 9263


def test_promise_parts_of_a_real_county_are_small() -> None:
    _, rows, parts = big()
    assert max(len(p.data) for p in parts) <= 20_000
    assert sum(r.promises for r in rows) > 30_000


def test_the_last_scan_takes_no_part_for_a_personal_number() -> None:
    county, rows, parts = big()
    for part in (*county_parts(county.county, rows), *parts):
        assert not list(scan_text(part.path, part.data.decode())), part.path


# --- pages by surname ------------------------------------------------------------------------------------------------


@cache
def big_pages() -> dict[str, str]:
    county, rows, _ = big()
    made = {}
    for page in render(small.theme(), search_pages(small.SITE, places_of(county.county), rows, county_views.TABLE)):
        assert isinstance(page, Artifact), page
        assert len(page.data) <= MAX_PAGE
        made[page.path] = page.data.decode()
    return made


def test_everybody_with_a_name_stands_once_in_the_pages_by_letter() -> None:
    county, _, _ = big()
    listed = [
        (key, name)
        for path, text in big_pages().items()
        for key, name in re.findall(r'href="\.\./m/\d{3}/(m\d{6})\.html">([^<]+)</a>', text)
        if path != PAGE
    ]
    assert sorted(listed) == sorted((m.key, m.name) for v in county.villages for m in v.members)


def test_every_link_of_the_pages_by_letter_and_strokes_leads_somewhere() -> None:
    pages = big_pages()
    for path, text in pages.items():
        for target in re.findall(r'href="((?:\.\./)?search[/.][^"]*)"', text):
            page, _, anchor = target.removeprefix("../").partition("#")
            assert page in pages, (path, target)
            assert not anchor or f'id="{anchor}"' in pages[page], (path, target)
        ids = re.findall(r'id="([^"]+)"', text)
        assert len(ids) == len(set(ids)), path


def test_a_long_letter_goes_on_overleaf_and_says_so() -> None:
    pages = big_pages()
    assert "search/w-2.html" in pages
    assert re.search(r'<a class="go" href="\.\./search/w-2\.html">下一页</a>', pages["search/w.html"])
    last = max(int(m[1]) for p in pages if (m := re.fullmatch(r"search/w-(\d+)\.html", p)))
    assert "下一页" not in pages[f"search/w-{last}.html"]


def test_code_names_stand_in_no_page_by_letter_and_the_page_says_where_they_are() -> None:
    coded = replace(small.CODED, pinyin="")
    rows = [village((coded, replace(small.RICH, pinyin="li bai chuan"), replace(small.BARE, pinyin="wang wu yi")))[0]]
    pages = {}
    for page in render(small.theme(), search_pages(small.SITE, places_of(small.COUNTY), rows, county_views.TABLE)):
        assert isinstance(page, Artifact), page
        pages[page.path] = page.data.decode()
    assert set(pages) == {PAGE, "search/l.html", "search/w.html", "search/strokes.html"}
    assert not any(coded.key in text for text in pages.values())
    assert "有 1 名党员没有书面同意" in pages[PAGE]
    assert re.search(r'search/w\.html#wang">王</a> <span class="by">1 人', pages["search/strokes.html"])
    assert pages["search/strokes.html"].index("4 画") < pages["search/strokes.html"].index("7 画")


def test_without_the_table_there_is_pinyin_only() -> None:
    rows = [village((replace(small.RICH, pinyin="li bai chuan"),))[0]]
    jobs = list(search_pages(small.SITE, places_of(small.COUNTY), rows, ""))
    assert [j.path for j in jobs] == [PAGE, "search/l.html"]


@pytest.mark.parametrize(
    ("char", "strokes"),
    [("一", 1), ("丁", 2), ("王", 4), ("卢", 5), ("李", 7), ("张", 7), ("欧", 8), ("赵", 9), ("阎", 11), ("黎", 15),
     ("瞿", 18), ("仉", 4), ("亓", 4)],
)  # fmt: skip
def test_strokes_follow_from_the_national_table(char: str, strokes: int) -> None:
    assert strokes_of(county_views.TABLE)[char] == strokes


def test_a_table_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        strokes_of(FIRST)
    assert strokes_of("") == {}


@pytest.mark.parametrize(
    ("name", "family"),
    [("欧阳明", "欧阳"), ("王五", "王"), ("王五（桥头）", "王"), ("阿依古丽·艾山", "阿"), ("单", "单")],
)
def test_surnames_as_people_look_them_up(name: str, family: str) -> None:
    assert family_of(name) == family


# --- characters of several forms --------------------------------------------------------------------------------------


def test_only_the_forms_of_what_a_county_says_travel() -> None:
    assert forms_of(["张三 李", "馬", "里"]) == ("张張", "里裏裡", "马馬")
    assert forms_of(["abc，三"]) == ()
    rows = small_rows()
    places, promises = (of(small.COUNTY, rows)["forms"].split("\n") for of in (names_of, now_of))
    assert "湾灣" in places
    assert {"边邊", "沟溝"} <= set(promises)
    assert "龙龍" not in (*places, *promises), "nobody there has it"


def test_every_character_belongs_to_one_form() -> None:
    groups = forms_of(varied())
    everything = "".join(groups)
    assert len(everything) == len(set(everything)), "else a character would mean two"
    assert all(group[0] in TABLE for group in groups)
    assert max(map(ord, everything)) < 0x10000, "the page folds one unit into one, so that marks stay in place"
    assert len(groups) > 2000
