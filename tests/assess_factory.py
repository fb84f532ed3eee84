"""Small factories for the tests of the assessment: records made from plain trees, as a clerk would write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from threecards.assess import assess_branch
from threecards.assess.results import BranchResult, MemberResult
from threecards.problems import Finding
from threecards.records.county import BranchFolder, Context, Settings, TownshipFolder
from threecards.records.model import (
    Branch,
    County,
    Member,
    Publication,
    Scheme,
    StarRules,
    Township,
    Workdays,
    YearBook,
)

YEAR = 2026
FROZEN = date(2026, 12, 24)
Tree = dict[str, Any]

WORKDAYS = {
    2025: {"source": "放假通知", "holidays": [], "workdays": []},
    2026: {
        "source": "放假通知",
        "holidays": ["2026-01-01", "2026-01-02", "2026-01-03", *(f"2026-02-{d}" for d in range(15, 24))],
        "workdays": ["2026-01-04", "2026-02-14", "2026-02-28"],
    },
    2027: {"source": "放假通知", "holidays": ["2027-01-01", "2027-01-02", "2027-01-03"], "workdays": []},
}

STARS: Tree = {
    "stars": [
        {
            "star": "学习",
            "meaning": "学以致用",
            "required": ["L1", "L2"],
            "any_of": ["L3", "L4"],
            "any_count": 1,
            "criteria": [
                {"code": "L1", "text": "全年学习不少于32学时", "measure": "学时", "kind": "学习", "at_least": "32"},
                {"code": "L2", "text": "学习日到课不少于八成", "measure": "到课率", "at_least": "0.8"},
                {"code": "L3", "text": "把学到的教给别人", "measure": "次数", "kind": "传授"},
                {"code": "L4", "text": "取得新证书或新技能", "measure": "次数", "kind": "技能证书"},
            ],
        },
        {
            "star": "创新",
            "meaning": "敢试新法",
            "any_of": ["I1", "I2", "I3"],
            "any_count": 2,
            "criteria": [
                {"code": "I1", "text": "用上新品种新技术", "measure": "次数", "kind": "新技术"},
                {"code": "I2", "text": "建议被采纳", "measure": "次数", "kind": "建议采纳"},
                {"code": "I3", "text": "方法被三户以上采用", "measure": "户数", "kind": "方法推广", "at_least": "3"},
            ],
        },
        {
            "star": "致富",
            "meaning": "带头致富",
            "required": ["R2"],
            "any_of": ["R1", "R3", "R4"],
            "any_count": 1,
            "criteria": [
                {"code": "R1", "text": "合法经营", "measure": "次数", "kind": "合法经营"},
                {"code": "R2", "text": "带动三户以上", "measure": "户数", "kind": "带动农户", "at_least": "3"},
                {
                    "code": "R3",
                    "text": "提供培训或信息两次以上",
                    "measure": "次数",
                    "kind": "培训信息",
                    "at_least": "2",
                },
                {"code": "R4", "text": "生计稳定", "measure": "次数", "kind": "生计稳定"},
            ],
        },
        {
            "star": "奉献",
            "meaning": "热心公益",
            "any_of": ["D1", "D2", "D3", "D4"],
            "any_count": 2,
            "criteria": [
                {
                    "code": "D1",
                    "text": "志愿服务40小时或6次",
                    "measure": "小时",
                    "kind": "志愿服务",
                    "at_least": "40",
                    "or_measure": "次数",
                    "or_at_least": "6",
                },
                {"code": "D2", "text": "结对帮扶走访四次", "measure": "次数", "kind": "结对帮扶", "at_least": "4"},
                {"code": "D3", "text": "参加应急任务", "measure": "次数", "kind": "应急任务"},
                {"code": "D4", "text": "四个季度都履岗", "measure": "四季履岗"},
            ],
        },
        {
            "star": "法制",
            "meaning": "守法明理",
            "required": ["F1"],
            "any_of": ["F2", "F3", "F4"],
            "any_count": 1,
            "criteria": [
                {"code": "F1", "text": "没有违法违约", "measure": "无违反"},
                {"code": "F2", "text": "调解普法两次以上", "measure": "次数", "kind": "调解普法", "at_least": "2"},
                {"code": "F3", "text": "完成法律培训", "measure": "次数", "kind": "法律培训"},
                {"code": "F4", "text": "支持公益", "measure": "次数", "kind": "支持公益"},
            ],
        },
        {
            "star": "道德",
            "meaning": "家和邻睦",
            "required": ["M1", "M2", "M3"],
            "criteria": [
                {"code": "M1", "text": "没有严重失德", "measure": "无违反"},
                {"code": "M2", "text": "群众测评八成以上肯定", "measure": "测评比例", "at_least": "0.8"},
                {"code": "M3", "text": "有好人好事记录", "measure": "次数", "kind": "好人好事"},
            ],
        },
    ]
}


def key(n: int) -> str:
    """Key of the n-th member."""
    return f"m{n:06d}"


def settings(**scheme: Any) -> Settings:
    """Settings of the year with changes of the scheme."""
    return Settings(
        County(name="示例县", year=YEAR),
        {YEAR: Scheme.model_validate({"version": "2026.1", **scheme})},
        StarRules.model_validate(STARS).stars,
        {},
        {year: Workdays.model_validate(tree) for year, tree in WORKDAYS.items()},
        (),
        Publication(),
    )


def context(as_of: date = FROZEN, **scheme: Any) -> Context:
    """The context of a branch job."""
    township = TownshipFolder("t01", Township(name="示例镇"), ("b001",))
    return Context(settings(**scheme), {"t01": township}, as_of)


def member(**changes: Any) -> Member:
    """A full member of branch b001 since 2010; organisational score 88 unless told otherwise."""
    tree: Tree = {
        "name": "示例甲",
        "memberships": [{"branch": "b001", "kind": "正式", "from": "2010-01-01"}],
        "organisation": {"year": YEAR, "value": "88", "reason": "按记录评定"},
    }
    return Member.model_validate({**tree, **changes})


def floating(**changes: Any) -> Member:
    """A member who has been away since 2024."""
    return member(floating=[{"from": "2024-03-01", "destination": "外地"}], **changes)


def commitment(n: int, weight: int, history: list[Tree] | None = None, **changes: Any) -> Tree:
    """A commitment due at the end of October."""
    return {
        "n": n,
        "what": f"承诺事项{n}",
        "due": "2026-10-31",
        "weight": str(weight),
        "verifier_role": "支部委员会",
        "history": history or [],
        **changes,
    }


def entry(day: str, status: str, verified_by: str | None = "支部委员会", **changes: Any) -> Tree:
    """An entry of a history, verified by the committee unless told otherwise."""
    tree = {"date": day, "status": status, **changes}
    return {**tree, "verified_by": verified_by} if verified_by else tree


def card(*commitments: Tree, **changes: Any) -> Tree:
    """An action card of the year, shown in March."""
    return {"year": YEAR, "type": "无职", "shown": "2026-03-16", "commitments": list(commitments), **changes}


def deed(day: str, *kinds: str, verified_by: str | None = "支部委员会", **changes: Any) -> Tree:
    """A verified deed."""
    tree: Tree = {"date": day, "text": "做了一件实事", "kinds": list(kinds), **changes}
    return {**tree, "verified_by": verified_by} if verified_by else tree


def four(a: int, b: int, c: int, d: int, **changes: Any) -> Tree:
    """A row of a four-option ballot."""
    return {"excellent": a, "qualified": b, "basic": c, "unqualified": d, **changes}


def three(a: int, b: int, c: int, **changes: Any) -> Tree:
    """A row of a three-option ballot."""
    return {"satisfied": a, "basically_satisfied": b, "dissatisfied": c, **changes}


def session(kind: str, rows: Mapping[str, Tree], valid: int, **changes: Any) -> Tree:
    """A ballot session in which everybody came and every sheet came back, unless told otherwise."""
    tree: Tree = {
        "key": "mass-1" if kind == "群众测评" else "member-1",
        "kind": kind,
        "date": "2026-12-02" if kind == "群众测评" else "2026-12-03",
        "eligible": valid,
        "present": valid,
        "issued": valid,
        "returned": valid,
        "valid": valid,
        "void": 0,
        "rows": dict(rows),
    }
    return {**tree, **changes}


def both(mass: Mapping[str, Tree], members: Mapping[str, Tree], valid: tuple[int, int] = (40, 25)) -> list[Tree]:
    """One session of each kind."""
    return [session("群众测评", mass, valid[0]), session("党员互评", members, valid[1])]


def decision(grades: Mapping[str, Tree], **changes: Any) -> Tree:
    """The decision meeting of 8 December: 27 should attend, 27 came."""
    tree: Tree = {"key": "meeting-1", "date": "2026-12-08", "should_attend": 27, "present": 27, "grades": dict(grades)}
    return {**tree, **changes}


def verdict(grade: str, ayes: int = 20, **changes: Any) -> Tree:
    """A vote on one member."""
    return {"grade": grade, "ayes": ayes, **changes}


def folder(members: Mapping[str, Member], book: Tree | None = None, **branch: Any) -> BranchFolder:
    """Branch b001 with one year book."""
    tree = {"name": "示例村党支部", "villages": [{"key": "v001", "name": "示例村"}], **branch}
    books = {YEAR: YearBook.model_validate(book or {})}
    return BranchFolder("b001", "t01", Branch.model_validate(tree), books, dict(sorted(members.items())))


def assess(
    members: Mapping[str, Member], book: Tree | None = None, as_of: date = FROZEN, **scheme: Any
) -> tuple[BranchResult, list[Finding]]:
    """Assess a branch."""
    return assess_branch(folder(members, book), context(as_of, **scheme))


def assess_one(found: Member, book: Tree | None = None, as_of: date = FROZEN, **scheme: Any) -> MemberResult:
    """Assess a branch and take its first member."""
    return assess({key(1): found}, book, as_of, **scheme)[0].members[key(1)]
