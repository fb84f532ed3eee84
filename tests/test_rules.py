"""Every problem code of records has a case: a tree with exactly these problems, and one next to it with none."""

from __future__ import annotations

import inspect
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from pydantic import Field

from tests.case_tree import AS_OF, BASE, CASES, check_tree, line_of, make_case
from threecards.problems import Severity, advice, catalogue, message, severity
from threecards.records.county import BranchFolder, Context
from threecards.records.load import list_tree, load_branch, load_settings, load_township, parse
from threecards.records.model import Commitment, Member, Scheme
from threecards.records.rules import (
    BRANCH_RULES,
    COUNTY_RULES,
    SETTINGS_RULES,
    TOWNSHIP_RULES,
    branch_facts,
    changed_without_record,
    check_branch,
    check_county,
    scheme_hash,
)
from threecards.records.rules.com import _is_duty, _is_vague, _names_somebody
from threecards.records.rules.days import add_months, age_on_new_year, half, quarter
from threecards.records.rules.priv import field_paths, unlevelled

NOT_FROM_RECORDS = {
    "MODEL-099": "a fault of a kind that no model of today can have; see test_load",
    "PRIV-001": "a property of the models; see test_every_field_has_a_level",
    "PRIV-003": "a property of two whole builds, proved by the tests of privacy",
    "PRIV-005": "found in finished pages only (threecards.publish.scan)",
}
FAMILIES = ("MODEL", "ORG", "MEM", "CARD", "POST", "COM", "EVT", "CAL", "STAR", "CFG", "BAL", "PRIV", "REF")
FOLDERS = sorted(p for p in CASES.iterdir() if p.name.split("-")[0] in FAMILIES)
NAMES = [p.name for p in FOLDERS]


def code_of(name: str) -> str:
    return "-".join(name.split("-")[:2])


@pytest.mark.parametrize("name", NAMES)
def test_bad(name: str, tmp_path: Path) -> None:
    case = make_case(CASES / name / "bad.yaml")
    case.write(tmp_path)
    found = check_tree(tmp_path, case.as_of)
    expected = yaml.safe_load((CASES / name / "expected.yaml").read_text(encoding="utf-8"))
    assert [line_of(p) for p in found] == expected
    assert code_of(name) in {p.code for p in found}
    for text in (words(problem, lang) for problem in found for lang in ("zh", "en") for words in (message, advice)):
        assert text.strip()
        assert "{" not in text


@pytest.mark.parametrize("name", NAMES)
def test_good(name: str, tmp_path: Path) -> None:
    case = make_case(CASES / name / "good.yaml")
    case.write(tmp_path)
    assert [line_of(p) for p in check_tree(tmp_path, case.as_of)] == []


def test_base_is_clean() -> None:
    assert check_tree(BASE, AS_OF) == ()


def test_every_code_has_a_case() -> None:
    codes = {code for code in catalogue() if code.split("-")[0] in FAMILIES}
    assert codes - {code_of(name) for name in NAMES} == NOT_FROM_RECORDS.keys()
    assert {code_of(name) for name in NAMES} <= codes


# --- the lists of rules ---------------------------------------------------------------------------------------------

RULES = [*BRANCH_RULES, *TOWNSHIP_RULES, *SETTINGS_RULES, *COUNTY_RULES]


def test_rules_are_named_by_their_code_and_say_what_they_ask() -> None:
    for rule in RULES:
        match = re.fullmatch(r"([a-z]+)_(\d{3})(_\w+)?", rule.__name__)
        assert match, rule.__name__
        assert f"{match[1].upper()}-{match[2]}" in catalogue()
        assert (inspect.getdoc(rule) or "").split("\n")[0], rule.__name__


def test_no_rule_is_forgotten() -> None:
    """Every function of the rule modules that is named like a rule stands in one of the lists."""
    listed = {f"{rule.__module__}.{rule.__name__}" for rule in RULES}
    modules = {inspect.getmodule(rule) for rule in RULES}
    found = {
        f"{function.__module__}.{name}"
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if re.match(r"[a-z]+_\d{3}", name)
    }
    assert found == listed
    assert len(listed) == len(RULES)


# --- rules that need more than a small tree -------------------------------------------------------------------------


def base() -> tuple[BranchFolder, Context]:
    listing = list_tree(BASE)
    settings, _ = load_settings({name: (BASE / "content" / name).read_bytes() for name in listing.content})
    township, _ = load_township("t01", (BASE / "members/t01/township.yaml").read_bytes(), ["b001"])
    files = {
        name: (BASE / "members/t01/b001" / name).read_bytes() for name in listing.townships["t01"].branches["b001"]
    }
    folder, findings = load_branch("b001", "t01", files)
    assert settings
    assert township
    assert folder
    assert not findings
    return folder, Context(settings, {"t01": township}, AS_OF)


def test_facts_are_small_and_speak_of_one_branch() -> None:
    folder, context = base()
    facts = branch_facts(folder, context)
    assert facts.members == ("m000001", "m000002", "m000003", "m000004")
    assert (facts.active, facts.posts, facts.holders, facts.checks) == (4, 2, 2, frozenset({1, 2, 3}))
    assert not facts.mentions
    assert not facts.elsewhere


def transferred() -> tuple[list[BranchFolder], Context]:
    """Member m000004 has moved from b001 to b002 in October; the books of b001 still name him."""
    folder, context = base()
    member = folder.members["m000004"]
    old = member.memberships[0].model_copy(update={"until": date(2026, 10, 9)})
    new = old.model_copy(update={"branch": "b002", "since": date(2026, 10, 10), "until": None})
    moved = member.model_copy(update={"memberships": (old, new), "cards": (), "deeds": ()})
    staying = {key: m for key, m in folder.members.items() if key != "m000004"}
    other = BranchFolder(
        "b002", "t01", folder.branch.model_copy(update={"villages": (), "officers": ()}), {}, {"m000004": moved}
    )
    towns = {"t01": replace(context.townships["t01"], branches=("b001", "b002"))}
    return [replace(folder, members=staying), other], replace(context, townships=towns)


def test_a_transferred_member_stays_in_the_books_of_the_old_branch() -> None:
    folders, context = transferred()
    codes = {f.code for f in check_county([branch_facts(f, context) for f in folders], context)}
    assert "REF-004" not in codes
    assert "MEM-001" not in codes


def test_a_stranger_in_the_books_is_found() -> None:
    folders, context = transferred()
    member = folders[1].members["m000004"]
    stranger = member.model_copy(update={"memberships": member.memberships[1:]})
    folders[1] = replace(folders[1], members={"m000004": stranger})
    found = [f for f in check_county([branch_facts(f, context) for f in folders], context) if f.code == "REF-004"]
    assert [f.loc for f in found] == [("inspections", n, "ratings", "m000004") for n in range(3)] + [
        ("halfyears", 0, "ratings", "m000004")
    ]


def test_nobody_is_called_a_stranger_while_a_branch_is_unread() -> None:
    folders, context = transferred()
    assert not check_county([branch_facts(folders[0], context)], context)


def test_a_faulty_file_is_not_a_missing_member() -> None:
    folder, context = base()
    less = {key: m for key, m in folder.members.items() if key != "m000002"}
    assert not check_branch(replace(folder, members=less, unread=frozenset({"m000002"})), context)
    assert check_branch(replace(folder, members=less), context)


def test_findings_do_not_depend_on_the_order_of_members() -> None:
    folder, context = base()
    backwards = replace(folder, members=dict(reversed(list(folder.members.items()))))
    assert check_branch(backwards, context) == check_branch(folder, context) == []


# --- CARD-007 between two versions ----------------------------------------------------------------------------------


def with_commitment(member: Member, **changes: object) -> Member:
    card = member.cards[0]
    item: Commitment = card.commitments[0].model_copy(update=changes)
    return member.model_copy(
        update={"cards": (card.model_copy(update={"commitments": (item, *card.commitments[1:])}),)}
    )


def test_a_silent_change_is_found() -> None:
    before = base()[0].members["m000002"]
    after = with_commitment(before, target=2, baseline=1)
    found = list(changed_without_record(before, after, "members/t01/b001/m000002.yaml"))
    assert [f.loc for f in found] == [
        ("cards", 0, "commitments", 0, "baseline"),
        ("cards", 0, "commitments", 0, "target"),
    ]
    assert {f.code for f in found} == {"CARD-007"}


def test_a_change_with_its_record_is_not() -> None:
    before = base()[0].members["m000002"]
    revision = parse(
        Member,
        (BASE / "members/t01/b001/m000002.yaml")
        .read_bytes()
        .replace(
            b"        weight: 60\n",
            b"        weight: 60\n        revisions:\n"
            b"          - {date: 2026-05-01, field: target, before: 3, after: 2, reason: x, approved_by: m000001}\n",
        ),
        "x.yaml",
    )[0]
    assert revision
    after = with_commitment(before, target=2, revisions=revision.cards[0].commitments[0].revisions)
    assert not list(changed_without_record(before, after, "x.yaml"))
    assert list(changed_without_record(before, with_commitment(after, baseline=9), "x.yaml"))


def test_a_commitment_that_disappears_is_a_change() -> None:
    before = base()[0].members["m000002"]
    card = before.cards[0].model_copy(update={"commitments": before.cards[0].commitments[:1]})
    found = list(changed_without_record(before, before.model_copy(update={"cards": (card,)}), "x.yaml"))
    assert [f.params for f in found] == [(("field", "n: 2"), ("title", "第 2 项"))]


def test_a_draft_may_change() -> None:
    before = base()[0].members["m000002"]
    draft = before.model_copy(update={"cards": (before.cards[0].model_copy(update={"approved": None}),)})
    assert not list(changed_without_record(draft, with_commitment(draft, target=1), "x.yaml"))


# --- words and numbers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["努力做好本职工作", "进一步加强学习，不断提高自身素质", "积极参加支部组织的各项活动", "做一名合格的共产党员"],
)
def test_vague(text: str) -> None:
    assert _is_vague(text)


@pytest.mark.parametrize(
    "text", ["努力维护村口水渠", "每月参加一次集中学习", "带头发展两亩药材", "做好文化广场的清扫", "学习嫁接技术"]
)
def test_not_vague(text: str) -> None:
    assert not _is_vague(text)


@pytest.mark.parametrize(
    "text", ["遵纪守法", "自觉遵守法律法规，不赌博", "按时足额交纳党费", "按时参加组织生活，按时交纳党费"]
)
def test_everybodys_duty(text: str) -> None:
    assert _is_duty(text)


@pytest.mark.parametrize(
    "text", ["按时完成任务", "每季度讲一次法律法规", "劝阻三起聚众赌博", "向二十户讲清党费以外的收费规定"]
)
def test_more_than_duty(text: str) -> None:
    assert not _is_duty(text)


@pytest.mark.parametrize(
    "text",
    [
        "帮助贫困户王大娘收麦",
        "看望患病的李某",
        "调解张某某与邻居的纠纷",
        "照顾残疾人陈小林家",
        "帮扶低保户赵长根、孙二娃",
        "劝导吸毒的欧阳建国戒毒",
    ],
)
def test_names_a_third_person(text: str) -> None:
    assert _names_somebody(text, frozenset({"欧阳建国"}))


@pytest.mark.parametrize(
    "text",
    [
        "帮助两户贫困户种植中药材",
        "调解邻里纠纷五起",
        "给困难户送温暖",
        "帮助残疾人康复训练四次",
        "为贫困户安装自来水",
        "教脱贫户杨树嫁接",
        "帮助贫困户施肥、浇水",
        "和欧阳建国一起修路",
        "陪孤寡老人看病六次",
        "化解村民与施工队的矛盾",
        "王家沟的困难户修房三间",
    ],
)
def test_names_nobody(text: str) -> None:
    assert not _names_somebody(text, frozenset({"欧阳建国"}))


def test_days() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert quarter(2026, 4) == (date(2026, 10, 1), date(2026, 12, 31))
    assert half(2026, 1) == (date(2026, 1, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("born", "age"), [("1970-02", 55), ("1970-01", 56), ("1970-12", 55), ("1971-01", 55), ("2008-02", 17)]
)
def test_age_counts_on_new_year(born: str, age: int) -> None:
    assert age_on_new_year(born, 2026) == age


def test_scheme_hash_counts_values_and_not_spelling() -> None:
    plain = Scheme.model_validate({"version": "1", "weights": {"mass": "30%"}, "bands": {"excellent": "90"}})
    other = Scheme.model_validate({"version": "1", "weights": {"mass": "3/10"}, "bands": {"excellent": "90.0"}})
    assert (
        scheme_hash(plain) == scheme_hash(other) == scheme_hash(plain.model_copy(update={"closed": date(2027, 2, 1)}))
    )
    assert scheme_hash(plain) != scheme_hash(Scheme.model_validate({"version": "1", "bands": {"excellent": "91"}}))


def test_every_field_has_a_level() -> None:
    assert not list(unlevelled(field_paths()))
    assert "member.cards.commitments.what" in field_paths()
    assert [f.params for f in unlevelled({"member.new": Field(title="新项目")})] == [(("field", "member.new"),)]


def test_severities_are_those_of_the_rules() -> None:
    warnings = {
        *(
            "ORG-003",
            "ORG-005",
            "ORG-006",
            "ORG-007",
            "ORG-009",
            "MEM-007",
            "MEM-008",
            "MEM-009",
            "CARD-002",
            "CARD-006",
        ),
        *(
            "POST-002",
            "POST-004",
            "POST-005",
            "POST-006",
            "POST-007",
            "COM-002",
            "COM-003",
            "COM-004",
            "COM-005",
            "COM-006",
        ),
        *(
            "COM-007",
            "COM-008",
            "EVT-003",
            "EVT-004",
            "EVT-005",
            "EVT-006",
            "EVT-008",
            "EVT-010",
            "STAR-003",
            "STAR-006",
        ),
        "BAL-006",
    }
    errors = {
        *(
            "ORG-001",
            "ORG-002",
            "ORG-004",
            "ORG-008",
            "MEM-001",
            "MEM-002",
            "MEM-003",
            "MEM-004",
            "MEM-005",
            "MEM-006",
            "MEM-010",
        ),
        *(
            "CARD-001",
            "CARD-003",
            "CARD-004",
            "CARD-005",
            "CARD-007",
            "POST-001",
            "POST-003",
            "POST-008",
            "COM-001",
            "COM-009",
        ),
        *(
            "EVT-001",
            "EVT-002",
            "EVT-007",
            "STAR-001",
            "STAR-002",
            "STAR-004",
            "STAR-005",
            "STAR-007",
            "PRIV-001",
            "PRIV-002",
        ),
        *(
            "PRIV-003",
            "CFG-001",
            "CFG-002",
            "CFG-003",
            "CFG-004",
            "CFG-005",
            "CFG-006",
            "BAL-001",
            "BAL-002",
            "BAL-003",
        ),
    }
    assert {c for c in warnings if severity(c) is not Severity.WARNING} == set()
    assert {c for c in errors if severity(c) is not Severity.ERROR} == set()
    assert severity("EVT-009") is Severity.INFO
