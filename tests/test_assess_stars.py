"""The six stars: examples S1-S10, criteria, evidence, the way of a star through the year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.assess_factory import (
    STARS,
    assess,
    assess_one,
    both,
    card,
    context,
    decision,
    deed,
    folder,
    four,
    key,
    member,
    session,
    verdict,
)  # fmt: skip
from threecards.assess import assess_branch
from threecards.assess.criteria import basis_of, choices, plan_of
from threecards.assess.desk import open_desk
from threecards.assess.results import MemberResult, StarStatus
from threecards.assess.work import Work
from threecards.records.model import Member, StarRules
from threecards.records.words import Star

A = key(1)
PLAN = plan_of(StarRules.model_validate(STARS).stars)
S = StarStatus


def study_days(count: int, hours: str, absent: int = 0, excused: int = 0) -> list[dict[str, Any]]:
    """Study days from January on; the member misses the first ones, with leave first."""
    days = []
    for n in range(count):
        away = {"excused": [A]} if n < excused else {"absent": [A]} if n < excused + absent else {}
        day = f"2026-{n + 1:02d}-05" if n < 11 else f"2026-11-{n + 5:02d}"
        days.append({"key": f"sd-{n}", "kind": "集中学习", "date": day, "study": "是", "hours": hours, **away})
    return days


def statuses(found: MemberResult) -> dict[Star, StarStatus]:
    return {s.star: s.status for s in found.stars if s.status is not S.NONE}


def proposed(one: Member, book: dict[str, Any] | None = None) -> set[Star]:
    """Stars that qualify on 24 December, before any meeting."""
    found = statuses(assess_one(one, book))
    return {star for star, status in found.items() if status is S.PROPOSED}


def test_s1_learning() -> None:
    one = member(deeds=[deed("2026-04-01", "传授", text="教会邻居嫁接")])
    book = {"meetings": study_days(12, "3", absent=1)}  # 11 x 3 = 33 hours, 11 of 12 days
    assert proposed(one, book) == {Star.LEARNING}


def test_s2_too_few_study_days() -> None:
    one = member(deeds=[deed("2026-04-01", "技能证书"), deed("2026-05-01", "学习", hours="8")])
    book = {"meetings": study_days(12, "4", absent=3, excused=1)}  # 8 of 11 expected: 72.7 %
    assert proposed(one, book) == set()
    enough = {"meetings": study_days(12, "4", absent=2, excused=1)}  # 9 of 11: 81.8 %
    assert proposed(one, enough) == {Star.LEARNING}


def test_study_days_at_exactly_the_bound() -> None:
    one = member(deeds=[deed("2026-04-01", "技能证书")])
    assert proposed(one, {"meetings": study_days(10, "4", absent=2)}) == {Star.LEARNING}  # 8 of 10, 32 hours
    assert proposed(one, {"meetings": study_days(10, "3.9", absent=2)}) == set()


def test_s3_innovation() -> None:
    deeds = [deed("2026-04-01", "新技术"), deed("2026-06-01", "建议采纳"), deed("2026-07-01", "方法推广", households=2)]
    assert proposed(member(deeds=deeds)) == {Star.INNOVATION}
    assert proposed(member(deeds=deeds[1:])) == set()


def test_s4_prosperity() -> None:
    deeds = [deed("2026-04-01", "合法经营"), deed("2026-09-01", "带动农户", households=3)]
    assert proposed(member(deeds=deeds)) == {Star.PROSPERITY}
    assert proposed(member(deeds=deeds[1:])) == set()


def s5(star: str | None) -> Member:
    """Six voluntary occasions, two of them also law information; the post fulfilled in all quarters; one training."""
    both_kinds = {"star": star} if star else {}
    deeds = [deed(f"2026-0{n}-10", "志愿服务") for n in range(1, 5)]
    deeds += [deed(f"2026-0{n}-10", "志愿服务", "调解普法", **both_kinds) for n in (5, 6)]
    deeds += [deed(f"2026-{m}-20", post="p01") for m in ("02", "05", "08", "11")]
    return member(deeds=deeds)


def test_s5_one_record_one_star() -> None:
    assert proposed(s5("法制")) == {Star.LAW}
    assert proposed(s5("奉献")) == {Star.DEDICATION}


def test_s5_undecided_records_count_for_no_star_and_both_ways_are_shown() -> None:
    assert proposed(s5(None)) == set()
    one = folder({A: s5(None)}, {})
    work = Work(open_desk(one, context()))
    tried = choices(basis_of(work.desk, A, work.plan, work.now[0][A].mass), work.plan)
    assert [(tuple(choice.values()), stars) for choice, stars in tried] == [
        ((Star.DEDICATION,), (Star.DEDICATION,)),
        ((Star.LAW,), (Star.LAW,)),
    ]
    _, findings = assess({A: s5(None)})
    assert [(f.code, f.loc, f.params) for f in findings] == [
        ("ASM-001", ("deeds", 4), (("stars", "奉献、法制"),)),
        ("ASM-001", ("deeds", 5), (("stars", "奉献、法制"),)),
    ]
    assert assess({A: s5("法制")})[1] == []
    desk = open_desk(folder({A: s5("法制")}, {}), context())
    assert choices(basis_of(desk, A, PLAN, work.now[0][A].mass), PLAN) == []


def test_s6_morality() -> None:
    one = member(deeds=[deed("2026-04-01", "好人好事")])
    book = {"ballots": both({A: four(20, 14, 3, 0)}, {A: four(12, 10, 2, 0, blank=1)}, (37, 25))}
    assert proposed(one, book) == {Star.MORALITY}
    edge = {"ballots": both({A: four(10, 6, 4, 0)}, {A: four(12, 10, 2, 0)}, (20, 24))}
    assert proposed(one, edge) == {Star.MORALITY}  # exactly 80 %
    below = {"ballots": both({A: four(10, 5, 4, 0)}, {A: four(12, 10, 2, 0)}, (19, 24))}
    assert proposed(one, below) == set()
    assert proposed(one) == set()  # no ballots, no share


LAW_AND_MORALITY = [deed("2026-03-01", "法律培训"), deed("2026-04-01", "好人好事")]


def blocker(day: str, **changes: str) -> dict[str, Any]:
    return {"stars": ["法制", "道德"], "date": day, "document": "行政处罚决定书", **changes}


def test_s7_blockers() -> None:
    deeds = [*LAW_AND_MORALITY, deed("2026-04-01", "新技术"), deed("2026-06-01", "建议采纳")]
    book = {"ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)})}
    everything = member(deeds=deeds)
    assert proposed(everything, book) == {Star.INNOVATION, Star.LAW, Star.MORALITY}
    gambling = member(deeds=deeds, blockers=[blocker("2026-05-10")], cards=[card(stars_declared=["法制"])])
    found = statuses(assess_one(gambling, book))
    assert found == {Star.INNOVATION: S.PROPOSED, Star.LAW: S.NOT_MET}
    last_year = member(deeds=deeds, blockers=[blocker("2025-05-10")])
    assert proposed(last_year, book) == {Star.INNOVATION, Star.LAW, Star.MORALITY}


FOUR_STARS = ["学习", "创新", "致富", "道德"]
FOUR_STAR_DEEDS = [
    deed("2026-04-01", "传授"),
    deed("2026-04-02", "新技术", key="new-1"),
    deed("2026-06-01", "建议采纳"),
    deed("2026-04-03", "合法经营"),
    deed("2026-09-01", "带动农户", households=3),
    deed("2026-04-04", "好人好事"),
]


def four_stars(**changes: Any) -> tuple[Member, dict[str, Any]]:
    """S8: four stars confirmed on 8 December, noticed from 9 to 16 December, grade excellent."""
    one = member(deeds=FOUR_STAR_DEEDS, cards=[card(stars_declared=FOUR_STARS)])
    book = {
        "ballots": both({A: four(40, 0, 0, 0)}, {A: four(25, 0, 0, 0)}),
        "meetings": study_days(11, "3"),
        "decisions": [decision({A: verdict("优秀")}, stars={A: FOUR_STARS})],
        "notices": [{"key": "n1", "kind": "星级公示", "posted": "2026-12-09", "stars": {A: FOUR_STARS}}],
        **changes,
    }
    return one, book


def test_s8_commendation_condition_met() -> None:
    found = assess_one(*four_stars())
    assert len(found.lit) == 4
    assert found.assessment.decided == "优秀"
    assert (found.commendation.eligible, found.commendation.waiting) == (True, False)


def objection(**changes: Any) -> dict[str, Any]:
    tree = {"key": "o1", "received": "2026-12-14", "channel": "意见箱", "kind": "星级不符", "member": A, "star": "创新"}
    return {**tree, **changes}


def test_s9_a_star_under_objection_makes_the_commendation_wait() -> None:
    filed = assess_one(*four_stars(objections=[objection()]))
    assert filed.commendation.eligible  # filing alone does nothing
    accepted = assess_one(*four_stars(objections=[objection(accepted="2026-12-15")]))
    assert statuses(accepted)[Star.INNOVATION] is S.WAITING
    assert len(accepted.lit) == 3
    assert (accepted.commendation.eligible, accepted.commendation.waiting) == (False, True)
    assert accepted.frozen
    answer = {"date": "2026-12-22", "outcome": "不成立"}
    settled = assess_one(*four_stars(objections=[objection(accepted="2026-12-15", answer=answer)]))
    assert settled.commendation.eligible
    lit = {s.star: s.lit_on for s in settled.stars}
    assert lit[Star.INNOVATION] == date(2026, 12, 22)  # held back until the answer
    assert lit[Star.LEARNING] == date(2026, 12, 17)
    upheld = {"date": "2026-12-22", "outcome": "成立", "remedy": "更正"}
    refused = assess_one(*four_stars(objections=[objection(accepted="2026-12-15", answer=upheld)]))
    assert statuses(refused)[Star.INNOVATION] is S.NOT_MET
    assert (refused.commendation.eligible, refused.commendation.waiting) == (False, False)


def test_s9_a_doubted_deed_holds_its_star_back() -> None:
    about = objection(kind="事迹不实", star=None, deed="new-1", accepted="2026-12-15")
    found = assess_one(*four_stars(objections=[about]))
    assert statuses(found)[Star.INNOVATION] is S.WAITING
    assert statuses(found)[Star.LEARNING] is S.LIT
    upheld = {**about, "answer": {"date": "2026-12-22", "outcome": "成立", "remedy": "更正"}}
    assert statuses(assess_one(*four_stars(objections=[upheld])))[Star.INNOVATION] is S.NOT_MET
    refuted = {**about, "answer": {"date": "2026-12-22", "outcome": "不成立"}}
    assert statuses(assess_one(*four_stars(objections=[refuted])))[Star.INNOVATION] is S.LIT


def test_s10_six_stars_and_qualified_is_no_commendation() -> None:
    six = [star.value for star in Star]
    deeds = [
        *FOUR_STAR_DEEDS,
        *(deed(f"2026-0{n}-10", "志愿服务") for n in range(1, 7)),
        deed("2026-07-20", "应急任务"),
        deed("2026-03-01", "法律培训"),
    ]
    one = member(deeds=deeds)
    book = {
        "ballots": both({A: four(0, 40, 0, 0)}, {A: four(0, 25, 0, 0)}),
        "meetings": study_days(11, "3"),
        "decisions": [decision({A: verdict("合格")}, stars={A: six})],
        "notices": [{"key": "n1", "kind": "星级公示", "posted": "2026-12-09", "stars": {A: six}}],
    }
    found = assess_one(one, book)
    assert len(found.lit) == 6
    assert (found.commendation.eligible, found.commendation.waiting) == (False, False)


# --- the way of a star ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "status"),
    [
        (date(2026, 4, 1), S.DECLARED),
        (date(2026, 7, 1), S.ON_TRACK),
        (date(2026, 11, 30), S.ON_TRACK),
        (date(2026, 12, 1), S.PROPOSED),
        (date(2026, 12, 8), S.CONFIRMED),
        (date(2026, 12, 9), S.IN_NOTICE),
        (date(2026, 12, 16), S.IN_NOTICE),  # it ends at the close of the day
        (date(2026, 12, 17), S.LIT),
        (date(2027, 12, 31), S.LIT),
        (date(2028, 1, 1), S.EXPIRED),
    ],
)
def test_the_way_of_a_star(as_of: date, status: StarStatus) -> None:
    one, book = four_stars()
    found = assess_one(one, book, as_of)
    assert statuses(found)[Star.INNOVATION] is status
    lit = next(s.lit_on for s in found.stars if s.star is Star.INNOVATION)
    assert lit == (date(2026, 12, 17) if status in (S.LIT, S.EXPIRED) else None)


@pytest.mark.parametrize(
    ("deeds", "as_of", "status"),
    [
        ([], date(2026, 6, 30), S.DECLARED),
        ([], date(2026, 7, 1), S.AT_RISK),
        ([deed("2026-03-01", "新技术")], date(2026, 7, 1), S.AT_RISK),  # one of two
        ([deed("2026-03-01", "新技术"), deed("2026-05-01", "方法推广", households=2)], date(2026, 7, 1), S.ON_TRACK),
        ([deed("2026-03-01", "新技术")], date(2026, 12, 7), S.AT_RISK),  # until the meeting has decided
        ([deed("2026-03-01", "新技术")], date(2026, 12, 8), S.NOT_MET),
        ([deed("2026-03-01", "新技术")], date(2027, 1, 1), S.NOT_MET),
    ],
)
def test_a_declared_star_that_is_not_there_yet(deeds: list[Any], as_of: date, status: StarStatus) -> None:
    one = member(deeds=deeds, cards=[card(stars_declared=["创新"])])
    book = {"decisions": [decision({key(2): verdict("合格")})]}
    assert statuses(assess_one(one, book, as_of)) == {Star.INNOVATION: status}


def test_a_star_may_be_proposed_without_being_declared() -> None:
    deeds = [deed("2026-03-01", "新技术"), deed("2026-05-01", "建议采纳")]
    assert statuses(assess_one(member(deeds=deeds))) == {Star.INNOVATION: S.PROPOSED}
    assert statuses(assess_one(member(deeds=deeds), as_of=date(2026, 11, 1))) == {}


def test_a_withdrawn_star() -> None:
    one = member(
        deeds=[deed("2026-03-01", "新技术"), deed("2026-05-01", "建议采纳")],
        cards=[card(stars_declared=["创新"])],
        withdrawals=[{"year": 2026, "star": "创新", "date": "2026-10-01"}],
    )
    assert statuses(assess_one(one)) == {Star.INNOVATION: S.WITHDRAWN}
    assert statuses(assess_one(one, as_of=date(2026, 9, 30))) == {Star.INNOVATION: S.ON_TRACK}


@pytest.mark.parametrize(
    "notice",
    [
        {"posted": "2026-12-07"},  # before the meeting confirmed anything
        {"posted": "2026-12-09", "removed": "2026-12-15"},  # taken down too early
        {"posted": "2026-12-09", "days": 20},
        {"posted": "2026-12-09", "kind": "优秀公示"},
        {"posted": "2026-12-09", "stars": {A: ["学习"]}},
    ],
)
def test_no_light_without_a_whole_notice(notice: dict[str, Any]) -> None:
    tree = {"key": "n1", "kind": "星级公示", "stars": {A: FOUR_STARS}, **notice}
    found = assess_one(*four_stars(notices=[tree]))
    assert statuses(found)[Star.INNOVATION] in (S.CONFIRMED, S.IN_NOTICE)


def test_a_notice_removed_on_its_last_day_or_later_hung_long_enough() -> None:
    tree = {"key": "n1", "kind": "星级公示", "posted": "2026-12-09", "stars": {A: FOUR_STARS}, "removed": "2026-12-16"}
    assert statuses(assess_one(*four_stars(notices=[tree])))[Star.INNOVATION] is S.LIT


def test_a_second_notice_lights_what_a_broken_one_did_not() -> None:
    broken = {
        "key": "n1",
        "kind": "星级公示",
        "posted": "2026-12-09",
        "stars": {A: FOUR_STARS},
        "removed": "2026-12-10",
    }
    whole = {"key": "n2", "kind": "星级公示", "posted": "2026-12-14", "stars": {A: FOUR_STARS}}
    found = assess_one(*four_stars(notices=[broken, whole]))
    assert {s.lit_on for s in found.stars if s.status is S.LIT} == {date(2026, 12, 22)}


def test_a_meeting_without_quorum_confirms_nothing() -> None:
    one, book = four_stars()
    book["decisions"][0].update(present=13)
    assert statuses(assess_one(one, book))[Star.INNOVATION] is S.PROPOSED


def test_a_confirmed_star_without_its_criteria_is_not_lit_and_is_reported() -> None:
    one, book = four_stars()
    poorer = one.model_copy(update={"deeds": one.deeds[:1] + one.deeds[2:]})
    result, findings = assess({A: poorer}, book)
    assert statuses(result.members[A])[Star.INNOVATION] is S.NOT_MET
    assert ("ASM-008", A) in [(f.code, dict(f.params)["member"]) for f in findings if "member" in dict(f.params)]


def test_what_happens_after_the_meeting_does_not_dim_a_star() -> None:
    one, book = four_stars()
    missed = [
        {"key": f"late-{n}", "kind": "集中学习", "date": "2026-12-15", "study": "是", "absent": [A]} for n in range(5)
    ]
    book["meetings"] = [*book["meetings"], *missed]
    assert statuses(assess_one(one, book))[Star.LEARNING] is S.LIT


@pytest.mark.parametrize(
    ("changes", "as_of", "status", "removal"),
    [
        ({}, date(2027, 3, 31), S.LIT, True),  # confirmed, the procedure runs, the star still shines
        ({"noticed": "2027-03-02"}, date(2027, 3, 31), S.LIT, True),
        ({"noticed": "2027-03-02", "decided": "2027-03-09"}, date(2027, 3, 31), S.LIT, True),  # five days to reply
        ({"noticed": "2027-03-02", "decided": "2027-03-10"}, date(2027, 3, 31), S.REMOVED, False),
        ({"noticed": "2027-03-02", "decided": "2027-03-10"}, date(2027, 3, 9), S.LIT, True),
    ],
)
def test_removal_of_a_lit_star(changes: dict[str, str], as_of: date, status: StarStatus, removal: bool) -> None:
    one, book = four_stars()
    breach = {"stars": ["道德"], "date": "2026-12-20", "document": "文号", **changes}
    found = assess_one(one.model_copy(update={"blockers": member(blockers=[breach]).blockers}), book, as_of)
    star = next(s for s in found.stars if s.star is Star.MORALITY)
    assert (star.status, star.removal) == (status, removal)
    assert statuses(found)[Star.LEARNING] is S.LIT
    assert not found.commendation.eligible
    assert found.commendation.waiting is removal


def test_a_breach_confirmed_before_the_light_needs_no_procedure() -> None:
    one, book = four_stars()
    breach = {"stars": ["道德"], "date": "2026-12-10", "document": "文号"}
    found = assess_one(one.model_copy(update={"blockers": member(blockers=[breach]).blockers}), book)
    assert statuses(found)[Star.MORALITY] is S.NOT_MET


def test_exempt_members_are_rated_only_if_they_wish() -> None:
    deeds = [deed("2026-03-01", "新技术"), deed("2026-05-01", "建议采纳")]
    for wish, stars in (("否", {}), ("是", {Star.INNOVATION: S.PROPOSED})):
        one = member(deeds=deeds, exemptions=[{"year": 2026, "date": "2026-11-20", "wants_stars": wish}])
        assert statuses(assess_one(one)) == stars


def test_members_who_are_not_assessed_have_no_stars() -> None:
    gone = member(
        deeds=[deed("2026-03-01", "新技术"), deed("2026-05-01", "建议采纳")],
        memberships=[{"branch": "b001", "kind": "正式", "from": "2010-01-01", "to": "2026-10-31"}],
        cards=[card(stars_declared=["创新"])],
    )
    assert statuses(assess_one(gone)) == {}


def test_the_next_rating_ends_a_star() -> None:
    one, book = four_stars()
    found = folder({A: one}, book)
    later = decision({}, key="next", date="2027-12-10", stars={key(2): ["学习"]})
    books = {**found.books, 2027: folder({}, {"decisions": [later]}).books[2026]}
    for as_of, status in ((date(2027, 12, 9), S.LIT), (date(2027, 12, 10), S.EXPIRED)):
        result, _ = assess_branch(replace(found, books=books), context(as_of))
        assert statuses(result.members[A])[Star.INNOVATION] is status


def test_numbers_as_ballots_count_from_the_line_of_qualified() -> None:
    one = member(deeds=[deed("2026-04-01", "好人好事")])
    scores = ["75"] * 8 + ["74.9999"] * 2
    mass = session("群众测评", {A: {"scores": scores}}, 10, design="打分")
    assert proposed(one, {"ballots": [mass]}) == {Star.MORALITY}
