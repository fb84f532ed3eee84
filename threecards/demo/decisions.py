"""The end of the year in one branch of the demo county: what the meeting decides, and what follows.

In: the people of a branch, the year book, the result of the assessment. Out: decisions, notices, objections in the
book; feedback, commendations, talks in the members' records. Not here: any counting of scores, that is done by
``assess``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random

from threecards.assess.results import AssessStatus, BranchResult, StarStatus
from threecards.demo import words
from threecards.demo.cast import ELDER, OFFICE, YEAR, Person, Record, iso, workday
from threecards.demo.scene import Scene
from threecards.demo.yamltext import Row

DECIDED = date(YEAR, 12, 8)
_INVITATION = "有不同意见的，请在公示期内向支部、监督小组或乡镇组织办公室反映，写不写名字都可以。"


def probe(people: list[Person]) -> Record:
    """A meeting that stands in for the decision while the assessment is asked what it suggests; it only fixes the
    day.
    """
    key = next(p.key for p in people if p.kind == OFFICE)
    return {
        "key": "jd-1",
        "date": iso(DECIDED),
        "should_attend": "1",
        "present": "1",
        "grades": {key: Row(grade="合格", ayes="1")},
    }


def conclude(people: list[Person], scene: Scene, book: Record, result: BranchResult) -> None:
    """Write down what the branch meeting made of the suggestions: grades, stars, notices, and what follows for each
    member.
    """
    rng = scene.rng
    voters = [p for p in people if p.here(DECIDED) and p.full]
    present = max(sum(p.home(DECIDED) and p.kind != ELDER for p in voters) - rng.randint(0, 2), len(voters) // 2 + 1)
    grades: dict[str, Row] = {}
    stars: dict[str, list[str]] = {}
    for person in people:
        found = result.members[person.key]
        if found.assessment.suggested and found.assessment.status in (AssessStatus.GRADED, AssessStatus.HOST):
            grades[person.key] = _verdict(rng, str(found.assessment.suggested), present, len(voters) // 2 + 1)
        proposed = [str(s.star) for s in found.stars if s.status is StarStatus.PROPOSED]
        if proposed and rng.random() < 0.98:
            stars[person.key] = proposed
    meeting: Record = {
        "key": "jd-1",
        "date": iso(DECIDED),
        "should_attend": str(len(voters)),
        "present": str(present),
        "grades": grades,
    }
    if stars:
        meeting["stars"] = stars
    book["decisions"] = [meeting]
    notices = book["notices"]
    posted = date(YEAR, 12, 9)
    excellent = [key for key, verdict in grades.items() if verdict["grade"] == "优秀"]
    if excellent:
        title = f"{YEAR}年度拟评优秀党员公示"
        text = f"经支部大会讨论，拟评下列党员为{YEAR}年度优秀党员。\n\n{_INVITATION}"
        one: Record = {
            "key": f"gs-{len(notices) + 1}",
            "kind": "优秀公示",
            "title": title,
            "text": text,
            "posted": iso(posted),
        }
        notices.append(one | {"members": excellent, "removed": "2026-12-17", "outcome": "公示期内没有收到异议"})
    if stars:
        later = rng.random() < 0.12  # some branches post the stars after checking the records once more
        title = f"{YEAR}年度“六星”党员公示"
        one = {
            "key": f"gs-{len(notices) + 1}",
            "kind": "星级公示",
            "title": title,
            "posted": "2026-12-18" if later else iso(posted),
            "stars": stars,
        }
        notices.append(one if later else one | {"removed": "2026-12-17", "outcome": "公示期内没有收到异议"})
    _star_objection(people, scene, book, stars)
    for person in people:
        if verdict := grades.get(person.key):
            _consequences(person, scene, str(verdict["grade"]), len(stars.get(person.key, ())))


def _verdict(rng: Random, suggested: str, present: int, needed: int) -> Row:
    ayes = max(needed, present - rng.choice((0, 0, 0, 0, 1, 1, 2, 3)))
    noes = rng.randint(0, present - ayes) if present > ayes else 0
    row = Row(grade=suggested, ayes=str(ayes), noes=str(noes), abstained=str(present - ayes - noes))
    if suggested == "优秀" and rng.random() < 0.03:
        row |= {"grade": "合格", "reason": "本人提出把优秀的名额让给别的同志，大会讨论后同意"}
    return row


def _star_objection(people: list[Person], scene: Scene, book: Record, stars: Mapping[str, list[str]]) -> None:
    rng = scene.rng
    if not stars or rng.random() > 0.06:
        return
    key = rng.choice(sorted(stars))
    one: Record = {
        "key": f"yy-{len(book['objections']) + 1}",
        "received": "2026-12-14",
        "channel": "意见箱",
        "kind": "星级不符",
        "signed": "否",
    }
    one |= {
        "member": key,
        "star": rng.choice(stars[key]),
        "content": "这颗星评得早了，请再核一核",
        "accepted": "2026-12-15",
    }
    if rng.random() < 0.5:
        one |= {
            "heard": "2026-12-16",
            "answer": {
                "date": "2026-12-21",
                "outcome": "不成立",
                "remedy": "维持",
                "text": "逐条对照标准，记录够，维持",
            },
        }
        one["closed"] = "2026-12-22"
    book["objections"].append(one)


def _consequences(person: Person, scene: Scene, grade: str, stars: int) -> None:
    """What is told to a member, and what follows: a commendation, or an admonition talk."""
    rng, record = scene.rng, person.record
    by = "乡镇党委" if person.key == scene.chief else scene.chief
    told = iso(date(YEAR, 12, rng.randint(9, 11)))
    later: Record = {"feedback": [Row(year=str(YEAR), date=told, by=by)]}
    honours: list[Record] = []
    past = record.get("past", ())
    if (
        past
        and past[-1].get("year") == "2025"
        and past[-1].get("grade") == "优秀"
        and len(past[-1].get("stars", ())) >= 4
    ):
        level, title = rng.choice(
            (("乡镇", "优秀共产党员"), ("支部", "优秀党员"), ("支部", "优秀党员"), ("县", "优秀共产党员"))
        )
        honours.append({"year": "2025", "level": level, "title": title, "date": "2026-06-30"})
        past[-1].pop("commendation", None)
    if grade == "优秀" and stars >= 5 and rng.random() < 0.5:
        honours.append({"year": str(YEAR), "level": "支部", "title": "优秀党员", "date": "2026-12-22"})
    if honours:
        later["commendations"] = honours
    if grade in ("基本合格", "不合格") and rng.random() < 0.8:
        talk: Record = {
            "year": str(YEAR),
            "date": iso(workday(rng, date(YEAR, 12, 11), date(YEAR, 12, 23))),
            "place": "党群服务室",
        }
        what = (
            str(record["cards"][-1]["commitments"][0]["what"]).split("，", maxsplit=1)[0]
            if record.get("cards")
            else "承诺"
        )
        talk |= {"talkers": ["支部书记", "支部委员"], "issues": rng.choice(words.ISSUES).replace("{what}", what)}
        later["admonitions"] = [
            talk | {"measures": rng.sample(words.MEASURES, 2), "opinion": rng.choice(words.OPINIONS)}
        ]
    past_rows = record.pop("past", None)
    record |= later
    if past_rows:
        record["past"] = past_rows
