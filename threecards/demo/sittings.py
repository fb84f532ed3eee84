"""The sittings of one branch of the demo county up to the ballots.

Surveys, meetings, inspections, spot checks, appraisals, the first notices, objections of the year.

In: the people of a branch, its ``Scene``. Out: the year book. Not here: the ballots themselves, decisions.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from threecards.assess.draw import draw, seed_for
from threecards.demo import words
from threecards.demo.ballots import ballots
from threecards.demo.cast import ELDER, FLOATING, YEAR, Person, Record, iso, workday
from threecards.demo.scene import KEEN, Scene

_COMMITTEE = ("支部书记", "支部副书记", "支部委员")
_RATINGS = ("好", "较好", "一般", "差")
_RATED = {"A": (84, 16, 0, 0), "B": (42, 50, 8, 0), "C": (8, 44, 40, 8), "D": (0, 10, 40, 50)}


def year_book(people: list[Person], scene: Scene, chief_name: str) -> Record:
    """Make the year book up to the ballots; decisions, notices about results and objections come later
    (``conclude``).
    """
    rng = scene.rng
    book: Record = {
        "surveys": _surveys(scene, chief_name),
        "meetings": _meetings(people, scene),
        "inspections": _inspections(people, rng),
    }
    draws, checks = _spot_checks(people, scene)
    book |= {
        "spot_checks": checks,
        "draws": draws,
        "halfyears": _halves(people, rng),
        "ballots": ballots(people, rng),
    }
    book |= {"decisions": [], "notices": _early_notices(people, scene), "objections": _objections(people, scene)}
    return book


def _surveys(scene: Scene, chief_name: str) -> list[Record]:
    rng = scene.rng
    channel = rng.choice(("意见箱", "意见表", "当面", "会议"))
    asked: Record = {
        "key": "yj-1",
        "kind": "征求意见",
        "date": iso(workday(rng, date(YEAR, 1, 8), date(YEAR, 1, 23))),
        "channel": channel,
    }
    asked |= {
        "slips": str(rng.randint(18, 120)),
        "findings": [scene.say("finding", words.FINDINGS) for _ in range(rng.randint(2, 4))],
    }
    visits = []
    for n, (village, _) in enumerate(scene.plan.villages[:3], start=1):
        visit: Record = {
            "key": f"zf-{n}",
            "kind": "走访调研",
            "date": iso(workday(rng, date(YEAR, 1, 12), date(YEAR, 1, 30))),
        }
        if scene.plan.joint:
            visit["village"] = village
        findings = [scene.say("finding", words.FINDINGS) for _ in range(rng.randint(1, 2))]
        visits.append(visit | {"findings": findings, "by": f"乡镇党委书记{chief_name}"})
    return [asked, *visits]


def _meetings(people: list[Person], scene: Scene) -> list[Record]:
    rng = scene.rng
    held: list[tuple[date, str, str, str, int]] = []
    theme = rng.randint(9, 17)
    for month, topic in enumerate(words.TOPICS, start=1):
        day = date(YEAR, month, min(theme, 12) if month == 2 else theme)
        day = {5: day + timedelta(days=2 * (day.weekday() == 6)), 10: max(day, date(YEAR, 10, 9))}.get(month, day)
        held.append((workday(rng, day, day + timedelta(days=1)), "主题党日", f"zt-{month:02d}", scene.fill(topic), 2))
    quarters = ((3, 16, 25), (6, 22, 30), (9, 14, 24), (11, 16, 25))
    lessons = rng.sample(words.CLASSES, 4)
    for n, (month, first, last) in enumerate(quarters, start=1):
        held.append(
            (
                workday(rng, date(YEAR, month, first), date(YEAR, month, last)),
                "党课",
                f"dk-{n}",
                scene.fill(lessons[n - 1]),
                2,
            )
        )
    held.append((scene.approved, "支部大会", "dh-1", words.GENERAL[0], 0))
    for n, (month, first, last) in enumerate(quarters[1:], start=2):
        held.append(
            (
                workday(rng, date(YEAR, month, first), date(YEAR, month, last)),
                "支部大会",
                f"dh-{n}",
                words.GENERAL[n - 1],
                0,
            )
        )
    for n, month in enumerate((1, 4, 7, 10), start=1):
        held.append(
            (workday(rng, date(YEAR, month, 8), date(YEAR, month, 14)), "支委会", f"zw-{n}", words.COMMITTEE[n - 1], 0)
        )
    for n, (month, topic) in enumerate(zip((4, 10), rng.sample(words.SCHOOL, 2), strict=True), start=1):
        held.append((workday(rng, date(YEAR, month, 20), date(YEAR, month, 24)), "集中学习", f"xx-{n}", topic, 4))
    for n, month in enumerate((5, 8), start=1):
        held.append(
            (workday(rng, date(YEAR, month, 18), date(YEAR, month, 22)), "党小组会", f"xz-{n}", words.GROUP[n - 1], 0)
        )
    held.append((workday(rng, date(YEAR, 2, 3), date(YEAR, 2, 6)), "组织生活会", "shh-1", "对照去年的承诺讲不足", 0))
    return [_meeting(people, rng, *one) for one in sorted(h for h in held if h[0] <= date(YEAR, 12, 24))]


def _meeting(people: list[Person], rng: Random, day: date, kind: str, key: str, topic: str, hours: int) -> Record:
    meeting: Record = {"key": key, "kind": kind, "date": iso(day), "topic": topic}
    if hours:
        meeting |= {"study": "是", "hours": str(hours)}
    absent: list[str] = []
    excused: list[str] = []
    for person in people:
        expected = person.home(day) and (
            kind != "支委会" or any(office in _COMMITTEE for office in person.office.split("+"))
        )
        if not expected:
            continue
        if person.kind == ELDER and rng.random() < 0.7:
            excused.append(person.key)
        elif rng.random() < KEEN[person.zeal][1] * (0.4 if kind == "支部大会" else 1):
            (excused if rng.random() < 0.35 else absent).append(person.key)
    if absent:
        meeting["absent"] = absent
    if excused:
        meeting["excused"] = excused
    return meeting


def _rated(people: list[Person], rng: Random, day: date) -> dict[str, str]:
    """Rate everybody who has an approved, open card on a day."""
    found = {}
    for person in people:
        if (
            person.here(day)
            and person.card_from
            and person.card_from <= day
            and person.story not in ("late", "draft", "resumed")
        ):
            found[person.key] = rng.choices(_RATINGS, _RATED[person.zeal])[0]
    return found


def _inspections(people: list[Person], rng: Random) -> list[Record]:
    rounds = []
    spans = ((3, 25, 31), (6, 23, 30), (9, 21, 30), (11, 23, 30))
    inspectors = [rng.choice(("乡镇党建办", "乡镇组织委员")), "监督小组代表"]
    for quarter, (month, first, last) in enumerate(spans, start=1):
        day = workday(rng, date(YEAR, month, first), date(YEAR, month, last))
        ratings = _rated(people, rng, day)
        one: Record = {"quarter": str(quarter), "date": iso(day), "inspectors": inspectors, "ratings": ratings}
        weak = [key for key, rating in ratings.items() if rating in ("一般", "差")]
        if weak:
            one["notes"] = {key: rng.choice(words.NOTES) for key in sorted(rng.sample(weak, min(len(weak), 3)))}
            one["follow_up"] = rng.choice(words.FOLLOW_UPS)
        rounds.append(one)
    return rounds


def _halves(people: list[Person], rng: Random) -> list[Record]:
    days = (workday(rng, date(YEAR, 7, 6), date(YEAR, 7, 14)), date(YEAR, 12, 3))
    return [
        {"half": str(n), "date": iso(day), "ratings": _rated(people, rng, day)} for n, day in enumerate(days, start=1)
    ]


def _spot_checks(people: list[Person], scene: Scene) -> tuple[list[Record], list[Record]]:
    rng, plan = scene.rng, scene.plan
    draws: list[Record] = []
    checks: list[Record] = []
    for quarter, month in enumerate((3, 5, 8, 11), start=1):
        day = workday(rng, date(YEAR, month, 17 if quarter == 1 else 4), date(YEAR, month, 20))
        pool = [
            p.key
            for p in people
            if p.here(day) and p.stays and p.card_from and p.card_from <= day and p.kind != FLOATING
        ]
        drawn = draw(seed_for(YEAR, quarter, plan.key), pool, rng.choice((1, 1, 2)))
        draws.append(
            {
                "key": f"cq-{quarter}",
                "date": iso(day),
                "seed": seed_for(YEAR, quarter, plan.key),
                "pool": pool,
                "drawn": list(drawn),
            }
        )
        for n, key in enumerate(drawn):
            on = workday(rng, day + timedelta(days=1), day + timedelta(days=6))
            who = "乡镇党委书记" if plan.chief and n == 0 else rng.choice(("乡镇党委副书记", "支部书记", "支部书记"))
            if who == "支部书记" and key == scene.chief:
                who = "乡镇党委副书记"
            check: Record = {"key": f"cc-{len(checks) + 1}", "date": iso(on), "checker": who}
            if who == "支部书记":
                check["checker_member"] = scene.chief
            check |= {"member": key, "draw": f"cq-{quarter}"}
            if seen := scene.fill(rng.choice(words.SEEN)):
                check["seen"] = seen
            check["comment"] = rng.choice(words.COMMENTS)
            if rng.random() < 0.3:
                check["public"] = "是"
            elif rng.random() < 0.3:
                check |= {
                    "follow_up_due": iso(on + timedelta(days=14)),
                    "follow_up_done": iso(on + timedelta(days=rng.randint(5, 13))),
                }
            checks.append(check)
    return draws, checks


def _early_notices(people: list[Person], scene: Scene) -> list[Record]:
    rng = scene.rng
    posted = scene.approved + timedelta(days=1)
    holders = [p.key for p in people if p.posts]
    notice: Record = {
        "key": "gs-1",
        "kind": "设岗公示",
        "title": f"{YEAR}年度党员设岗公示",
        "posted": iso(posted),
        "members": holders,
    }
    notices = [notice | {"removed": iso(scene.shown), "outcome": "公示期内没有收到异议"}]
    if rng.random() < 0.3:
        title, text = rng.choice(words.OTHER_NOTICES)
        day = workday(rng, date(YEAR, 7, 20), date(YEAR, 9, 10))
        other: Record = {
            "key": "gs-2",
            "kind": "其他公示",
            "title": scene.fill(title),
            "text": scene.fill(text),
            "posted": iso(day),
            "days": "3",
        }
        notices.append(other | {"removed": iso(day + timedelta(days=7)), "outcome": "公示期内没有收到异议"})
    return notices


def _objections(people: list[Person], scene: Scene) -> list[Record]:
    rng = scene.rng
    found: list[Record] = []
    pool = [p for p in people if p.stays and p.card_from == scene.approved and p.kind != FLOATING]
    for _ in range(rng.choices((0, 1, 2), (70, 25, 5))[0]):
        kind, content, answer, outcome, remedy = rng.choice([row for row in words.OBJECTIONS if row[0] != "星级不符"])
        person = rng.choice(pool)
        received = workday(rng, date(YEAR, 4, 7), date(YEAR, 11, 20))
        one: Record = {
            "key": "",
            "received": iso(received),
            "channel": rng.choice(("意见箱", "办公电话", "当面", "乡镇办公室", "会议", "意见表")),
        }
        one |= {"kind": kind, "signed": rng.choice(("是", "否")), "member": person.key}
        if kind in ("承诺未兑现", "数字有误"):
            one["commitment"] = "1"
        one["content"] = content
        if kind == "事迹不实" and rng.random() < 0.5:
            one |= {"content": "有人做假", "refused": iso(received + timedelta(days=1))}
            found.append(one | {"refusal_reason": "没有写明是什么事、什么时候，无法核查；已在意见箱上请补充"})
            continue
        one |= {"accepted": iso(received + timedelta(days=1)), "heard": iso(received + timedelta(days=2))}
        answered = received + timedelta(days=rng.randint(4, 8))
        one["answer"] = {"date": iso(answered), "outcome": outcome, "remedy": remedy, "text": answer}
        found.append(one | {"closed": iso(answered + timedelta(days=1))})
    found.sort(key=lambda one: str(one["received"]))
    for n, one in enumerate(found, start=1):
        one["key"] = f"yy-{n}"
    return found
