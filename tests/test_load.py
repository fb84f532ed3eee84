"""Files become records; every fault of a value is said in a clerk's words, without the value of an internal field."""

from __future__ import annotations

import os
import re
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from tests.case_tree import BASE
from threecards.problems import Finding, advice, as_text, message
from threecards.records.faults import EXAMPLES, Translator
from threecards.records.fields import spot_at, unwrap
from threecards.records.load import (
    KEY_CODES,
    ROOTS,
    fields_of,
    level_of,
    list_tree,
    load_branch,
    load_settings,
    load_township,
    models_in,
    parse,
    public_keys,
)
from threecards.records.model import ActionCard, Amount, Count, Day, Member, Model, Points, Scheme, Share, YesNo
from threecards.records.personal import Personal, kinds_of, may_hold
from threecards.records.yamlsource import resolve

PATH = "members/t01/b001/m000002.yaml"
MEMBER = (BASE / PATH).read_bytes()


def faults(old: str, new: str, data: bytes = MEMBER, model: type[Model] = Member) -> list[Finding]:
    text = data.decode()
    assert text.count(old) == 1
    record, findings = parse(model, text.replace(old, new).encode(), PATH)
    assert record is None or not findings
    return findings


# --- only what is written plainly -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *((Day, t) for t in ("2026", "0", "86400", "20260309", "2026-3-9", "2026-03-09T00:00:00", " 2026-03-09")),
        *(
            (Day, t)
            for t in ("2026-W10-1", "2026/03/09", "２０２６-03-09", "0206-03-09", "9999-01-01", "2026-03-09 ", "")
        ),
        *((Count, t) for t in ("3.0", " 3", "+3", "03", "1_000", "３", "1e3", "1,000", "0x10", "٣", "-0x", "", "三")),
        *(
            (Amount, t)
            for t in (
                "1e3",
                "NaN",
                "Infinity",
                "-Infinity",
                ".5",
                "5.",
                "1_0.5",
                "３",
                " 3",
                "+3",
                "03",
                "1,000",
                "3 户",
            )
        ),
        *((Points, t) for t in ("1E2", "sNaN", "00", "1.2.3")),
        *((Share, t) for t in ("1e-1", "三成", " 1/3", "1/0", "-1/3", "０.3", "1/3%", ".3", "1_0%", "NaN", "1/-3", "")),
        *((YesNo, t) for t in ("yes", "no", "true", "True", "1", "Y", "on", "对", "是 ", "")),
    ],
)
def test_nothing_is_guessed(kind: Any, text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(text)


@pytest.mark.parametrize("kind", [Day, Count, Amount, Share])
@pytest.mark.parametrize("value", [1.5, True, float("nan"), b"1", [1], {}, None])
def test_nothing_but_text_is_taken_from_a_file(kind: Any, value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Day, "2028-02-29", "2028-02-29"),
        (Count, "0", "0"),
        (Count, "100000", "100000"),
        (Amount, "0.5", "0.5"),
        (Amount, "100000000", "100000000"),
        (Share, "40%", "2/5"),
        (Share, "12.5%", "1/8"),
        (Share, "0.30", "3/10"),
        (Share, "2/3", "2/3"),
        (Share, "0", "0"),
        (YesNo, "是", "True"),
        (YesNo, "否", "False"),
    ],
)
def test_what_is_plain_is_read_exactly(kind: Any, text: str, value: str) -> None:
    assert str(TypeAdapter(kind).validate_python(text)) == value


# --- places ---------------------------------------------------------------------------------------------------------


def test_place_of_a_fault_in_a_union_or_a_mapping_is_what_was_written() -> None:
    found = faults("value: 2, verified_by: 支部委员会", "value: 2, verified_by: 支书")
    assert [f.loc for f in found] == [("cards", 0, "commitments", 0, "history", 0, "verified_by")]
    book = (BASE / "members/t01/b001/2026.yaml").read_bytes()
    found = faults("- quarter: 2", "- quarter: 5", book, ROOTS["book"])
    assert [f.loc for f in found] == [("inspections", 1, "quarter")]
    found = faults("m000002: {excellent: 8, qualified: 2, blank: 1}", "m2: {excellent: -8}", book, ROOTS["book"])
    assert {f.loc for f in found} == {("ballots", 0, "rows", "m2"), ("ballots", 0, "rows", "m2", "excellent")}


def test_keys_of_the_file_are_named_and_not_those_of_the_code() -> None:
    found = faults("from: 2010-07-01", "since: 2010-07-01")
    assert [(f.code, dict(f.params)["near"]) for f in found] == [("MODEL-002", "from")]
    found = faults("from: 2010-07-01}", "to: 2010-07-01}")
    assert [(f.code, f.loc) for f in found] == [("MODEL-001", ("memberships", 0, "from"))]


def test_all_faults_of_a_file_in_one_run() -> None:
    text = MEMBER.decode().replace("fit: 是", "fit: yes").replace("year: 2026\n    type", "year: 26\n    type")
    text = text.replace("unit: 户", "unit: [户]").replace("born: 1980-03", "born: 80")
    _, found = parse(Member, text.encode(), PATH)
    assert [f.code for f in found] == ["MODEL-017", "MODEL-018", "MODEL-012", "MODEL-023"]


def test_faults_of_text_and_of_values_come_together() -> None:
    text = MEMBER.decode().replace("fit: 是", "fit: yes") + "# comment\u200b\n"
    _, found = parse(Member, text.encode(), PATH)
    assert {f.code[:5] for f in found} == {"YAML-", "MODEL"}


def test_an_empty_value_counts_as_not_written() -> None:
    text = MEMBER.decode() + "skills:\nphoto: ~\nfloating:\nhost:\nconsent:\nvetoes: null\n"
    record, found = parse(Member, text.encode(), PATH)
    assert not found
    assert record
    assert not record.floating
    assert not record.vetoes
    assert record.host is None


def test_an_empty_value_that_is_needed_is_a_fault() -> None:
    assert [(f.code, f.loc) for f in faults("name: 示例乙", "name:")] == [("MODEL-020", ("name",))]
    found = faults("stars_declared: [奉献]", "stars_declared:\n      -")
    assert [(f.code, f.loc) for f in found] == [("MODEL-020", ("cards", 0, "stars_declared", 0))]


def test_blank_texts_are_empty_and_blanks_around_a_text_fall_away() -> None:
    assert [f.code for f in faults("name: 示例乙", 'name: "  "')] == ["MODEL-020"]
    record, _ = parse(Member, MEMBER.replace("name: 示例乙".encode(), 'name: " 示例乙　"'.encode()), PATH)
    assert record
    assert record.name == "示例乙"


# --- words of a clerk -----------------------------------------------------------------------------------------------


def said(found: list[Finding]) -> str:
    return "\n".join(words(f, lang) for f in found for lang in ("zh", "en") for words in (message, advice))


def test_messages() -> None:
    assert "2024 年没有第 13 个月" in said(faults("due: 2026-10-31", "due: 2024-13-40"))
    assert "2026 年 2 月没有第 30 天" in said(faults("due: 2026-10-31", "due: 2026-02-30"))
    assert "已完成" in said(faults("status: 已完成", "status: DONE"))
    assert "进行中" in said(faults("status: 进行中", "status: in progress"))
    assert "是不是「进行中」" in said(faults("status: 进行中", "status: 正进行中"))
    assert "是不是" not in said(faults("status: 已完成", "status: 己完成"))  # 已完成 and 未完成 are equally near
    assert "weight" in said(faults("weight: 60", "wait: 60"))
    assert "最多 60 个字" in said(faults("unit: 户", "unit: 户\n        for_whom: " + "户" * 61))
    assert "61" in said(faults("unit: 户", "unit: 户\n        for_whom: " + "户" * 61))


@pytest.mark.parametrize(
    ("old", "new", "secret"),
    [
        ("kind: 正式", "kind: probationary", "probationary"),
        ("born: 1980-03", "born: 1980-13", "1980"),
        ("from: 2010-07-01", "from: 2010-13-01", "2010"),
        ("from: 2010-07-01", "from: 2010-02-30", "2010"),
        ("date: 2026-01-25", "date: 2026-14-25", "14"),
        ("fit: 是", "fit: 有残疾", "残疾"),
        ("able: 是", "able: 是\nstatuses:\n  - {date: 2026-01-01, kind: 开处}", "开处"),
        ("able: 是", "able: 是\n张三丰: 是", "张三丰"),
        ("able: 是", "able: 是\nhealth_of_old_wang_620102197904123: 是", "620102"),
        ("type: 无职", "type: floating", "floating"),
    ],
)
def test_no_message_holds_what_an_internal_field_says(old: str, new: str, secret: str) -> None:
    text = MEMBER.decode().replace(old, new).encode()
    _, found = parse(Member, text, PATH)
    assert found
    reported = resolve(found, lambda path: text, public_keys(), key_codes=KEY_CODES)
    assert secret not in said(found)
    assert all(secret not in str(p.params) and secret not in p.excerpt for p in reported)
    assert not any(
        "开除" in f and "停止党籍" not in f for f in said(found).splitlines()
    )  # no suggestion, only the list


MARK = "zq7密"


def marked(model: type[Model], depth: int = 0) -> dict[str, Any]:
    """Fill every internal field of a record with a wrong text that can be found again."""
    record: dict[str, Any] = {}
    for key, info in fields_of(model).items():
        inner = next(models_in(info.annotation), None)
        if inner and depth < 6:
            value: Any = marked(inner, depth + 1)
            if any(typing.get_origin(kind) is tuple for kind in unwrap(info.annotation)[0]):
                value = [value]
            elif any(typing.get_origin(kind) not in (None, tuple) for kind in unwrap(info.annotation)[0]):
                value = {MARK: value}
            record[key] = value
        elif level_of(info) != "W":
            record[key] = MARK
    return record


@pytest.mark.parametrize("name", sorted(ROOTS))
def test_no_finding_holds_a_marker_of_an_internal_field(name: str) -> None:
    tree = marked(ROOTS[name])
    with pytest.raises(ValidationError) as raised:
        ROOTS[name].model_validate(tree)
    errors = raised.value.errors(include_url=False, include_input=False)
    found = Translator(ROOTS[name], tree, "x.yaml").findings(errors)
    assert found
    for item in found:
        assert MARK not in str(item.params)
        assert item.code != "MODEL-099"


# --- nothing that a clerk can write raises, or is left without words ------------------------------------------------

VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        "",
        "x",
        "是",
        "2026-02-30",
        "2026-13-01",
        "-1",
        "1e5",
        "99999999999999999999",
        "0.123456",
        "m000001",
        "已完成",
        "done",
        "1/3",
        "x" * 3000,
        [],
        ["a"],
        {},
        {"a": "b"},
        [[]],
        [None],
        {"m1": "好"},
    ]
)


def places(model: type[Model], prefix: tuple[str | int, ...] = (), depth: int = 0) -> Iterator[tuple[str | int, ...]]:
    """Give the places of a record that a clerk may fill, two entries deep in every list."""
    for key, info in fields_of(model).items():
        yield (*prefix, key)
        inner = next(models_in(info.annotation), None)
        if inner and depth < 5:
            origins = {typing.get_origin(kind) for kind in unwrap(info.annotation)[0]}
            step: tuple[str | int, ...] = (0,) if tuple in origins else ("m000001",) if origins - {None} else ()
            yield from places(inner, (*prefix, key, *step), depth + 1)


PLACES = {name: sorted(places(root), key=str) for name, root in ROOTS.items()}


def put(tree: Any, place: tuple[str | int, ...], value: Any) -> Any:
    """Put a value at a place, making what is missing on the way; what is in the way is replaced."""
    if not place:
        return value
    step = place[0]
    if isinstance(step, int):
        found = tree[0] if isinstance(tree, list) and tree else None
        return [put(found, place[1:], value)]
    known = tree if isinstance(tree, dict) else {}
    return {**known, step: put(known.get(step), place[1:], value)}


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_every_fault_has_words(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(ROOTS)))
    tree: Any = {}
    for place in data.draw(st.lists(st.sampled_from(PLACES[name]), max_size=8)):
        tree = put(tree, place, data.draw(VALUES))
    try:
        ROOTS[name].model_validate(tree)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        found = Translator(ROOTS[name], tree, "x.yaml").findings(errors)
        assert found
        for item in found:
            assert item.code != "MODEL-099", errors
            assert message(item, "zh")
            assert advice(item, "en")


@pytest.mark.parametrize("name", sorted(ROOTS))
def test_every_place_says_something_of_every_value(name: str) -> None:
    """Wherever a list with a number in it is written where it cannot be, somebody says so, at that place."""
    for place in PLACES[name]:
        tree = put({}, place, {"nowhere": ["3"]})
        try:
            ROOTS[name].model_validate(tree)
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
            found = Translator(ROOTS[name], tree, "x.yaml").findings(errors)
            assert any(f.loc[: len(place)] == place for f in found), (place, found)
        else:
            pytest.fail(f"{place} takes anything")


def test_an_unknown_kind_of_fault_still_has_words() -> None:
    class Odd(Model):
        """A model with a fault that no record of ours can have."""

        @classmethod
        def fail(cls) -> PydanticCustomError:
            return PydanticCustomError("never_seen", "never seen")

    found = Translator(Odd, {}, "x.yaml").findings([{"type": "never_seen", "loc": (), "msg": "", "input": None}])
    assert [f.code for f in found] == ["MODEL-099"]
    assert "never_seen" in message(found[0])


def patterns_of(model: type[Model]) -> Iterator[str]:
    for key, info in fields_of(model).items():
        spot = spot_at(model, (key,))
        yield from spot.patterns
        for kind in spot.kinds:
            for argument in typing.get_args(kind):
                yield from unwrap(argument)[1]
        for inner in models_in(info.annotation):
            yield from patterns_of(inner)


def test_every_pattern_has_an_example_that_fits() -> None:
    patterns = {p for root in ROOTS.values() for p in patterns_of(root)}
    forms = {p for p in patterns if not re.fullmatch(r"\^\(([^()]+)\)\$|\^\[[A-Z]+\]\$", p)}
    assert forms - EXAMPLES.keys() == set()
    for pattern in forms:
        shown = EXAMPLES[pattern].replace("…", "0" * 48)
        assert re.search(pattern, shown), pattern


def test_public_keys_are_public_everywhere() -> None:
    keys = public_keys()
    assert {"commitments", "due", "target", "baseline", "status", "shown", "stars_declared"} <= keys
    assert not keys & {"name", "born", "group", "memberships", "talks", "ballots", "rows", "type", "verified_by", "key"}


# --- whole folders from bytes ---------------------------------------------------------------------------------------


def branch_files() -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in (BASE / "members/t01/b001").iterdir()}


def test_branch() -> None:
    folder, found = load_branch("b001", "t01", branch_files())
    assert folder
    assert not found
    assert list(folder.members) == ["m000001", "m000002", "m000003", "m000004"]
    assert list(folder.books) == [2026]
    assert folder.member_path("m000001") == "members/t01/b001/m000001.yaml"


def test_branch_does_not_depend_on_the_order_of_its_files() -> None:
    backwards = dict(reversed(list(branch_files().items())))
    assert load_branch("b001", "t01", backwards) == load_branch("b001", "t01", branch_files())


def test_a_faulty_member_is_left_out_and_remembered() -> None:
    files = branch_files() | {"m000002.yaml": b"name: [\n", "2026.yaml": b"x: y\n"}
    folder, found = load_branch("b001", "t01", files, unread=["m000009.yaml", "2025.yaml"])
    assert folder
    assert "m000002" not in folder.members
    assert folder.unread == {"m000002", "m000009", "2025", "2026"}
    assert {f.path for f in found} == {"members/t01/b001/m000002.yaml", "members/t01/b001/2026.yaml"}


def test_without_its_own_file_a_branch_is_nothing_but_all_faults_are_told() -> None:
    files = branch_files() | {"m000002.yaml": b"name: [\n"}
    del files["branch.yaml"]
    folder, found = load_branch("b001", "t01", files)
    assert folder is None
    assert {f.code for f in found if f.code.startswith("MODEL")} == {"MODEL-040"}
    assert {f.path for f in found} == {"members/t01/b001/branch.yaml", "members/t01/b001/m000002.yaml"}
    assert load_branch("b001", "t01", {}, unread=["branch.yaml"]) == (None, [])


def test_township() -> None:
    data = (BASE / "members/t01/township.yaml").read_bytes()
    township, found = load_township("t01", data, ["b002", "b001"])
    assert township
    assert not found
    assert township.branches == ("b001", "b002")
    assert load_township("t01", b"nme: x\n", [])[0] is None


def settings_files() -> dict[str, bytes]:
    content = BASE / "content"
    return {p.relative_to(content).as_posix(): p.read_bytes() for p in content.rglob("*.yaml")}


def test_settings() -> None:
    loaded, found = load_settings(settings_files() | {"pages/about.md": b"#", "scheme/2025.yaml": b"version: '1'\n"})
    assert loaded
    assert not found
    assert list(loaded.schemes) == [2025, 2026]
    assert set(loaded.posts) == {"水利管护岗", "财务监督岗"}
    assert loaded.release
    assert loaded.release.key == "R2026-01"


def test_settings_say_all_that_is_missing() -> None:
    loaded, found = load_settings({"county.yaml": b"name: x\nyear: 2026\n", "posts.yaml": b"posts: []\n"})
    assert loaded is None
    assert {(f.code, f.path) for f in found} == {
        ("MODEL-040", "content/stars.yaml"),
        ("MODEL-041", "content/county.yaml"),
        ("MODEL-024", "content/posts.yaml"),
    }


def test_a_faulty_scheme_of_another_year_is_told_but_does_not_stop_the_rest() -> None:
    loaded, found = load_settings(settings_files() | {"scheme/2025.yaml": b"version:\n"})
    assert loaded
    assert [f.path for f in found] == ["content/scheme/2025.yaml"]


# --- the folder on disk ---------------------------------------------------------------------------------------------


def write(root: Path, *names: str) -> None:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x\n")


def codes(root: Path) -> Mapping[str, str]:
    return {f.path: f.code for f in list_tree(root).findings}


def test_list_tree_of_the_base() -> None:
    listing = list_tree(BASE)
    assert not listing.findings
    assert list(listing.townships) == ["t01"]
    branch = listing.townships["t01"].branches["b001"]
    assert list(branch) == ["2026.yaml", "branch.yaml", *(f"m00000{n}.yaml" for n in range(1, 5))]
    state = (BASE / PATH).stat()
    assert (branch["m000002.yaml"].size, branch["m000002.yaml"].mtime_ns) == (state.st_size, state.st_mtime_ns)
    assert "scheme/2026.yaml" in listing.content


def test_names_in_order_whatever_the_disk_gives(tmp_path: Path) -> None:
    names = [f"members/t{n:02d}/b{n:03d}/m{n:06d}.yaml" for n in (7, 3, 9, 1)]
    write(tmp_path, *names, *(f"members/t{n:02d}/township.yaml" for n in (7, 3, 9, 1)), "content/county.yaml")
    assert list(list_tree(tmp_path).townships) == ["t01", "t03", "t07", "t09"]


def test_what_editors_and_systems_leave_behind_is_passed_over(tmp_path: Path) -> None:
    left = [".m000001.yaml.swp", "~$m000001.yaml", "m000001.yaml~", "Thumbs.db", "desktop.ini", ".DS_Store"]
    write(tmp_path, "members/t01/township.yaml", "members/t01/b001/branch.yaml", "content/county.yaml")
    write(tmp_path, *(f"members/t01/b001/{name}" for name in left), "members/.keep", "content/.git/x.yaml")
    listing = list_tree(tmp_path)
    assert not listing.findings
    assert list(listing.townships["t01"].branches["b001"]) == ["branch.yaml"]


def test_what_does_not_belong_is_said(tmp_path: Path) -> None:
    write(tmp_path, "members/t01/township.yaml", "content/county.yaml", "content/stars.yml", "content/pages/a.md")
    write(tmp_path, "members/readme.txt", "members/T02/x.yaml", "members/t01/b1/branch.yaml", "members/t01/note.yaml")
    write(tmp_path, "members/t01/b001/M000001.YAML", "members/t01/b001/m000002.yml", "members/t01/b001/old/x.yaml")
    write(
        tmp_path, *(f"members/t01/b001/{name}" for name in ("m000003.yaml.txt", "2026.yaml.txt", "m000004 - 副本.yaml"))
    )
    write(tmp_path, "members/t01/b001/26.yaml", "members/t01/b001/a.xlsx", "members/t03/b002/branch.yaml")
    assert codes(tmp_path) == {
        "content/stars.yml": "MODEL-042",
        "members/readme.txt": "MODEL-044",
        "members/T02": "MODEL-043",
        "members/t01/b1": "MODEL-043",
        "members/t01/note.yaml": "MODEL-042",
        "members/t01/b001/M000001.YAML": "MODEL-042",
        "members/t01/b001/m000002.yml": "MODEL-042",
        "members/t01/b001/m000003.yaml.txt": "MODEL-042",
        "members/t01/b001/2026.yaml.txt": "MODEL-042",
        "members/t01/b001/m000004 - 副本.yaml": "MEM-001",
        "members/t01/b001/old": "MODEL-044",
        "members/t01/b001/26.yaml": "MODEL-042",
        "members/t01/b001/a.xlsx": "MODEL-044",
        "members/t03/township.yaml": "ORG-001",
    }


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write(outside, "b009/branch.yaml", "secret.yaml")
    root = tmp_path / "root"
    write(root, "members/t01/township.yaml", "members/t01/b001/branch.yaml", "content/county.yaml")
    (root / "members/t01/b009").symlink_to(outside / "b009")
    (root / "members/t01/b001/m000001.yaml").symlink_to(outside / "secret.yaml")
    (root / "members/t01/b001/m000002.yaml").symlink_to("branch.yaml")
    (root / "members/t01/b001/m000003.yaml").symlink_to("m000003.yaml")
    (root / "content/scheme").symlink_to(outside)
    listing = list_tree(root)
    assert {f.code for f in listing.findings} == {"MODEL-045"}
    assert len(listing.findings) == 5
    assert list(listing.townships["t01"].branches) == ["b001"]
    assert list(listing.townships["t01"].branches["b001"]) == ["branch.yaml"]
    assert list(listing.content) == ["county.yaml"]


def test_file_names_are_not_repeated_when_they_hold_a_number_of_a_person(tmp_path: Path) -> None:
    write(tmp_path, "members/t01/township.yaml", "content/county.yaml", "members/t01/b001/branch.yaml")
    write(tmp_path, "members/t01/b001/13812345678.yaml", f"members/t01/b001/{identity('110101190001010')}.jpg")
    found = list_tree(tmp_path).findings
    assert {(f.code, f.path) for f in found} == {("PRIV-002", "members/t01/b001"), ("MEM-002", "members/t01/b001")}
    assert "13812345678" not in str(found)


@pytest.mark.skipif(os.name == "nt", reason="names of files are characters there")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    write(tmp_path, "members/t01/township.yaml", "content/county.yaml", "members/t01/b001/branch.yaml")
    (tmp_path / "members/t01/b001" / os.fsdecode("张三.yaml".encode("gbk"))).write_text("x\n")
    found = list_tree(tmp_path).findings
    assert [f.code for f in found] == ["MODEL-046"]
    assert found[0].path.encode()


def test_empty_repository(tmp_path: Path) -> None:
    assert codes(tmp_path) == {"members": "MODEL-040", "content": "MODEL-040"}


# --- numbers of persons ---------------------------------------------------------------------------------------------


def identity(start: str) -> str:
    """Make an identity number that nobody has: 15 digits, two more, and the right check character."""
    digits = start + "01"[: 17 - len(start)]
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11]


ID = identity("110101190001010")
WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


@pytest.mark.parametrize(
    "text",
    [
        ID,
        f"号码{ID}。",
        ID.lower(),
        f"{ID[:6]} {ID[6:14]} {ID[14:]}",
        f"{ID[:6]}-{ID[6:14]}-{ID[14:]}",
        ID.translate(WIDE),
        " ".join(ID),
        f"x{ID}",
        f"2026-03-09 {ID}",
    ],
)
def test_identity_numbers(text: str) -> None:
    assert Personal.IDENTITY in set(kinds_of(text))
    assert may_hold(text.encode())


@pytest.mark.parametrize(
    "text", ["13812345678", "138 1234 5678", "138-1234-5678", "１３８１２３４５６７８", "电话19912345678找他"]
)
def test_mobile_numbers(text: str) -> None:
    assert set(kinds_of(text)) == {Personal.MOBILE}
    assert may_hold(text.encode())


@pytest.mark.parametrize("text", ["6222021001116245702", "6222 0210 0111 6245 702", "622202 1001116245702"])
def test_bank_cards(text: str) -> None:
    assert set(kinds_of(text)) == {Personal.BANK_CARD}
    assert may_hold(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        "0931-1234567",
        "2026-03-09",
        "2026-03-09 2026-04-10",
        "12345678901",
        "6222021001116245703",
        "R2026-01",
        "m000123",
        ID[:-1] + ("0" if ID[-1] != "0" else "1"),
        "0" * 19,
        "a13812345678b" + "0" * 51,
        "100000000",
        "12 34 56 78 90 12",
    ],
)
def test_other_numbers(text: str) -> None:
    assert not list(kinds_of(text))


@given(st.text(alphabet="0123456789Xx０９ -－·\u3000年，a", max_size=40))
def test_the_quick_look_misses_nothing(text: str) -> None:
    assert may_hold(text.encode()) or not list(kinds_of(text))


def test_numbers_of_persons_anywhere_in_a_file() -> None:
    text = MEMBER.decode() + f'skills: "{ID}"\ngroup: 电话13812345678\n'
    record, found = parse(Member, text.encode(), PATH)
    assert record
    assert [(f.code, f.loc) for f in found] == [("MEM-002", ("skills",)), ("PRIV-002", ("group",))]
    assert ID not in str(found)
    text = MEMBER.decode().replace("text: 清理水渠", f"text: 清理水渠，电话13812345678，{ID}")
    _, found = parse(Member, text.encode(), PATH)
    (problem,) = resolve(found, lambda path: text.encode(), public_keys())
    assert ID not in as_text(problem)
    assert "13812345678" not in as_text(problem)
    _, found = parse(Scheme, f"version: '1'\nweights: {{'{ID}': 1/3}}\n".encode(), "content/scheme/2026.yaml")
    assert "MEM-002" in {f.code for f in found}
    assert ID not in str([f.params for f in found])


def test_models_say_what_they_are() -> None:
    """The spots of a record agree with its fields: title and level of a deep place."""
    spot = spot_at(Member, ("cards", 0, "commitments", 2, "due"))
    assert spot.title == "完成时限"
    assert spot.public
    assert not spot_at(Member, ("talks", 0, "date")).public
    assert isinstance(fields_of(ActionCard)["shown"], FieldInfo)
